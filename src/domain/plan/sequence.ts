import { type Duration, toMs } from '../duration.js';
import { InvalidCampaign } from '../errors.js';

/** Marketing mail obeys an unsubscribe; transactional mail goes on. */
export type SequenceKind = 'marketing' | 'transactional';

export type SentBy = 'website' | 'evergreen';

/** One email as the campaign's author writes it. The website's own email has no delay: it is out already. */
export type EmailDefinition =
  | { number: number; template: string; sentBy: 'website' }
  | { number: number; template: string; after: Duration; testing: Duration };

/** How late an email may go (`grace`), and how near two emails of one run may be (`gap`). */
export interface PaceDefinition {
  grace: Duration;
  gap: Duration;
}

export interface SequenceDefinition {
  /** Name in workflow ids, replies and logs. */
  name: string;
  /** Name in the tracker's `Sequence Type`. */
  trackerName: string;
  kind: SequenceKind;
  /** What delays count from: the website's own email, or the moment we accepted the webhook. */
  base: 'email_1_sent_at' | 'acceptance';
  /** What the contact's campaign status says while a run is open. */
  campaignStatus: string;
  /** What the event stops besides: its row in the table of stops. */
  stop?: string;
  /** A finished run is not repeated within this time; default 30 days. */
  reenrolAfter?: Duration;
  /** Default: grace 24 hours, gap 12 hours. */
  pace?: PaceDefinition;
  /** The same in testing mode; default: grace 10 minutes, gap 10 seconds. */
  testingPace?: PaceDefinition;
  emails: EmailDefinition[];
}

/** In milliseconds. */
export interface Pace {
  graceMs: number;
  gapMs: number;
}

/** One email of a checked sequence; delays in milliseconds after the base. */
export interface SequenceEmail {
  number: number;
  template: string;
  sentBy: SentBy;
  afterMs: number;
  testingAfterMs: number;
}

/** A checked sequence: plain JSON, so that a run can carry its own copy. */
export interface Sequence {
  name: string;
  trackerName: string;
  kind: SequenceKind;
  base: SequenceDefinition['base'];
  campaignStatus: string;
  stop?: string;
  reenrolAfterMs: number;
  pace: Pace;
  testingPace: Pace;
  emails: SequenceEmail[];
}

/**
 * Checks a sequence while the program loads and gives it in the form that runs carry.
 * @throws {InvalidCampaign} naming the sequence, the email and the rule.
 */
export function defineSequence(definition: SequenceDefinition): Readonly<Sequence> {
  const { name, trackerName, kind, base, campaignStatus, stop } = definition;
  const refuse = (why: string): never => {
    throw new InvalidCampaign(`sequence "${name}": ${why}`);
  };
  if (!/^[a-z]+(-[a-z]+)*$/.test(name)) refuse('the name must be lower-case words joined by "-"');
  const emails = definition.emails.map(toSequenceEmail);
  if (!emails.some((email) => email.sentBy === 'evergreen')) refuse('no email is sent by us');
  emails.forEach((email, index) => {
    if (email.number !== index + 1) {
      refuse(
        `email ${email.number} stands at place ${index + 1}; numbers must run 1..n without holes`,
      );
    }
    if (email.sentBy === 'website' && index > 0) {
      refuse(`email ${email.number} is the website's; only the first one can be`);
    }
    const previous = emails[index - 1];
    if (!previous) return;
    for (const delay of ['afterMs', 'testingAfterMs'] as const) {
      if (email[delay] <= previous[delay]) {
        refuse(`email ${email.number} is due no later than email ${previous.number} (${delay})`);
      }
    }
  });
  if (base === 'email_1_sent_at' && emails[0]?.sentBy !== 'website') {
    refuse('the base email_1_sent_at needs a first email sent by the website');
  }
  return Object.freeze({
    name,
    trackerName,
    kind,
    base,
    campaignStatus,
    ...(stop && { stop }),
    reenrolAfterMs: toMs(definition.reenrolAfter ?? '30 days'),
    pace: toPace(definition.pace ?? { grace: '24 hours', gap: '12 hours' }),
    testingPace: toPace(definition.testingPace ?? { grace: '10 minutes', gap: '10 seconds' }),
    emails,
  });
}

function toSequenceEmail(email: EmailDefinition): SequenceEmail {
  const { number, template } = email;
  return 'sentBy' in email
    ? { number, template, sentBy: 'website', afterMs: 0, testingAfterMs: 0 }
    : {
        number,
        template,
        sentBy: 'evergreen',
        afterMs: toMs(email.after),
        testingAfterMs: toMs(email.testing),
      };
}

function toPace({ grace, gap }: PaceDefinition): Pace {
  return { graceMs: toMs(grace), gapMs: toMs(gap) };
}
