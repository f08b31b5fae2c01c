import { HOUR } from '../../domain/duration.js';
import type { Entry } from '../../domain/run/carried.js';
import { priorities } from '../../domain/run/priorities.js';
import { notion, notionOptions, recordOptions } from '../activities.js';
import { refusalOf } from '../refusal.js';
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
    const isAwaited = () => run.isContinuing || next() !== undefined;
    const entry = next();
    if (entry !== undefined) await write(run, entry);
    else await changes.wait(Math.min(books.wakeAtMs, endMs), 'Notion', isAwaited);
  }
}

async function write(run: Run, entry: Entry): Promise<void> {
  run.books.take(entry);
  try {
    if (entry === 'person') await enrol(run);
    else if (entry === 'completed') await complete(run);
    else await recordRow(run, entry);
    run.books.written(entry);
  } catch (error) {
    run.refused(entry, refusalOf(error));
  }
  run.shown.refresh();
}

async function enrol(run: Run): Promise<void> {
  const options = { ...notionOptions, priority: priorities.enrol, summary: 'enrol' };
  const isOver = run.stopped !== undefined || run.outcome !== undefined;
  const asked = { ...run.current, ...(isOver && { keepsStatus: true }) };
  run.enrolled(await notion.enrolContact.executeWithOptions(options, [asked]));
}

async function recordRow(run: Run, number: number): Promise<void> {
  const { enrolment } = run.person;
  const email = run.current.emails.find((planned) => planned.number === number);
  if (!email || !enrolment) return;
  const rowId = enrolment.rowIds[email.number] ?? null;
  if (enrolment.suppressedBy && !rowId && email.sentBy === 'evergreen') return; // nothing was scheduled for them
  const { contact, sequence } = run.current;
  const segment = run.current.segment ?? enrolment.segment;
  enrolment.rowIds[email.number] = await notion.recordEmail.executeWithOptions(
    { ...recordOptions, summary: `record ${email.number}` },
    [
      {
        run: {
          contact,
          segment,
          sequence: { trackerName: sequence.trackerName },
          contactPageId: enrolment.contactPageId,
        },
        rowId,
        email,
        delivered: takeDelivered(run, email.number),
      },
    ],
  );
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
  const left = run.books
    .giveUp()
    .map((entry) => (typeof entry === 'number' ? `the row of email ${entry}` : words[entry]));
  run.note({ at: new Date().toISOString(), what: `Notion was not told ${left.join(', ')}` });
}

const words = { person: 'of the person', completed: 'that the run is completed' };
