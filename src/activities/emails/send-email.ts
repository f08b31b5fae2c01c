import { setTimeout } from 'node:timers/promises';
import { activityInfo, CancelledFailure, Context } from '@temporalio/activity';
import { HOUR, SECOND } from '../../domain/duration.js';
import type { Answer } from '../../domain/mail/mail.js';
import type { DoneBefore } from '../../domain/run/enrolment.js';
import type { ActivityDeps } from '../deps.js';
import { cannotAsk, Lessons, sending, withdrawn } from './lessons.js';

/** With the longest wait for a turn and the longest request, still less than an activity may take. */
const longestAskMs = 4 * SECOND;
/** How old the answer that sending is on may be. */
const switchMayBeMs = SECOND;
/** Resend remembers a key for 24 hours. */
const keyIsKnownForMs = 20 * HOUR;

/** What to send, by the activity that prepared it, and the key under which every attempt is the same. */
export interface SendRequest {
  mailId: string;
  key: string;
}

/**
 * One attempt to send, no more: the workflow decides about the next. Resend takes the same key with
 * the same mail as the same email for 24 hours. Never throws: an answer is a value, so that the
 * workflow knows of every attempt whether something may have been accepted. While Resend is known to
 * refuse the account, nothing is asked.
 */
export function sendEmail(
  deps: Pick<
    ActivityDeps,
    'mails' | 'sendMail' | 'runs' | 'faults' | 'checkSender' | 'now' | 'isShadow'
  >,
  askedForMs = longestAskMs,
) {
  const { mails, sendMail, runs, faults, isShadow } = deps;
  const lessons = new Lessons(deps);
  return async ({ mailId, key }: SendRequest): Promise<Answer> => {
    const { workflowExecution = { workflowId: '', runId: '' }, activityId } = activityInfo();
    const fault = isShadow ? undefined : await faults.resend.find(sending);
    if (fault) {
      const { message: reason, about } = fault;
      return { kind: 'refused', fault: 'account', reason, ...(about && { about }) };
    }
    const mail = await mails.find(workflowExecution, mailId).catch(() => undefined);
    if (!mail) return { kind: 'refused', reason: 'Temporal could not be asked for the mail' };
    const work = lessons.begin(key);
    const turn = new Turn();
    let known: Answer | undefined;
    const answer = await turn.orWithdrawn(
      sendMail(mail, key, async () => {
        if (!turn.take()) return withdrawn;
        return refuse(askedForMs, async () => {
          const offAt = await runs.sendingOffAt(switchMayBeMs);
          if (offAt !== undefined) return { kind: 'held', offAt };
          // It may have waited for its turn, and the run may have heard a stop meanwhile.
          const before = await runs.lookBeforeSend(workflowExecution, activityId, key);
          if (before === 'withdrawn') return withdrawn;
          known = before && (await answerOf(before, deps));
          return known;
        });
      }),
    );
    // What was only pretended says nothing of Resend.
    return answer === known || isShadow ? answer : lessons.learn(answer, work);
  };
}

/**
 * What another execution knows of the same request is its answer, as Resend would give it while it knows the key. As
 * long as it does, it tells itself of one that may have gone.
 */
async function answerOf(
  { state, at = '', resendId, reason = 'no answer' }: DoneBefore,
  { now }: Pick<ActivityDeps, 'now'>,
): Promise<Answer | undefined> {
  if (state === 'sent' && resendId) return { kind: 'sent', id: resendId, at };
  const ageMs = (await now()).getTime() - Date.parse(at);
  return ageMs < keyIsKnownForMs ? undefined : { kind: 'ambiguous', isFinal: true, reason };
}

/** The wait of an email for its turn. */
class Turn {
  private state: 'waits' | 'taken' | 'withdrawn' = 'waits';

  /** Whether it may still go; from now on it can be withdrawn only as long as it has not left. */
  take(): boolean {
    if (this.state === 'waits') this.state = 'taken';
    return this.state === 'taken';
  }

  /** Whoever waits is told at once that it is withdrawn, and not when its turn comes. */
  async orWithdrawn(sent: Promise<Answer>): Promise<Answer> {
    const cancelled = Context.current().cancelled.catch((error: unknown): Promise<Answer> => {
      if (!(error instanceof CancelledFailure) || this.state !== 'waits') return sent;
      this.state = 'withdrawn';
      return Promise.resolve(withdrawn);
    });
    return Promise.race([sent, cancelled]);
  }
}

/**
 * Nothing goes out while nobody can tell in time whether it may: a request that begins after its
 * activity has timed out could begin after a stop.
 */
async function refuse(
  askedForMs: number,
  ask: () => Promise<Answer | undefined>,
): Promise<Answer | undefined> {
  const answered = new AbortController();
  const untold: Promise<Answer> = setTimeout(
    askedForMs,
    { kind: 'refused', reason: cannotAsk },
    { signal: answered.signal },
  );
  untold.catch(() => {}); // that it was not needed
  try {
    return await Promise.race([ask(), untold]);
  } catch {
    return { kind: 'refused', reason: cannotAsk };
  } finally {
    answered.abort();
  }
}
