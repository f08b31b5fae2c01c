import { activityInfo } from '@temporalio/activity';
import { suppressionOf } from '../../campaign/stops.js';
import { toSegment } from '../../domain/event/segment.js';
import type { EmailState, PlannedEmail } from '../../domain/plan/plan.js';
import type { DoneBefore, Enrolment, FirstReading } from '../../domain/run/enrolment.js';
import type { Person, RunInput } from '../../domain/run/run.js';
import type { trackerSchema } from '../../vendors/notion/schema.js';
import type { Row } from '../../vendors/notion/table.js';
import { createOnce, madeBefore } from '../create-once.js';
import type { ActivityDeps } from '../deps.js';
import { refusalOf } from '../failures.js';
import { rowKey, rowState, rowValues } from '../tracker-row.js';
import { readFirst } from './read-first.js';
import { upsertContact } from './upsert-contact.js';

type TrackerRow = Row<typeof trackerSchema>;

/** A run whose person is to be enrolled, and how an activity that came to nothing has read them first. */
export type EnrolRequest = RunInput & Pick<Person, 'keepsStatus'> & { firstReading?: FirstReading };

/**
 * Puts a person and their emails into Notion: the contact brought up to date, one tracker row per
 * email. Safe to repeat: what is there is found and kept. A suppressed contact gets a row only for
 * what the website sent. A tracker that refuses keeps nobody from their mail, as long as no earlier
 * execution of the run can have sent any of it: the tracker may know more than Temporal remembers.
 * @returns the ids of the pages, and the emails that an earlier execution already decided.
 */
export function enrolContact(deps: ActivityDeps) {
  return async (run: EnrolRequest): Promise<Enrolment> => {
    const { workflowId, runId } = activityInfo().workflowExecution ?? { workflowId: '', runId: '' };
    let reading: FirstReading = { bookingStatus: null };
    const contact = await upsertContact(deps, run, {
      whenRead: (found) => {
        reading = run.firstReading ?? readFirst(found, run.acceptedAt);
      },
    });
    const { emailStatus, openStops, doubleIds } = contact;
    const suppressedBy = suppressionOf(run.sequence, emailStatus, openStops);
    const enrolment = {
      contactPageId: contact.pageId,
      ...reading,
      segment: run.segment ?? toSegment(contact.segment),
      ...(doubleIds.length > 0 && { doubleIds }),
      ...(suppressedBy && { suppressedBy }),
    };
    try {
      const isNew = contact.createdAt === null;
      return { ...enrolment, ...(await enrolEmails(deps, run, { ...enrolment, isNew })) };
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal || !(await deps.runs.isFirst(workflowId, runId))) throw error;
      return { ...enrolment, refusal, rowIds: {}, done: [] };
    }
  };
}

/** What a contact's emails are enrolled with. */
type EnrolledContact = Omit<Enrolment, 'rowIds' | 'done'> & {
  /** Made by this very attempt. */
  isNew: boolean;
};

/** Looks for the rows of a run's emails, and makes those that are not there. */
async function enrolEmails(
  deps: ActivityDeps,
  run: RunInput,
  { contactPageId, segment, suppressedBy, isNew }: EnrolledContact,
): Promise<Pick<Enrolment, 'rowIds' | 'done' | 'told'>> {
  const { tracker } = deps.workspace;
  const execution = activityInfo().workflowExecution ?? { workflowId: '', runId: '' };
  const { workflowId } = execution;
  const rows = await findRows(deps, run, workflowId);
  // Whoever Notion knows nothing of has no earlier execution that came to send.
  const isKnown = !isNew || rows.size > 0;
  const earlier = isKnown ? await deps.runs.decidedBefore(execution, startOfEnrolment(run)) : [];
  const done = doneBefore(earlier, [...rows.values()]);
  const ids = { workflowId, runUrl: deps.runUrl(workflowId), campaign: deps.settings.name };
  const tracked = { ...run, segment, contactPageId };
  const rowIds: Enrolment['rowIds'] = {};
  for (const planned of run.emails) {
    const { isUntold: _, ...fate } = done.get(planned.number) ?? {};
    const email = planned.state === 'scheduled' ? { ...planned, ...fate } : planned;
    const key = rowKey(workflowId, email.number);
    const row = rows.get(key);
    if (suppressedBy && email.sentBy === 'evergreen') {
      // An attempt before they were may have made it: then it is told what becomes of it.
      const id = row?.id ?? madeBefore(key);
      if (id) rowIds[email.number] = id;
      continue;
    }
    rowIds[email.number] =
      row?.id ?? (await createOnce(key, () => tracker.create(rowValues(tracked, email, ids))));
    if (row && differs(row, email)) {
      await tracker.update(row.id, rowState(email));
    }
  }
  const told = [...rows.values()].flatMap(toTold);
  return {
    rowIds,
    done: [...done.values()],
    ...(told.length > 0 && { told }),
  };
}

/**
 * The rows of this run by key. Rows from before `reenrolAfter` belong to an earlier enrolment under
 * the same workflow id: they step aside by taking their date into their key. Not so those of this very plan,
 * which an attempt before this one has made of an event that came so late.
 */
async function findRows(
  { workspace: { tracker } }: ActivityDeps,
  run: RunInput,
  workflowId: string,
) {
  const oldestMs = startOfEnrolment(run).getTime();
  const plan = new Map(run.emails.map((email) => [rowKey(workflowId, email.number), email]));
  const rows = new Map<string, TrackerRow>();
  for (const row of await tracker.find('key', 'starts_with', `${workflowId}/`)) {
    const { key, scheduledAt } = row.values;
    const email = plan.get(key ?? '');
    if (!key || !email || rows.has(key)) continue;
    const scheduledMs = Date.parse(scheduledAt ?? '');
    if (scheduledMs < oldestMs && scheduledMs !== Date.parse(email.dueAt)) {
      await tracker.update(row.id, { key: `${key}@${scheduledAt}` });
    } else {
      rows.set(key, row);
    }
  }
  return rows;
}

/** Sent, or perhaps sent: never to be sent again by this run. */
function isDecided({ values }: TrackerRow): boolean {
  return values.sentBy === 'evergreen' && (values.status === 'sent' || values.status === 'unknown');
}

/** A row that says what became of its email keeps the time that it was meant for then. */
function differs(row: TrackerRow, email: PlannedEmail): boolean {
  const { status, scheduledAt } = row.values;
  if (status !== email.state) return true;
  return !isDecided(row) && Date.parse(scheduledAt ?? '') !== Date.parse(email.dueAt);
}

/** What is from before this belongs to an earlier enrolment under the same workflow id. */
function startOfEnrolment({ acceptedAt, sequence }: RunInput): Date {
  return new Date(Date.parse(acceptedAt) - sequence.reenrolAfterMs);
}

/** Emails that are never to be sent again, by number. Rows may be behind the execution that was to write them. */
function doneBefore(
  earlier: readonly DoneBefore[],
  rows: readonly TrackerRow[],
): Map<number, DoneBefore> {
  const done = new Map(earlier.map((email) => [email.number, email]));
  for (const fate of rows.filter(isDecided).map(toDone)) {
    // Somebody may have found out since.
    if (fate.state === 'sent' || !done.has(fate.number)) done.set(fate.number, fate);
  }
  return done;
}

function toDone({ values }: TrackerRow): DoneBefore {
  const at = values.sentAt ?? values.scheduledAt;
  return {
    number: values.number ?? 0,
    state: values.status as EmailState,
    ...(at && { at: new Date(at).toISOString() }), // Notion writes an instant in its own way
    ...(values.resendId && { resendId: values.resendId }),
    ...(values.reason && { reason: values.reason }),
  };
}

function toTold({ values }: TrackerRow): NonNullable<Enrolment['told']> {
  const { number, resendId: emailId, delivery } = values;
  return number && emailId && delivery ? [{ number, emailId, delivery }] : [];
}
