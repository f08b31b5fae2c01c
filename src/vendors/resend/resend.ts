import { Resend } from 'resend';
import type { Answer, Mail } from '../../domain/mail.js';
import { createGate } from '../gate.js';
import { toAnswer } from './answer.js';

const deadlineMs = 15_000;

export interface ResendConfig {
  apiKey: string;
  baseUrl?: string | undefined;
  requestsPerSecond: number;
}

/** Hands a mail to Resend, once per call; the same key and mail again are the same email. */
export type SendMail = (mail: Mail, idempotencyKey: string) => Promise<Answer>;

/**
 * Resend through its official client, which never throws, never retries and has no time-out.
 * A request under way is not cancelled from outside, so that its answer is always known.
 */
export function connectResend({ apiKey, baseUrl, requestsPerSecond }: ResendConfig): SendMail {
  const client = new Resend(apiKey, baseUrl ? { baseUrl } : {});
  const gate = createGate(requestsPerSecond);
  return async (mail, idempotencyKey) => {
    const response = await gate.pass(() =>
      client.emails.send(mail, { idempotencyKey, signal: AbortSignal.timeout(deadlineMs) }),
    );
    const answer = toAnswer(response);
    if (answer.kind === 'refused' && answer.retryAfterMs && !answer.fault) {
      gate.holdFor(answer.retryAfterMs);
    }
    return answer;
  };
}
