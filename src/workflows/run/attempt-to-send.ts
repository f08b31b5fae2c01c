import { workflowInfo } from '@temporalio/workflow';
import { HOUR, MINUTE, SECOND } from '../../domain/duration.js';
import type { Refusal } from '../../domain/incident.js';
import type { Answer } from '../../domain/mail/mail.js';
import type { EmailState, PlannedEmail } from '../../domain/plan/plan.js';
import { freshForMs } from '../../domain/run/freshness.js';
import { emailKeyOf } from '../../domain/run/run-id.js';
import { type Attempt, attempt } from './attempt.js';
import { isToContinue, waitHereOrThere } from './continue-run.js';
import { doubt } from './doubt.js';
import { noteLate } from './note-late.js';
import type { Run } from './run.js';

type Refused = Extract<Answer, { kind: 'refused' }>;

/** Resend remembers a key for 24 hours; the last attempt must end well before. */
const longestMs = 20 * HOUR;
/** An email that was just in time gets at least this long. */
const shortestMs = 10 * MINUTE;
const firstBackOffMs = 2 * SECOND;
const longestBackOffMs = 10 * MINUTE;
/** What only a person mends is tried when that is told, and seldom otherwise. */
const longestWaitMs = 2 * HOUR;

/**
 * Sends one prepared mail: the same bytes under the same key, attempt after attempt, until it is
 * sent, refused for good, stopped, or out of time. Decides the email's fate, or leaves it undecided
 * when nothing was tried or a stop came while surely nothing had been accepted.
 */
export async function attemptToSend(
  run: Run,
  email: PlannedEmail,
  { mailId, readAtMs }: { mailId: string; readAtMs: number },
): Promise<void> {
  const { number } = email;
  const staleMs = readAtMs + freshForMs;
  // However late the answer of what prepared it came here: what may have gone already goes on being asked for.
  const firstByMs = run.doubt ? staleMs : Math.min(staleMs, run.fates.graceEndMs(email) + 1);
  if (Date.now() >= firstByMs) return;
  run.refusedBecause = undefined;
  const endMs = lastAttemptEndMs(run, email);
  const request = { number, mailId, key: idempotencyKey(run, number), endMs };

  for (let backOffMs = firstBackOffMs, isFirst = true; ; isFirst = false) {
    run.hold.isHurried = false;
    const startByMs = isFirst ? firstByMs : endMs;
    const answer = await attempt(run.underWay, { ...request, startByMs });
    if (answer === 'not taken' && isFirst) return;
    if (typeof answer === 'string') {
      if (run.stopped) break;
    } else if (takeIn(run, number, answer)) {
      return;
    }
    const retryAtMs = Date.now() + pauseAfter(answer, backOffMs, run.input.isTesting);
    await waitToRetry(run, number, retryAtMs, endMs);
    if (run.stopped) break;
    if (isToContinue(run)) return;
    if (run.doubt === undefined && run.fates.isPutOff(number)) {
      return run.block(undefined); // prepared anew when its time comes, and told anew what is in its way
    }
    if (Date.now() >= endMs) return giveUp(run, number, 'failed', reasonOf(answer));
    backOffMs = Math.min(2 * backOffMs, longestWaitMs);
  }
  if (run.doubt !== undefined) giveUp(run, number, 'unknown', run.doubt.reason);
}

/** When the attempts of an email end that are tried from now on, in ms since 1970. */
function lastAttemptEndMs(run: Run, email: PlannedEmail): number {
  const nowMs = Date.now();
  return Math.min(nowMs + longestMs, Math.max(run.fates.graceEndMs(email), nowMs + shortestMs));
}

function idempotencyKey(run: Run, number: number): string {
  return emailKeyOf(workflowInfo().workflowId, number, run.fates.again[number]);
}

/** @returns whether the answer decides the email's fate. */
function takeIn(run: Run, number: number, answer: Answer): boolean {
  if (answer.kind === 'sent') {
    if (answer.at === undefined) noteLate(run, number);
    run.decide(number, { state: 'sent', at: answer.at ?? isoNow(), resendId: answer.id });
    return true;
  }
  if (answer.kind === 'ambiguous') {
    const { reason, isFinal = false } = answer;
    if (!isFinal) doubt(run, { number, reason, at: isoNow() });
    else giveUp(run, number, 'unknown', reason);
    return isFinal;
  }
  if (answer.kind === 'held') {
    run.switchedOff(answer.offAt);
    return false;
  }
  if (answer.fault === 'recipient') {
    giveUp(run, number, 'failed', answer.reason);
    return true;
  }
  run.refusedBecause = answer.reason;
  run.block(blockOf(answer));
  return false;
}

function blockOf({ fault, reason, about = 'resend' }: Refused): Refusal | undefined {
  if (fault === undefined) return undefined;
  return { reason, isLasting: true, ...(fault === 'account' && { about }) };
}

/** Whatever ends the attempts, an email that may have been accepted is unknown. */
function giveUp(run: Run, number: number, state: EmailState, reason: string): void {
  // The next one keeps its gap from when it may have gone.
  run.decide(number, {
    state,
    reason,
    at: isoNow(),
    ...(run.doubt && { state: 'unknown', ...run.doubt }),
  });
}

/** Until the next attempt; a message may bring it forward, hold it back, or put the email off. */
async function waitToRetry(
  run: Run,
  number: number,
  retryAtMs: number,
  endMs: number,
): Promise<void> {
  const { hold, fates } = run;
  const untilMs = () => (hold.keepsBack(number) ? endMs : Math.min(retryAtMs, endMs));
  while (!run.stopped && !hold.isHurried && Date.now() < untilMs()) {
    if (run.doubt === undefined && fates.isPutOff(number)) return;
    if (isToContinue(run)) return;
    await waitHereOrThere(run, untilMs(), `retry ${number}`);
  }
}

function pauseAfter(answer: Attempt, backOffMs: number, isTesting: boolean): number {
  const pauseMs = Math.min(backOffMs, longestBackOffMs);
  if (typeof answer === 'string' || answer.kind !== 'refused') return pauseMs;
  if (answer.fault && isTesting) return 10 * SECOND;
  if (answer.fault === 'account') return Math.max(backOffMs, MINUTE);
  // Nobody tells when that is mended.
  if (answer.fault) return Math.max(pauseMs, MINUTE);
  return Math.max(answer.retryAfterMs ?? 0, pauseMs);
}

function reasonOf(answer: Attempt): string {
  return typeof answer === 'object' && 'reason' in answer ? answer.reason : 'never tried';
}

function isoNow(): string {
  return new Date().toISOString();
}
