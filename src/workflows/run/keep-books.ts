import { HOUR } from '../../domain/duration.js';
import type { Refusal } from '../../domain/incident.js';
import type { PlannedEmail } from '../../domain/plan/plan.js';
import type { Entry } from '../../domain/run/carried.js';
import { priorities } from '../../domain/run/priorities.js';
import { notion, notionOptions, recordOptions } from '../activities.js';
import { firstReadingOf, refusalOf } from '../refusal.js';
import { wordsOf } from './books.js';
import { takeDelivered } from './deliveries.js';
import type { Run } from './run.js';

/** So long after its end a run waits for Notion to take the rest. */
const closingMs = HOUR;

/**
 * Keeps Notion in step with the run, one write after the other and beside the sends: a Notion that
 * is away delays no email, and what it refuses delays no other write. Writes set state, so the newest
 * always wins. Ends after the run's end, an hour later at most, and where the run goes on elsewhere.
 */
export async function keepBooks(run: Run): Promise<void> {
  let endMs = Number.POSITIVE_INFINITY;
  for (;;) {
    const { books, changes, outcome } = run;
    if (run.isContinuing) return;
    if (outcome !== undefined) {
      books.hurryDeliveries();
      if (books.isEmpty) return;
      endMs = Math.min(endMs, Date.now() + closingMs);
      if (Date.now() >= endMs) return leaveBooks(run);
    }
    const next = () => books.next(run.person.enrolment !== undefined);
    const isAwaited = () => run.isContinuing || next().length > 0;
    const entries = next();
    if (entries.length > 0) await write(run, entries);
    else await changes.wait(Math.min(books.wakeAtMs, endMs), 'Notion', isAwaited);
  }
}

async function write(run: Run, entries: readonly Entry[]): Promise<void> {
  run.books.take(entries);
  const refused = await tellNotion(run, entries);
  run.books.written(entries.filter((entry) => !refused.has(entry)));
  for (const [entry, refusal] of refused) run.refused(entry, refusal);
  run.shown.refresh();
}

/** @returns what Notion refuses, and why. */
async function tellNotion(run: Run, entries: readonly Entry[]): Promise<Map<Entry, Refusal>> {
  try {
    if (entries.includes('person')) await enrol(run);
    else if (entries.includes('completed')) await complete(run);
    else return new Map(await recordRows(run, entries));
    return new Map();
  } catch (error) {
    const refusal = refusalOf(error);
    return new Map(entries.map((entry) => [entry, refusal]));
  }
}

async function enrol(run: Run): Promise<void> {
  const options = { ...notionOptions, priority: priorities.enrol, summary: 'enrol' };
  const isOver = run.stopped !== undefined || run.outcome !== undefined;
  const { firstReading } = run.person;
  const asked = {
    ...run.current,
    ...(isOver && { keepsStatus: true }),
    ...(firstReading && { firstReading }),
  };
  try {
    run.enrolled(await notion.enrolContact.executeWithOptions(options, [asked]));
  } catch (error) {
    run.person.notEnrolled(firstReadingOf(error));
    throw error;
  }
}

/** @returns which rows Notion refuses, these or others whose delivery was told along with them, and why. */
async function recordRows(run: Run, entries: readonly Entry[]): Promise<[Entry, Refusal][]> {
  const rows = rowsOf(run, entries);
  const { enrolment } = run.person;
  if (!enrolment || rows.length === 0) return [];
  const numbers = rows.map(({ email }) => email.number);
  const { contact, sequence, segment } = run.current;
  const { contactPageId } = enrolment;
  const { trackerName } = sequence;
  const ofRun = {
    contact,
    segment: segment ?? enrolment.segment,
    sequence: { trackerName },
    contactPageId,
  };
  const delivered = takeDelivered(run, numbers);
  try {
    const options = { ...recordOptions, summary: `record ${numbers.join(', ')}` };
    const asked = { run: ofRun, rows, delivered };
    const { rowIds, refused } = await notion.recordEmails.executeWithOptions(options, [asked]);
    Object.assign(enrolment.rowIds, rowIds);
    return refused;
  } catch (error) {
    for (const { number } of delivered) run.books.addDelivery(number);
    throw error;
  }
}

/** The rows of emails, without those for which nothing was scheduled, as their person is suppressed. */
function rowsOf(
  run: Run,
  entries: readonly Entry[],
): { rowId: string | null; email: PlannedEmail }[] {
  const { suppressedBy, rowIds } = run.person.enrolment ?? {};
  return run.current.emails
    .filter(({ number }) => entries.includes(number))
    .map((email) => ({ rowId: rowIds?.[email.number] ?? null, email }))
    .filter(({ rowId, email }) => !suppressedBy || rowId || email.sentBy !== 'evergreen');
}

async function complete(run: Run): Promise<void> {
  const { enrolment } = run.person;
  if (!enrolment) return;
  await notion.completeContact.executeWithOptions({ ...recordOptions, summary: 'complete' }, [
    {
      contactPageId: enrolment.contactPageId,
      statusOfRun: run.input.sequence.campaignStatus,
    },
  ]);
}

/** Temporal keeps what became of every email; the tracker stays behind, and the run says so. */
function leaveBooks(run: Run): void {
  const left = run.books.giveUp().map(wordsOf);
  run.note({ at: new Date().toISOString(), what: `Notion was not told ${left.join(', ')}` });
}
