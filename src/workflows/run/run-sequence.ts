import {
  ActivityFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
} from '@temporalio/workflow';
import { HOUR, MINUTE, SECOND } from '../../domain/duration.js';
import type { Prepared } from '../../domain/mail/mail.js';
import type { PlannedEmail } from '../../domain/plan/plan.js';
import type { RunInput, RunSummary } from '../../domain/run/run.js';
import { notion, prepareOptions } from '../activities.js';
import { attemptToSend } from './attempt-to-send.js';
import { keepBooks } from './keep-books.js';
import { listen } from './listen.js';
import { raiseAlerts } from './raise-alerts.js';
import { Run } from './run.js';
import { supersede } from './supersede.js';

/** How long a run that heard nothing of the sending switch waits before it looks again. */
const switchCheckMs = HOUR;
/** What the grace does not limit, as an operator wants it now or held it, is prepared for this long. */
const unlimitedForMs = 10 * MINUTE;

/**
 * Walks one person through one sequence: waits for each email's time, prepares it, sends it, until
 * all are decided or something stops it. Notion is kept up to date beside that.
 */
export async function runSequence(input: RunInput): Promise<RunSummary> {
  const run = new Run(input);
  listen(run);
  await CancellationScope.nonCancellable(async () => {
    await supersede(run);
    const rest = [keepBooks(run), raiseAlerts(run)];
    await walk(run);
    finish(run);
    await Promise.all(rest);
    // One of them may have been told something after it was done, while the other was not.
    while (!run.news.isEmpty) await Promise.all([keepBooks(run), raiseAlerts(run)]);
    await condition(allHandlersFinished);
  });
  return run.summary();
}

async function walk(run: Run): Promise<void> {
  for (;;) {
    const email = run.next();
    if (!email || run.stopped || run.enrolment?.suppressedBy) return;
    if (run.isHeld(email.number)) {
      await waitWhileHeld(run, email);
    } else if (email.state === 'skipped') {
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

/**
 * Until an operator lets the run go, or sending is switched on: then every run hears of it. Until then
 * nothing is judged to be late, so whether it is still off is asked before anything is decided.
 */
async function waitWhileHeld(run: Run, { number }: PlannedEmail): Promise<void> {
  if (run.pausedAt && run.forced !== number) {
    run.announce(undefined);
    return run.wait(Number.POSITIVE_INFINITY, 'paused');
  }
  const { offAt } = run;
  await run.wait(Date.now() + switchCheckMs, `email ${number} waits for the sending switch`);
  if (run.offAt === offAt) run.isOffInDoubt = true;
}

/** Prepares a due email and sends it. When nothing came of that, it stays undecided. */
async function deliver(run: Run, email: PlannedEmail): Promise<void> {
  const readAtMs = Date.now();
  const prepared = await prepare(run, email);
  if (!prepared || run.stopped || run.isPutOff(email.number)) return;
  if (run.isOffInDoubt && prepared.kind !== 'held') {
    run.letGo();
    if (run.next()?.state === 'skipped') return;
  }
  run.block(prepared.kind === 'blocked' ? prepared.reason : undefined);
  if (prepared.kind === 'ready') {
    await attemptToSend(run, email, prepared.mail, readAtMs);
  } else if (prepared.kind === 'stop') {
    run.stop({ cause: prepared.cause, at: new Date().toISOString(), by: 'Notion' });
  } else if (prepared.kind === 'held') {
    const isOff = run.switchedOff(prepared.offAt);
    if (!isOff) await run.wait(Date.now() + SECOND, 'sending is on again');
  } else if (prepared.kind === 'skip') {
    run.decide(email.number, { state: 'skipped', reason: prepared.reason });
  } else {
    run.forced = undefined;
    const againMs = Date.now() + (run.input.isTesting ? 10 * SECOND : 5 * MINUTE);
    await run.wait(
      Math.min(againMs, run.graceEndMs(email) + 1),
      `email ${email.number} is blocked`,
    );
  }
}

/** Undefined when a message withdrew it, or Notion stayed away for the whole grace. */
async function prepare(run: Run, email: PlannedEmail): Promise<Prepared | undefined> {
  const { enrolment, current } = run;
  if (!enrolment) return undefined;
  const { sequence, contact, data, segment, occasion, isTesting } = current;
  const { number, template } = email;
  const { contactPageId, bookingStatus, segment: known } = enrolment;
  const isGraceOpen = run.forced !== number && !run.isOffInDoubt;
  const endMs = isGraceOpen ? run.graceEndMs(email) + 1 : Date.now() + unlimitedForMs;
  try {
    return await run.underWay.run('prepare', () =>
      notion.prepareEmail.executeWithOptions(
        {
          ...prepareOptions,
          scheduleToCloseTimeout: endMs - Date.now(),
          summary: `prepare ${number}`,
        },
        [
          {
            person: { sequence, contact, data, segment, ...(occasion && { occasion }) },
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
  else run.end(run.input.earlier?.outcome ?? (cause ? 'suppressed' : 'completed'));
}
