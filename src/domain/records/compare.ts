import { DAY, HOUR, MINUTE } from '../duration.js';
import type { PlannedEmail } from '../plan/plan.js';
import { type Delivery, raiseDelivery } from '../run/delivery.js';
import type { RunRecord } from '../run/run-record.js';
import type { Difference, Repair } from './differences.js';

/** What Temporal, the tracker and Resend say of the same emails. */

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

/** What happened a moment ago is still being written down. */
const settlesMs = 15 * MINUTE;
/** How far the website's clock, and its own queue, may be off. */
const websiteMs = 2 * HOUR;

/** All differences, those of one run together, and what would mend those that can be. */
export function compare(records: Records): { found: Difference[]; repairs: Repair[] } {
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
  // An email that may have gone, and is still asked for, is unknown in its row from the first doubt on.
  const isInDoubt = state === 'scheduled' && row.status === 'unknown';
  if (isInDoubt) return undefined;
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
