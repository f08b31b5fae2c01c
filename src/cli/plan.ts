import { Argument, type Command, Option } from 'commander';
import { sequenceEvents, type WebsiteEvent } from '../campaign/events.js';
import { loadOperatorConfig } from '../config/operator.js';
import { InvalidEvent } from '../domain/errors.js';
import { plan } from '../domain/plan/plan.js';
import { sayPlan, toEmailReply } from '../runs/reply.js';
import { readTime } from './arguments.js';
import { type Cli, describeCommand, Failed, type Said, saying, WrongUsage } from './cli.js';
import { addField, type Fields, requiredOf, toBody, warnOfUnknown } from './event-fields.js';
import { sayEmails } from './say-run.js';
import { sayInstant } from './times.js';

type SequenceEvent = (typeof sequenceEvents)[number];

interface Asked {
  at?: Date;
  field: Fields;
}

/** `plan <sequence>`: what an event would start; asks no server. */
export function addPlan(program: Command, cli: Cli): void {
  describeCommand(
    program.command('plan'),
    'what an event would send, and when; asks no server',
    'plan assessment --at 2025-12-01T10:30:00Z --field email_1_sent_at=2025-12-01T10:29:00Z',
  )
    .addArgument(new Argument('<sequence>').choices(sequenceEvents.map(({ name }) => name)))
    .addOption(new Option('--at <ISO>', 'accepted at (default: now)').argParser(readTime))
    .addOption(
      new Option('--field <name=value>', "a field of the event's body; again for more, or a list")
        .argParser(addField)
        .default({}, 'an example'),
    )
    .action(
      saying(cli, (name: string, asked: Asked) => {
        const event = sequenceEvents.find((known) => known.name === name);
        if (!event) throw new WrongUsage(`there is no sequence "${name}"`);
        return planEvent(cli, event, asked);
      }),
    );
}

function planEvent(cli: Cli, event: SequenceEvent, { at = cli.now(), field }: Asked): Said {
  const { name, sequence } = event;
  const assumed = assume(event, field);
  const read = readEvent(event, { ...assumed, ...toBody(event, field) }, at);
  if ('ignored' in read) {
    const { ignored: reason, message } = read;
    return {
      answer: { status: 'ignored', reason, message },
      lines: () => [`Nothing would be sent (${reason}). ${message}`],
    };
  }
  const { base, website, segment } = read;
  const { isTesting } = loadOperatorConfig(cli.env);
  const emails = plan(sequence, { base, now: at, isTesting, ...(website && { website }) });
  const answer = {
    status: 'planned',
    sequence: name,
    segment,
    testing: isTesting,
    message: sayPlan('planned', emails),
    warnings: [...read.warnings, ...warnOfUnknown(event, field)],
    assumed,
    emails: emails.map(toEmailReply),
  };
  const marks = [name, ...(segment ? [segment] : []), ...(isTesting ? ['testing mode'] : [])];
  const assumptions = Object.entries(assumed).map(([path, value]) => `, ${path}=${String(value)}`);
  return {
    answer,
    lines: () => [
      marks.join(', '),
      `assumed: accepted at ${sayInstant(at.toISOString())} UTC${assumptions.join('')}`,
      ...answer.warnings.map((warning) => `warning: ${warning}`),
      ...sayEmails(answer.emails, at),
    ],
  };
}

/** @throws {Failed} naming every faulty field at once. */
function readEvent({ read }: WebsiteEvent, body: object, at: Date) {
  try {
    return read(body, at);
  } catch (error) {
    if (!(error instanceof InvalidEvent)) throw error;
    throw new Failed('such an event would not be accepted', { faults: error.faults });
  }
}

/** Who it is about, and of the example what must be there, where nobody gave it. */
function assume(event: WebsiteEvent, given: Fields): Record<string, unknown> {
  const { oneOf, example } = event;
  const required = requiredOf(event).filter((path) => !(path in given));
  const missing = oneOf.some((path) => path in given) ? required : [...required, ...oneOf];
  return {
    ...(!('email' in given) && { email: 'someone@example.org' }),
    ...Object.fromEntries(
      Object.entries(example).filter(([path]) => missing.some((name) => name === path)),
    ),
  };
}
