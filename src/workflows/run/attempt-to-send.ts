import { ActivityFailure, TimeoutFailure } from '@temporalio/workflow';
import { HOUR, MINUTE, SECOND } from '../../domain/duration.js';
import type { Answer, Mail } from '../../domain/mail/mail.js';
import type { EmailState, PlannedEmail } from '../../domain/plan/plan.js';
import { resend, resendOptions } from '../activities.js';
import type { Run } from './run.js';

/** Resend remembers a key for 24 hours; the last attempt must end well before. */
const longestMs = 20 * HOUR;
/** An email that was just in time gets at least this long. */
const shortestMs = 10 * MINUTE;
const firstBackOffMs = 2 * SECOND;
const longestBackOffMs = 10 * MINUTE;
/** The contact's status may be this old when the first attempt begins. */
const freshForMs = 10 * MINUTE;

/**
 * Sends one prepared mail: the same bytes under the same key, attempt after attempt, until it is
 * sent, refused for good, stopped, or out of time. Decides the email's fate, or leaves it undecided
 * when nothing was tried or a stop came while surely nothing had been accepted.
 */
export async function attemptToSend(
  run: Run,
  email: PlannedEmail,
  mail: Mail,
  readAtMs: number,
): Promise<void> {
  const { number } = email;
  const key = run.idempotencyKey(number);
  const firstMs = Date.now();
  const endMs = Math.min(
    firstMs + longestMs,
    Math.max(run.graceEndMs(email), firstMs + shortestMs),
  );
  const staleMs = readAtMs + freshForMs;
  if (firstMs >= staleMs) return;
  let doubt: string | undefined;
  const giveUp = (state: EmailState, reason: string): void => {
    const at = new Date().toISOString();
    if (doubt === undefined) run.decide(number, { state, reason, at });
    else run.decide(number, { state: 'unknown', reason: doubt, at });
  };

  for (let backOffMs = firstBackOffMs, isFirst = true; ; isFirst = false) {
    run.isHurried = false;
    const answer = await attempt(run, number, { mail, key }, endMs, isFirst ? staleMs : endMs);
    if (answer === 'not taken' && isFirst) return;
    if (answer === 'withdrawn' || answer === 'not taken') {
      if (run.stopped) break;
    } else if (answer.kind === 'sent') {
      return run.decide(number, {
        state: 'sent',
        at: new Date().toISOString(),
        resendId: answer.id,
      });
    } else if (answer.kind === 'ambiguous') {
      doubt = answer.reason;
      run.isInDoubt = true;
      if (answer.isFinal) return giveUp('unknown', answer.reason);
    } else if (answer.kind === 'held') {
      run.switchedOff(answer.offAt);
    } else if (answer.fault === 'recipient') {
      return giveUp('failed', answer.reason);
    } else {
      run.block(answer.fault === 'account' ? answer.reason : undefined);
    }
    const retryAtMs = Date.now() + pauseAfter(answer, backOffMs, run.input.isTesting);
    await waitToRetry(run, number, retryAtMs, endMs);
    if (run.stopped) break;
    if (doubt === undefined && run.isPutOff(number)) return; // prepared anew when its time comes
    if (Date.now() >= endMs) return giveUp('failed', reasonOf(answer));
    backOffMs = Math.min(2 * backOffMs, longestBackOffMs);
  }
  if (doubt !== undefined) giveUp('unknown', doubt);
}

/** Until the next attempt; a message may bring it forward, hold it back, or put the email off. */
async function waitToRetry(
  run: Run,
  number: number,
  retryAtMs: number,
  endMs: number,
): Promise<void> {
  const untilMs = () => (run.isHeld(number) ? endMs : Math.min(retryAtMs, endMs));
  while (!run.stopped && !run.isHurried && Date.now() < untilMs()) {
    if (!run.isInDoubt && run.isPutOff(number)) return;
    await run.wait(untilMs(), `retry ${number}`);
  }
}

type Attempt = Answer | 'withdrawn' | 'not taken';

/** One activity, one request. An attempt that a worker took and never answered is in doubt. */
async function attempt(
  run: Run,
  number: number,
  request: { mail: Mail; key: string },
  endMs: number,
  startByMs: number,
): Promise<Attempt> {
  try {
    const answer = await run.underWay.run('send', () =>
      resend.sendEmail.executeWithOptions(
        {
          ...resendOptions,
          scheduleToStartTimeout: Math.max(startByMs - Date.now(), 1),
          scheduleToCloseTimeout: Math.max(endMs - Date.now(), 1),
          summary: `send ${number}`,
        },
        [request],
      ),
    );
    return answer ?? 'withdrawn';
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    const { cause } = error;
    if (cause instanceof TimeoutFailure && cause.timeoutType === 'SCHEDULE_TO_START') {
      return 'not taken';
    }
    return { kind: 'ambiguous', reason: 'no answer' };
  }
}

function pauseAfter(answer: Attempt, backOffMs: number, isTesting: boolean): number {
  if (typeof answer === 'string' || answer.kind !== 'refused') return backOffMs;
  // A person may mend the account, or raise a quota, at any moment: so nobody waits for its reset.
  const mendedMs = isTesting ? 10 * SECOND : 5 * MINUTE;
  if (answer.fault === 'account') return Math.min(answer.retryAfterMs ?? mendedMs, mendedMs);
  return answer.retryAfterMs ?? backOffMs;
}

function reasonOf(answer: Attempt): string {
  return typeof answer === 'object' && 'reason' in answer ? answer.reason : 'never tried';
}
