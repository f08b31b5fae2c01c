/**
 * What is sent to whom and when, and what ends what, as the product's description says it: written down here
 * once more and by hand, so that a mistake in the program is none here.
 */

export const second = 1_000;
export const minute = 60 * second;
const hour = 60 * minute;

export interface SequenceRule {
  /** Of Temporal's workflow type. */
  type: string;
  /** Of the address `/webhooks/<name>`, and the beginning of its ids. */
  name: string;
  isMarketing: boolean;
  emails: EmailRule[];
}

export interface EmailRule {
  number: number;
  template: string;
  /** After the base; undefined for what the website sends itself. */
  afterMs?: number;
  testingAfterMs?: number;
}

const ours = (
  number: number,
  template: string,
  afterMs: number,
  testingMinutes: number,
): EmailRule => ({ number, template, afterMs, testingAfterMs: testingMinutes * minute });

export const sequences: readonly SequenceRule[] = [
  {
    type: 'assessment',
    name: 'assessment',
    isMarketing: true,
    emails: [
      { number: 1, template: '5-Day E1' },
      ours(2, '5-Day E2', 24 * hour, 1),
      ours(3, '5-Day E3', 72 * hour, 2),
      ours(4, '5-Day E4', 96 * hour, 3),
      ours(5, '5-Day E5', 120 * hour, 4),
    ],
  },
  {
    type: 'noShow',
    name: 'no-show',
    isMarketing: true,
    emails: [
      ours(1, 'noshow_recovery_email_1', 5 * minute, 1),
      ours(2, 'noshow_recovery_email_2', 24 * hour, 2),
      ours(3, 'noshow_recovery_email_3', 48 * hour, 3),
    ],
  },
  {
    type: 'postCall',
    name: 'post-call',
    isMarketing: true,
    emails: [
      ours(1, 'postcall_maybe_email_1', hour, 1),
      ours(2, 'postcall_maybe_email_2', 72 * hour, 2),
      ours(3, 'postcall_maybe_email_3', 168 * hour, 3),
    ],
  },
  {
    type: 'onboarding',
    name: 'onboarding',
    isMarketing: false,
    emails: [
      ours(1, 'onboarding_phase1_email_1', hour, 1),
      ours(2, 'onboarding_phase1_email_2', 24 * hour, 2),
      ours(3, 'onboarding_phase1_email_3', 72 * hour, 3),
    ],
  },
];

export interface Pace {
  /** How late an email may still go. */
  graceMs: number;
  /** How near two emails of one run may be. */
  gapMs: number;
}

export const paceOf = (isTesting: boolean): Pace =>
  isTesting
    ? { graceMs: 10 * minute, gapMs: 10 * second }
    : { graceMs: 24 * hour, gapMs: 12 * hour };

/** Events that start nothing, though they are as they should be: by the end of their address. */
export const ignoredEvents: Readonly<Record<string, (told: Record<string, unknown>) => boolean>> = {
  'post-call': ({ call_outcome: outcome }) => isSaid(outcome) && !/^\s*maybe/i.test(outcome),
  onboarding: ({ payment_confirmed: confirmed, payment_status: status }) =>
    confirmed === false || (isSaid(status) && !/^\s*(paid|completed)\s*$/i.test(status)),
};

/** Nothing, and a field that a form tool has left unfilled, is as good as missing. */
const isSaid = (word: unknown): word is string =>
  typeof word === 'string' && word.trim() !== '' && !/^\s*\{\{.*\}\}\s*$/.test(word);

/** What becomes of an email that the website sends itself, as its event says of it. */
export function toldByWebsite(word: unknown): { outcome: string; reason: string | null } {
  const said = isSaid(word) ? word.trim() : 'sent';
  if (/^(sent|delivered)$/i.test(said)) return { outcome: 'sent', reason: null };
  return { outcome: /^(failed|bounced)$/i.test(said) ? 'failed' : 'unknown', reason: said };
}

/** Which sequences a stop ends, and what the run's outcome says then. */
const marketing = ['assessment', 'no-show', 'post-call'];
const all = [...marketing, 'onboarding'];
export const stops: Readonly<Record<string, { ends: readonly string[]; cause: string }>> = {
  booked: { ends: marketing, cause: 'booked' },
  unsubscribed: { ends: marketing, cause: 'unsubscribed' },
  bounced: { ends: all, cause: 'bounced' },
  complained: { ends: all, cause: 'complained' },
  operator: { ends: all, cause: 'operator' },
  'no-show': { ends: ['assessment', 'no-show'], cause: 'superseded' },
  'post-call': { ends: marketing, cause: 'superseded' },
  onboarding: { ends: marketing, cause: 'paid' },
};

/** What the statuses of a contact in Notion stand for, as a stop. */
export const stopOfEmailStatus: Readonly<Record<string, string>> = {
  Unsubscribed: 'unsubscribed',
  Bounced: 'bounced',
  Complained: 'complained',
};
export const stopOfBookingStatus: Readonly<Record<string, string>> = {
  Booked: 'booked',
  'No-Show': 'no-show',
  Completed: 'post-call',
};

/** Stops that hold for runs which begin later, until they are taken back. */
export const lastingStops = ['unsubscribed', 'bounced', 'complained'];

/** How long an idempotency key lives at Resend. */
export const keyLivesMs = 24 * hour;
/** How old the last look at a contact may be when their email is first asked for. */
export const freshForMs = 10 * minute;
/** How long the text of a template may be kept. */
export const copyKeptMs = 60 * second;
/** From the acknowledgement of a stop on, with all processes up. */
export const stopTakesMs = 5 * second;
/** Within what every due email is decided. */
export const decidedWithinMs = 25 * hour;

/** Within what Notion shows what was taken, where nobody knows when it did. */
export const shownWithinMs = 2 * minute;

/** How two clocks of one machine, read one after the other, may differ. */
export const clockMs = 50;
