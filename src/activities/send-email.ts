import { activityInfo } from '@temporalio/activity';
import type { Answer, Mail } from '../domain/mail.js';
import type { ActivityDeps } from './deps.js';

/**
 * One attempt to send, no more: the workflow decides about the next. Resend takes the same key with
 * the same mail as the same email for 24 hours. Never throws: an answer is a value, so that the
 * workflow knows of every attempt whether something may have been accepted.
 */
export function sendEmail({ sendMail, runs }: ActivityDeps) {
  return (request: { mail: Mail; key: string }): Promise<Answer> => {
    const { workflowExecution, activityId } = activityInfo();
    return sendMail(request.mail, request.key, () =>
      refuse(async () => {
        const offAt = await runs.sendingOffAt();
        if (offAt !== undefined) return { kind: 'held', offAt };
        // It may have waited for its turn, and the run may have heard a stop meanwhile.
        return (await runs.isWithdrawn(workflowExecution?.workflowId ?? '', activityId))
          ? { kind: 'refused', reason: 'withdrawn before it was sent' }
          : undefined;
      }),
    );
  };
}

/** Nothing goes out while nobody can tell whether it may. */
async function refuse(ask: () => Promise<Answer | undefined>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch {
    return { kind: 'refused', reason: 'Temporal could not be asked whether it may go' };
  }
}
