import { type Duration, toMs } from '../../domain/duration.js';
import { InvalidCampaign } from '../../domain/errors.js';
import type { Pace, Sequence, SequenceEmail, SequenceKind } from '../../domain/plan/sequence.js';
import type { StopCause } from '../../domain/run/stop.js';
import {
  defineEvent,
  type EventDefinition,
  type EventFields,
  type ReadableEvent,
} from './define-event.js';

/** One email as the campaign's author writes it. The website's own email has no delay: it is out already. */
export type EmailDefinition =
  | { number: number; template: string; sentBy: 'website' }
  | { number: number; template: string; after: Duration; testing: Duration };

/** How late an email may go (`grace`), and how near two emails of one run may be (`gap`). */
export interface PaceDefinition {
  grace: Duration;
  gap: Duration;
}

/** Everything that the program knows of one sequence, as its author writes it. */
export interface SequenceDefinition<Name extends string, Fields extends EventFields> {
  /**
   * Lower-case words joined by "-". Its address, its runs' ids, its workflow type (`noShow`) and the
   * name of its webhook key (`WEBHOOK_KEY_NOSHOW`) are made of it.
   */
  name: Name;
  /** Marketing ends with a booking, a payment and an unsubscribe; transactional mail goes on. */
  kind: SequenceKind;
  /** Completes "You get this email because …" in the footer. */
  because: string;
  /** The sequences that its event ends for this person, by name; or all of marketing. */
  ends?: readonly string[] | 'marketing';
  /** How the outcome of those runs is called; default: `superseded`. */
  endsAs?: StopCause;
  /** What ends it besides, by name: the events of other sequences, or rows of the table of stops. */
  endedBy?: readonly string[];
  notion: {
    /** In the tracker's `Sequence Type`. */
    type: string;
    /** The contact's campaign status while a run is open. */
    status: string;
    /** The contact's Booking Status after the event; setting that by hand then stops like the event. */
    booking?: string;
  };
  event: EventDefinition<Fields>;
  sandbox: {
    /** What a visitor of the pretend website does: "misses a call". */
    button: string;
    /** A field that gets a new value at each click, so that each is an event of its own. */
    fresh?: keyof Fields & string;
  };
  emails: EmailDefinition[];
  /** A finished run is not repeated within this time; default 30 days. */
  reenrolAfter?: Duration;
  /** Default: grace 24 hours, gap 12 hours. */
  pace?: PaceDefinition;
  /** The same in testing mode; default: grace 10 minutes, gap 10 seconds. */
  testingPace?: PaceDefinition;
}

/** A sequence that holds by itself; the register says whether it holds beside the others. */
export interface DefinedSequence<Name extends string = string> {
  name: Name;
  kind: SequenceKind;
  because: string;
  ends: readonly string[] | 'marketing';
  endsAs?: StopCause;
  endedBy: readonly string[];
  notion: { type: string; status: string; booking?: string };
  event: ReadableEvent;
  sandbox: { button: string; fresh?: string };
  /** What runs carry. */
  sequence: Readonly<Sequence>;
}

/**
 * Checks a sequence while the program loads.
 * @throws {InvalidCampaign} naming the sequence, the email and the rule.
 */
export function defineSequence<const Name extends string, Fields extends EventFields>(
  definition: SequenceDefinition<Name, Fields>,
): DefinedSequence<Name> {
  const { name, kind, because, ends = [], endsAs, endedBy = [], notion, sandbox } = definition;
  if (!/^[a-z]+(-[a-z]+)*$/.test(name)) {
    throw refusal(name, 'the name must be lower-case words joined by "-"');
  }
  const emails = definition.emails.map(toSequenceEmail);
  checkEmails(name, emails);
  const isFirstFromWebsite = emails[0]?.sentBy === 'website';
  return {
    name,
    kind,
    because,
    ends,
    ...(endsAs && { endsAs }),
    endedBy,
    notion,
    event: defineEvent(definition.event, { isFirstFromWebsite }),
    sandbox,
    sequence: Object.freeze({
      name,
      trackerName: notion.type,
      kind,
      base: isFirstFromWebsite ? 'email_1_sent_at' : 'acceptance',
      campaignStatus: notion.status,
      reenrolAfterMs: toMs(definition.reenrolAfter ?? '30 days'),
      pace: toPace(definition.pace ?? { grace: '24 hours', gap: '12 hours' }),
      testingPace: toPace(definition.testingPace ?? { grace: '10 minutes', gap: '10 seconds' }),
      emails,
    }),
  };
}

function checkEmails(name: string, emails: readonly SequenceEmail[]): void {
  if (!emails.some((email) => email.sentBy === 'evergreen')) {
    throw refusal(name, 'no email is sent by us');
  }
  for (const [index, email] of emails.entries()) {
    const { number, sentBy } = email;
    if (number !== index + 1) {
      const place = `email ${number} stands at place ${index + 1}`;
      throw refusal(name, `${place}; numbers must run 1..n without holes`);
    }
    if (sentBy === 'website' && index > 0) {
      throw refusal(name, `email ${number} is the website's; only the first one can be`);
    }
    const previous = emails[index - 1];
    if (!previous) continue;
    for (const delay of ['afterMs', 'testingAfterMs'] as const) {
      if (email[delay] > previous[delay]) continue;
      throw refusal(
        name,
        `email ${number} is due no later than email ${previous.number} (${delay})`,
      );
    }
  }
}

function refusal(name: string, why: string): InvalidCampaign {
  return new InvalidCampaign(`sequence "${name}": ${why}`);
}

function toSequenceEmail(email: EmailDefinition): SequenceEmail {
  const { number, template } = email;
  if ('sentBy' in email) {
    return { number, template, sentBy: 'website', afterMs: 0, testingAfterMs: 0 };
  }
  const [afterMs, testingAfterMs] = [toMs(email.after), toMs(email.testing)];
  return { number, template, sentBy: 'evergreen', afterMs, testingAfterMs };
}

function toPace({ grace, gap }: PaceDefinition): Pace {
  return { graceMs: toMs(grace), gapMs: toMs(gap) };
}
