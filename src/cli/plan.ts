import { Argument, type Command, Option } from 'commander';
import { type EventName, eventNames, type WebhookEvent, webhookEvents } from '../campaign/events.js';
import { sayPlan, toEmailReply } from '../runs/reply.js';
import { loadOperatorConfig } from '../config.js';
import { InvalidEvent } from '../domain/errors.js';
import { plan } from '../domain/plan/plan.js';
import { readTime } from './arguments.js';
import { type Cli, describeCommand, Failed, type Said, saying } from './cli.js';
import { addField, type Fields, toBody, warnOfUnknown } from './event-fields.js';
import { sayEmails } from './say-run.js';
import { sayInstant } from './times.js';

interface Asked {
  at?: Date;
  field: Fields;
}

/** Fields of which an event wants one, where the plan depends on none. */
const assumable: Partial<Record<EventName, Record<string, string>>> = {
  'no-show': { event_id: 'a-call' },
  onboarding: { payment_confirmed: 'true' },
};

/** `plan <sequence>`: what an event would start; asks no server. */
export function addPlan(program: Command, cli: Cli): void {
  describeCommand(
    program.command('plan'),
    'what an event would send, and when; asks no server',
    'plan assessment --at 2025-12-01T10:30:00Z --field email_1_sent_at=2025-12-01T10:29:00Z',
  )
    .addArgument(
      new Argument('<sequence>').choices(eventNames.filter((name) => webhookEvents[name].sequence)),
    )
    .addOption(new Option('--at <ISO>', 'accepted at (default: now)').argParser(readTime))
    .addOption(
      new Option('--field <name=value>', "a field of the event's body; again for more, or a list")
        .argParser(addField)
        .default({}, 'an example'),
    )
    .action(saying(cli, (name: EventName, asked: Asked) => planEvent(cli, name, asked)));
}

function planEvent(cli: Cli, name: EventName, { at = cli.now(), field }: Asked): Said {
  const event = webhookEvents[name];
  const assumed = assume(event, name, field);
  const read = readEvent(event, toBody(event, { ...assumed, ...field }), at);
  if ('ignored' in read) {
    const { ignored: reason, message } = read;
    return {
      answer: { status: 'ignored', reason, message },
      lines: () => [`Nothing would be sent (${reason}). ${message}`],
    };
  }
  const { base, website, segment } = read;
  const { isTesting } = loadOperatorConfig(cli.env);
  const { sequence } = event;
  const emails = sequence
    ? plan(sequence, { base, now: at, isTesting, ...(website && { website }) })
    : [];
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
  const assumptions = Object.entries(assumed).map(([path, value]) => `, ${path}=${value}`);
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
function readEvent({ read }: WebhookEvent, body: object, at: Date) {
  try {
    return read(body, at);
  } catch (error) {
    if (!(error instanceof InvalidEvent)) throw error;
    throw new Failed('such an event would not be accepted', { faults: error.faults });
  }
}

/** Who it is about, and one of the fields that must be there, where nobody gave them. */
function assume({ oneOf = [] }: WebhookEvent, name: EventName, given: Fields) {
  const isGiven = oneOf.some((path) => path in given);
  return {
    ...(!('email' in given) && { email: 'someone@example.org' }),
    ...(!isGiven && assumable[name]),
  };
}
