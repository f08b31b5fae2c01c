/** Marketing mail obeys an unsubscribe; transactional mail goes on. */
export type SequenceKind = 'marketing' | 'transactional';

export type SentBy = 'website' | 'evergreen';

/** How late an email may go (`graceMs`), and how near two emails of one run may be (`gapMs`). */
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
  /** Name in the tracker's `Sequence Type`. */
  trackerName: string;
  kind: SequenceKind;
  /** What delays count from: the website's own email, or the moment we accepted the webhook. */
  base: 'email_1_sent_at' | 'acceptance';
  /** What the contact's campaign status says while a run is open. */
  campaignStatus: string;
  /** What its event stops besides: the name of a row in the table of stops. */
  stop?: string;
  /** A finished run is not repeated within this time. */
  reenrolAfterMs: number;
  pace: Pace;
  testingPace: Pace;
  emails: SequenceEmail[];
}

/** The workflow type of a sequence's runs: `noShow` for `no-show`. */
export function workflowTypeOf(sequenceName: string): string {
  return sequenceName.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
