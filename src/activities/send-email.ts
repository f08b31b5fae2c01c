import type { Answer, Mail } from '../domain/mail.js';
import type { ActivityDeps, RunRegister } from './deps.js';

/**
 * One attempt to send, no more: the workflow decides about the next. Resend takes the same key with
 * the same mail as the same email for 24 hours. Never throws: an answer is a value, so that the
 * workflow knows of every attempt whether something may have been accepted.
 */
export function sendEmail({ sendMail, runs }: ActivityDeps) {
  return (request: { mail: Mail; key: string }): Promise<Answer> =>
    sendMail(request.mail, request.key, () => refuseWhileOff(runs));
}

/** Nothing goes out while the sending switch is off, nor while nobody can tell whether it is. */
async function refuseWhileOff(runs: RunRegister): Promise<Answer | undefined> {
  try {
    const offAt = await runs.sendingOffAt();
    return offAt === undefined ? undefined : { kind: 'held', offAt };
  } catch {
    return { kind: 'refused', reason: 'Temporal could not be asked about the sending switch' };
  }
}
