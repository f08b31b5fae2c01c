import { createHmac, timingSafeEqual } from 'node:crypto';
import { Resend } from 'resend';

/** The headers of a webhook, by which its sender is known. */
interface Signed {
  id: string;
  timestamp: string;
  signature: string;
}

/**
 * Whether Resend has signed a body with one of these secrets within five minutes by this machine's
 * clock, as its official client judges; without secrets, never.
 */
export function connectWebhooks(secrets: readonly string[]) {
  const { webhooks } = new Resend('re_unused');
  const isSignedWith = (webhookSecret: string, payload: string, headers: Signed): boolean => {
    if (!looksSigned(webhookSecret, payload, headers)) return false;
    try {
      webhooks.verify({ payload, headers, webhookSecret });
      return true;
    } catch (error) {
      // The client reads the body only after it has found the signature good.
      return error instanceof SyntaxError;
    }
  };
  return (payload: string, headers: Signed): boolean =>
    /^\d{1,12}$/.test(headers.timestamp) &&
    secrets.map((secret) => isSignedWith(secret, payload, headers)).some(Boolean);
}

/** The client hashes in JavaScript, forty times as slowly as Node: what a stranger posts does not get there. */
function looksSigned(
  secret: string,
  payload: string,
  { id, timestamp, signature }: Signed,
): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const hmac = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(payload);
  const expected = Buffer.from(`v1,${hmac.digest('base64')}`);
  return signature
    .split(' ')
    .map((one) => Buffer.from(one))
    .map((given) => given.length === expected.length && timingSafeEqual(given, expected))
    .some(Boolean);
}
