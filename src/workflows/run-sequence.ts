import {
  ActivityFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
} from '@temporalio/workflow';
import { MINUTE, SECOND } from '../domain/duration.js';
import type { Prepared } from '../domain/mail.js';
import type { PlannedEmail } from '../domain/plan.js';
import type { RunInput, RunSummary } from '../domain/run.js';
import { notion, notionOptions } from './activities.js';
import { attemptToSend } from './attempt-to-send.js';
import { keepBooks } from './keep-books.js';
import { Run } from './run.js';

/**
 * Walks one person through one sequence: waits for each email's time, prepares it, sends it, until
 * all are decided or something stops it. Notion is kept up to date beside that.
 */
export async function runSequence(input: RunInput): Promise<RunSummary> {
  const run = new Run(input);
  await CancellationScope.nonCancellable(async () => {
    const books = keepBooks(run);
    await walk(run);
    finish(run);
    await books;
    await condition(allHandlersFinished);
  });
  return run.summary();
}

async function walk(run: Run): Promise<void> {
  for (;;) {
    const email = run.next();
    if (!email || run.stopped || run.enrolment?.suppressedBy) return;
    if (email.state === 'skipped') {
      run.decide(email.number, { state: 'skipped', reason: email.reason ?? 'too_late' });
    } else if (Date.parse(email.dueAt) > Date.now()) {
      run.announce(email.dueAt);
      await run.wait(Date.parse(email.dueAt), `email ${email.number}`);
    } else if (!run.enrolment) {
      const isEnrolled = () => run.enrolment !== undefined;
      await run.wait(run.graceEndMs(email) + 1, `email ${email.number} waits`, isEnrolled);
    } else {
      await deliver(run, email);
    }
  }
}

/** Prepares a due email and sends it. When nothing came of that, it stays undecided. */
async function deliver(run: Run, email: PlannedEmail): Promise<void> {
  const readAtMs = Date.now();
  const prepared = await prepare(run, email);
  if (!prepared || run.stopped) return;
  run.block(prepared.kind === 'blocked' ? prepared.reason : undefined);
  if (prepared.kind === 'ready') {
    await attemptToSend(run, email, prepared.mail, readAtMs);
  } else if (prepared.kind === 'stop') {
    run.stop({ cause: prepared.cause, at: new Date().toISOString(), by: 'Notion' });
  } else if (prepared.kind === 'skip') {
    run.decide(email.number, { state: 'skipped', reason: prepared.reason });
  } else {
    const againMs = Date.now() + (run.input.isTesting ? 10 * SECOND : 5 * MINUTE);
    await run.wait(
      Math.min(againMs, run.graceEndMs(email) + 1),
      `email ${email.number} is blocked`,
    );
  }
}

/** Undefined when a stop withdrew it, or Notion stayed away for the whole grace. */
async function prepare(run: Run, email: PlannedEmail): Promise<Prepared | undefined> {
  const { enrolment, current } = run;
  if (!enrolment) return undefined;
  const { sequence, contact, data, segment, isTesting } = current;
  const { number, template } = email;
  const { contactPageId, bookingStatus, segment: known } = enrolment;
  try {
    return await run.withdraw(() =>
      notion.prepareEmail.executeWithOptions(
        {
          ...notionOptions,
          scheduleToCloseTimeout: run.graceEndMs(email) + 1 - Date.now(),
          summary: `prepare ${number}`,
        },
        [
          {
            person: { sequence, contact, data, segment },
            number,
            template,
            isTesting,
            enrolment: { contactPageId, bookingStatus, segment: known },
          },
        ],
      ),
    );
  } catch (error) {
    if (error instanceof ActivityFailure) return undefined;
    throw error;
  }
}

/** What is undecided at the end was stopped, and says by what. */
function finish(run: Run): void {
  const cause = run.stopped?.cause ?? run.enrolment?.suppressedBy;
  for (let email = run.next(); email; email = run.next()) {
    run.decide(email.number, { state: 'stopped', reason: cause ?? 'operator' });
  }
  if (run.stopped) run.end(`stopped:${run.stopped.cause}`);
  else run.end(cause ? 'suppressed' : 'completed');
}
