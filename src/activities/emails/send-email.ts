import { setTimeout } from 'node:timers/promises';
import { activityInfo } from '@temporalio/activity';
import { SECOND } from '../../domain/duration.js';
import type { Answer, Mail } from '../../domain/mail/mail.js';
import type { ActivityDeps } from '../deps.js';

/** With the longest wait for a turn and the longest request, still less than an activity may take. */
const longestAskMs = 4 * SECOND;
/** How old the answer that sending is on may be. */
const switchMayBeMs = SECOND;
const cannotAsk = 'Temporal could not be asked whether it may go';

/**
 * One attempt to send, no more: the workflow decides about the next. Resend takes the same key with
 * the same mail as the same email for 24 hours. Never throws: an answer is a value, so that the
 * workflow knows of every attempt whether something may have been accepted.
 */
export function sendEmail(
  { sendMail, runs }: Pick<ActivityDeps, 'sendMail' | 'runs'>,
  askedForMs = longestAskMs,
) {
  return (request: { mail: Mail; key: string }): Promise<Answer> => {
    const { workflowExecution = { workflowId: '', runId: '' }, activityId } = activityInfo();
    return sendMail(request.mail, request.key, () =>
      refuse(askedForMs, async () => {
        const offAt = await runs.sendingOffAt(switchMayBeMs);
        if (offAt !== undefined) return { kind: 'held', offAt };
        // It may have waited for its turn, and the run may have heard a stop meanwhile.
        return (await runs.isWithdrawn(workflowExecution, activityId))
          ? { kind: 'refused', reason: 'withdrawn before it was sent' }
          : undefined;
      }),
    );
  };
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
