import type { Answer, Mail } from '../domain/mail.js';
import type { ActivityDeps } from './deps.js';

/**
 * One attempt to send, no more: the workflow decides about the next. Resend takes the same key with
 * the same mail as the same email for 24 hours. Never throws: an answer is a value, so that the
 * workflow knows of every attempt whether something may have been accepted.
 */
export function sendEmail({ sendMail }: ActivityDeps) {
  return (request: { mail: Mail; key: string }): Promise<Answer> =>
    sendMail(request.mail, request.key);
}
