import type { PlannedEmail } from '../plan/plan.js';

/** Where Temporal, the tracker and Resend disagree about the same emails. */

/** What each kind of difference means, and what to do about it. */
export const differences = {
  run_without_rows: [
    'A run has no rows in the tracker',
    'With --fix they are made; nothing else is amiss.',
  ],
  row_missing: ['A row of the tracker is gone', 'With --fix it is made again.'],
  row_differs: [
    'A row says something else than its run',
    'With --fix it says what the run says; what was edited there never changed what is sent.',
  ],
  delivery_missing: [
    'A row lacks what Resend says became of the mail',
    'With --fix it says so. Is the webhook of Resend set up? Its dashboard can replay what it missed.',
  ],
  row_without_run: [
    'A row belongs to no run',
    'Nothing is sent for it: post the event again, or set its Status to stopped.',
  ],
  not_in_resend: [
    'Resend does not know an email that its run calls sent',
    'Is RESEND_API_KEY of the account that has sent it?',
  ],
  sent_after_all: [
    'An email in doubt seems to have been sent',
    'Look at the mail in Resend, then resolve the email as sent.',
  ],
  mail_of_no_run: [
    'Somebody in a sequence got a mail that no run has sent',
    'Was it sent by hand, or by another program? If by an older system, stop that one.',
  ],
  website_email_without_run: [
    'The website has sent its email, and no run follows it',
    'Let the website post the event again: it is taken up where it stands.',
  ],
} as const satisfies Record<string, readonly [title: string, advice: string]>;

export type DifferenceKind = keyof typeof differences;

/** One of them. It names no person. */
export interface Difference {
  kind: DifferenceKind;
  runId?: string;
  number?: number;
  /** Of the row in Notion. */
  pageId?: string;
  /** Resend's id of the mail. */
  emailId?: string;
  /** What was found, against what was expected. */
  detail?: string;
}

/** The row that stands for an email, as it should be; what `fix` writes. */
export interface Repair {
  runId: string;
  email: PlannedEmail;
  /** Missing where the row is to be made. */
  pageId?: string;
}

/** What is asked for. */
export interface ReconcileRequest {
  /** How far back to look; at most 28, as Temporal forgets ended runs after 30. */
  days: number;
  /** Whether the tracker is repaired. */
  fix?: boolean;
}

/** What came of it. */
export interface Reconciliation {
  /** ISO instants: what was compared, and when. */
  since: string;
  at: string;
  /** How many there were of each. */
  read: { runs: number; rows: number; mails: number };
  /** What could not be read, and why: nothing is said of it. */
  unread: string[];
  found: Difference[];
  /** Differences beyond those, as a result may not be endless. */
  more: number;
  /** How many rows were made or corrected. */
  repaired: number;
}

/** How far it has come. */
export interface ReconcileProgress {
  doing: 'runs' | 'rows' | 'mails' | 'repairs';
  done: number;
  of?: number;
}

/** Whether it is the schedule's: it puts the instant of their start behind its workflows' ids. */
export function isNight(workflowId: string): boolean {
  return workflowId.startsWith('reconcile-');
}

/** What tells one difference from another, from one night to the next. */
export function idOf({ kind, runId = '', number = 0, emailId = '' }: Difference): string {
  return [kind, runId, number, emailId].join(' ');
}
