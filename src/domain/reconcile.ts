import { DAY, HOUR, MINUTE } from './duration.js';
import type { Segment } from './event/segment.js';
import type { PlannedEmail } from './plan/plan.js';
import { type Delivery, raiseDelivery } from './run/delivery.js';

/** What Temporal, the tracker and Resend say of the same emails, and where they disagree. */

/** A run as Temporal has it. */
export interface RunRecord {
  id: string;
  /** ISO instant. */
  startedAt: string;
  segment: Segment | null;
  /** It ended before anything was planned for this person. */
  isSuppressed: boolean;
  emails: PlannedEmail[];
}

/** One row of the tracker. */
export interface RowRecord {
  pageId: string;
  /** `<run id>/<number>` */
  key: string;
  /** As it stands there; null where somebody has emptied it, as all that follows. */
  email: string | null;
  scheduledAt: string | null;
  status: string | null;
  resendId: string | null;
  delivery: string | null;
}

/** One mail as Resend lists it. */
export interface MailRecord {
  id: string;
  to: string[];
  subject: string;
  /** ISO instant. */
  at: string;
  /** Resend's word for the newest event, such as `delivered`. */
  lastEvent: string;
}

export interface Records {
  runs: RunRecord[];
  rows: RowRecord[];
  /** Undefined where Resend does not say. */
  mails: MailRecord[] | undefined;
  /** Runs that Temporal remembers, beside those given. */
  otherRunIds: ReadonlySet<string>;
  /** What the subject of the website's own email looks like, where that can be told. */
  websiteSubject?: RegExp | undefined;
  /** From when on mails and runs were read, and now; in ms since 1970. */
  sinceMs: number;
  nowMs: number;
}

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

/** What happened a moment ago is still being written down. */
const settlesMs = 15 * MINUTE;
/** How far the website's clock, and its own queue, may be off. */
const websiteMs = 2 * HOUR;

/** All differences, those of one run together, and what would mend those that can be. */
export function reconcile(records: Records): { found: Difference[]; repairs: Repair[] } {
  const rows = new Map(records.rows.map((row) => [row.key, row]));
  const mails = new Map((records.mails ?? []).map((mail) => [mail.id, mail]));
  const found: Difference[] = [];
  const repairs: Repair[] = [];
  for (const run of records.runs) {
    const ofRun = ofEmails(run, { rows, mails, records });
    found.push(...ofRun.found);
    repairs.push(...ofRun.repairs);
  }
  found.push(...rowsWithoutRun(records), ...ofUnnamedMails(records));
  return { found, repairs };
}

interface Known {
  rows: ReadonlyMap<string, RowRecord>;
  mails: ReadonlyMap<string, MailRecord>;
  records: Records;
}

function ofEmails(run: RunRecord, known: Known): { found: Difference[]; repairs: Repair[] } {
  const found: Difference[] = [];
  const repairs: Repair[] = [];
  const { records, rows } = known;
  const emails = run.emails.filter((email) => isWritten(run, email, records.nowMs));
  const missing = emails.filter(({ number }) => !rows.has(`${run.id}/${number}`));
  const hasNone = missing.length === emails.length && emails.length > 1;
  if (hasNone) found.push({ kind: 'run_without_rows', runId: run.id });
  for (const written of emails) {
    const { number } = written;
    const row = rows.get(`${run.id}/${number}`);
    const mail = known.mails.get(written.resendId ?? '');
    const email = mail ? withDelivery(written, mail) : written;
    const about = { runId: run.id, number };
    if (!row) {
      if (!hasNone) found.push({ kind: 'row_missing', ...about });
      repairs.push({ runId: run.id, email });
      continue;
    }
    const ofRow = { ...about, pageId: row.pageId };
    const differs = differenceOf(row, email);
    if (differs) {
      found.push({ ...ofRow, ...differs });
      repairs.push({ runId: run.id, email, pageId: row.pageId });
    }
    if (isUnknownToResend(email, records) && !mail) {
      const emailId = email.resendId ?? '';
      found.push({ kind: 'not_in_resend', ...about, emailId });
    }
  }
  return { found, repairs };
}

/** Whether the tracker should show it by now. Of a person who gets none, it shows the website's alone. */
function isWritten(run: RunRecord, email: PlannedEmail, nowMs: number): boolean {
  if (run.isSuppressed && email.sentBy === 'evergreen') return false;
  return !(Date.parse(email.at ?? run.startedAt) > nowMs - settlesMs);
}

function withDelivery(email: PlannedEmail, { lastEvent }: MailRecord): PlannedEmail {
  const word = words.get(lastEvent);
  return word ? { ...email, delivery: raiseDelivery(email.delivery, word) } : email;
}

/** Resend's word for an event in the tracker's; others say nothing of arrival. */
const words = new Map<string, Delivery>([
  ['delivery_delayed', 'delayed'],
  ['delivered', 'delivered'],
  ['opened', 'delivered'],
  ['clicked', 'delivered'],
  ['bounced', 'bounced'],
  ['suppressed', 'suppressed'],
  ['failed', 'failed'],
  ['complained', 'complained'],
]);

function differenceOf(
  row: RowRecord,
  email: PlannedEmail,
): Pick<Difference, 'kind' | 'detail'> | undefined {
  const { state, resendId = null, delivery } = email;
  if (row.status !== state) {
    return { kind: 'row_differs', detail: `Status is ${said(row.status)}, expected ${state}` };
  }
  if (row.resendId !== resendId && resendId !== null) {
    return {
      kind: 'row_differs',
      detail: `Resend ID is ${said(row.resendId)}, expected ${resendId}`,
    };
  }
  if (delivery && raiseDelivery(row.delivery, delivery) !== row.delivery) {
    const detail = `Delivery is ${said(row.delivery)}, expected ${delivery}`;
    return { kind: 'delivery_missing', detail };
  }
  return undefined;
}

function said(text: string | null): string {
  return text ? `"${text}"` : 'empty';
}

function isUnknownToResend({ state, resendId, at = '' }: PlannedEmail, records: Records): boolean {
  const sentMs = Date.parse(at);
  return (
    records.mails !== undefined &&
    state === 'sent' &&
    resendId !== undefined &&
    sentMs > records.sinceMs + settlesMs
  );
}

function rowsWithoutRun({ rows, runs, otherRunIds, sinceMs }: Records): Difference[] {
  const known = new Set([...otherRunIds, ...runs.map(({ id }) => id)]);
  return rows.flatMap(({ key, pageId, scheduledAt }) => {
    const runId = runIdOf(key);
    // Temporal forgets ended runs after a while, and the tracker does not.
    const isOld = !(Date.parse(scheduledAt ?? '') >= sinceMs);
    if (runId === undefined || known.has(runId) || isOld) return [];
    return [
      { kind: 'row_without_run' as const, runId, pageId, number: Number(key.split('/').at(-1)) },
    ];
  });
}

/** Undefined for a key that is none of ours, or of an earlier enrolment, which has its date in it. */
export function runIdOf(key: string): string | undefined {
  return /^(.+)\/\d+$/.exec(key)?.[1];
}

/** Mails that no run calls its own: of people in a sequence, and the website's own that led to none. */
function ofUnnamedMails({ runs, rows, mails = [], websiteSubject, nowMs }: Records): Difference[] {
  const named = new Set(runs.flatMap(({ emails }) => emails.map(({ resendId }) => resendId)));
  for (const { resendId } of rows) if (resendId) named.add(resendId);
  const byId = new Map(runs.map((run) => [run.id, run]));
  const runsOf = new Map<string, Set<RunRecord>>();
  for (const { email, key } of rows) {
    const run = byId.get(runIdOf(key) ?? '');
    if (!email || !run) continue;
    runsOf.set(email, (runsOf.get(email) ?? new Set()).add(run));
  }
  return mails.flatMap((mail) => {
    if (named.has(mail.id) || Date.parse(mail.at) > nowMs - settlesMs) return [];
    const theirs = mail.to.flatMap((to) => [...(runsOf.get(to) ?? [])]);
    const difference = judgeMail(mail, theirs, websiteSubject);
    return difference ? [difference] : [];
  });
}

function judgeMail(
  { id: emailId, at, subject, to }: MailRecord,
  runs: RunRecord[],
  websiteSubject: RegExp | undefined,
): Difference | undefined {
  const isNear = (other: string | undefined, withinMs: number) =>
    Math.abs(Date.parse(other ?? '') - Date.parse(at)) <= withinMs;
  const isWebsites = websiteSubject?.test(subject) ?? false;
  for (const { id: runId, emails } of runs) {
    for (const { number, state, sentBy, plannedAt, at: outcomeAt } of emails) {
      if (sentBy === 'website') {
        if (isNear(plannedAt, websiteMs)) return undefined; // this is that one
      } else if (state === 'unknown' && isNear(outcomeAt, DAY) && to.length === 1) {
        return { kind: 'sent_after_all', runId, number, emailId };
      }
    }
  }
  if (isWebsites) return { kind: 'website_email_without_run', emailId };
  const [run] = runs;
  return run && { kind: 'mail_of_no_run', runId: run.id, emailId };
}

/** What a subject looks like once its tags are filled in; undefined where it is little but tags. */
export function subjectPattern(subject: string): RegExp | undefined {
  const parts = subject.split(/\{\{.*?\}\}|\{%.*?%\}/s).map((part) => part.trim());
  if (parts.join('').length < 8) return undefined;
  const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`, 's');
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

/** What tells one difference from another, from one night to the next. */
export function idOf({ kind, runId = '', number = 0, emailId = '' }: Difference): string {
  return [kind, runId, number, emailId].join(' ');
}
