import { allHandlersFinished, CancellationScope, condition } from '@temporalio/workflow';
import { HOUR, SECOND } from '../../domain/duration.js';
import type { PlannedEmail } from '../../domain/plan/plan.js';
import { type RunInput, type RunSummary, summarise } from '../../domain/run/run.js';
import { unheardOf } from '../../domain/run/switch.js';
import { temporal, temporalOptions } from '../activities.js';
import { nextPauseMs } from '../refusal.js';
import { attemptToSend } from './attempt-to-send.js';
import { continueRun, isToContinue, waitHereOrThere } from './continue-run.js';
import { keepBooks } from './keep-books.js';
import { listen } from './listen.js';
import { prepare } from './prepare.js';
import { raiseAlerts } from './raise-alerts.js';
import { Run } from './run.js';
import { supersede } from './supersede.js';

/** How long a run that heard nothing of the sending switch waits before it looks again. */
const switchCheckMs = HOUR;

/**
 * Walks one person through one sequence: waits for each email's time, prepares it, sends it, until
 * all are decided or something stops it. Notion is kept up to date beside that.
 */
export async function runSequence(input: RunInput): Promise<RunSummary> {
  const run = new Run(input);
  listen(run);
  await CancellationScope.nonCancellable(async () => {
    await supersede(run);
    for (;;) {
      const beside = tell(run);
      await walk(run);
      if (!isToContinue(run)) {
        finish(run);
        await beside;
        break;
      }
      await continueRun(run, beside);
    }
    // One of them may have been told something after it was done, while the other was not.
    while (run.alerts.length > 0 || !run.books.isEmpty) await tell(run);
    await condition(allHandlersFinished);
    run.shown.showProgress(); // what was told while it was closing
  });
  return summarise(run.outcome ?? 'completed', run.fates.decided);
}

/** Tells Notion and operators what they should know of a run, while it goes on and after its end. */
async function tell(run: Run): Promise<void> {
  await Promise.all([keepBooks(run), raiseAlerts(run)]);
}

/** Until all is decided, something stops the run, or its history has become too long for it to go on here. */
async function walk(run: Run): Promise<void> {
  const { fates, hold, person, shown } = run;
  for (;;) {
    const email = fates.next();
    if (!email || run.stopped || person.enrolment?.suppressedBy || isToContinue(run)) return;
    const { number, state, reason = 'too_late', dueAt } = email;
    if (hold.keepsBack(number)) {
      await waitWhileHeld(run, email);
    } else if (state === 'skipped') {
      if (hold.knowsSwitch) run.decide(number, { state, reason });
      else await readSwitch(run, number);
    } else if (Date.parse(dueAt) > Date.now()) {
      shown.showNextSend(dueAt);
      await waitHereOrThere(run, Date.parse(dueAt), `email ${number}`);
    } else if (!person.enrolment) {
      const isEnrolled = () => person.enrolment !== undefined;
      await waitHereOrThere(run, fates.graceEndMs(email) + 1, `email ${number} waits`, isEnrolled);
      endWanting(run, email);
    } else {
      await deliver(run, email);
    }
  }
}

/**
 * Until an operator lets the run go, or sending is switched on: then every run hears of it. One that
 * heard nothing looks itself. Until then nothing is judged to be late.
 */
async function waitWhileHeld(run: Run, { number }: PlannedEmail): Promise<void> {
  const { hold, shown } = run;
  if (hold.pausedAt && hold.forced !== number) {
    return waitHereOrThere(run, Number.POSITIVE_INFINITY, 'paused');
  }
  if (hold.offAt && hold.forced === number) shown.showNextSend(hold.offAt); // due by now, as those are told first
  const checkMs = Date.now() + switchCheckMs;
  await waitHereOrThere(run, checkMs, `email ${number} waits for the sending switch`);
  if (Date.now() >= checkMs) await readSwitch(run, number);
}

/**
 * Whoever was held unheard, or comes late, may have missed that sending was off: what the switch says of
 * that counts first.
 */
async function readSwitch(run: Run, number: number): Promise<void> {
  const options = { ...temporalOptions, summary: `may email ${number} go` };
  const state = await run.underWay.run(() => temporal.readSwitch.executeWithOptions(options, []));
  if (!state) return;
  for (const offTime of unheardOf(state, run.hold.heard)) run.switchedOn(offTime);
  if (state.offAt === undefined) run.hold.letGo();
  else await holdBack(run, state.offAt);
}

/** Prepares a due email and sends it. When nothing came of that, it stays undecided. */
async function deliver(run: Run, email: PlannedEmail): Promise<void> {
  const { number } = email;
  const askedMs = Date.now();
  const prepared = await prepare(run, email);
  if (!prepared || run.stopped || run.fates.isPutOff(number)) return;
  run.block(prepared.kind === 'blocked' ? prepared : undefined);
  if (prepared.kind === 'ready') {
    // Where a worker's clock is wrong, it was read between now and when it was asked for all the same.
    const readAtMs = Math.min(Math.max(Date.parse(prepared.readAt), askedMs), Date.now());
    await attemptToSend(run, email, { mailId: prepared.id, readAtMs });
  } else if (prepared.kind === 'unheard') {
    for (const offTime of prepared.offTimes) run.switchedOn(offTime);
  } else if (prepared.kind === 'stop') {
    const { cause, by = 'Notion', reason } = prepared;
    run.stop({ cause, at: new Date().toISOString(), by, ...(reason && { reason }) });
  } else if (prepared.kind === 'skip') {
    run.decide(number, { state: 'skipped', reason: prepared.reason });
  } else if (prepared.kind === 'blocked') {
    await waitUntilMended(run, email);
  } else {
    await holdBack(run, prepared.offAt);
  }
}

/** Sending is off; an answer from before it was on again says nothing of now, so that it is asked again. */
async function holdBack(run: Run, offAt: string): Promise<void> {
  if (run.switchedOff(offAt)) return;
  await run.changes.wait(Date.now() + SECOND, 'sending is on again');
}

/**
 * Until it is mended what blocks an email, or may have passed. Whoever mends it is heard, so that nobody has
 * to look often. What an operator wants now stays wanted for as long as its grace lasts.
 */
async function waitUntilMended(run: Run, email: PlannedEmail): Promise<void> {
  const { hold, fates, input } = run;
  hold.isHurried = false;
  const pauseMs = input.isTesting ? 10 * SECOND : nextPauseMs(run.blockedForMs);
  run.blockedForMs = pauseMs;
  const { number } = email;
  const untilMs = Math.min(Date.now() + pauseMs, fates.graceEndMs(email) + 1);
  const isOver = () => run.stopped || hold.isHurried || fates.isPutOff(number) || isToContinue(run);
  while (!isOver() && Date.now() < untilMs) {
    await waitHereOrThere(run, untilMs, `email ${number} is blocked`);
  }
  endWanting(run, email);
  // What was in its way may be mended when its time comes; if not, that is told again.
  if (fates.isPutOff(number)) run.block(undefined);
}

/** What an operator wanted at once can be too late, too: from the end of its own grace on it is as any other. */
function endWanting(run: Run, email: PlannedEmail): void {
  const { hold, fates } = run;
  const { number } = email;
  if (hold.forced !== number || Date.now() <= fates.graceEndMs(email)) return;
  hold.unforce(number);
  run.note({ at: new Date().toISOString(), what: `email ${number} is wanted at once no more` });
}

/** What is undecided at the end was stopped, and says by what. */
function finish(run: Run): void {
  const cause = run.stopped?.cause ?? run.person.enrolment?.suppressedBy;
  for (let email = run.fates.next(); email; email = run.fates.next()) {
    run.decide(email.number, { state: 'stopped', reason: cause ?? 'operator' });
  }
  if (run.stopped) run.end(`stopped:${run.stopped.cause}`);
  else run.end(run.input.earlier?.outcome ?? (cause ? 'suppressed' : 'completed'));
}
