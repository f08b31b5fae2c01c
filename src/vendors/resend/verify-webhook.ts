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
