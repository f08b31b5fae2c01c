import { condition } from '@temporalio/workflow';
import { notion, notionOptions, recordOptions } from '../activities.js';
import { takeDelivered } from './deliveries.js';
import type { Run } from './run.js';

/**
 * Keeps Notion in step with the run, one write after the other and beside the sends: a Notion that
 * is away delays no email. Writes set state, so the newest always wins. Ends after the run's end.
 */
export async function keepBooks(run: Run): Promise<void> {
  for (;;) {
    await condition(() => run.news.isForNotion || run.outcome !== undefined);
    if (!run.news.isForNotion) run.news.hurryDeliveries();
    if (run.news.takePerson()) {
      await enrol(run);
    } else if (run.news.isForNotion) {
      await recordNext(run);
    } else {
      return complete(run);
    }
  }
}

async function enrol(run: Run): Promise<void> {
  const options = { ...notionOptions, summary: 'enrol' };
  const isOver = run.stopped !== undefined || run.outcome !== undefined;
  const asked = { ...run.current, ...(isOver && { keepsStatus: true }) };
  run.enrolled(await notion.enrolContact.executeWithOptions(options, [asked]));
}

async function recordNext(run: Run): Promise<void> {
  const number = run.news.takeRow();
  const { enrolment } = run.person;
  const email = run.current.emails.find((planned) => planned.number === number);
  if (!email || !enrolment) return;
  const rowId = enrolment.rowIds[email.number] ?? null;
  if (enrolment.suppressedBy && !rowId) return; // nothing was scheduled for them
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
  if (run.outcome !== 'completed' || !enrolment) return;
  await notion.completeContact.executeWithOptions({ ...recordOptions, summary: 'complete' }, [
    {
      contactPageId: enrolment.contactPageId,
      statusOfRun: run.input.sequence.campaignStatus,
    },
  ]);
}
