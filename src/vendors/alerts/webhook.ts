import { VendorFault } from '../../domain/errors.js';

const deadlineMs = 10_000;

/** Tells operators something; resolves when the other side has taken it. */
export type SendAlert = (text: string) => Promise<void>;

/**
 * Alerts to a webhook in the style of Slack (which reads `text`) or Discord (which reads `content`);
 * without an address, nobody is told.
 */
export function connectAlerts(url: string | undefined): SendAlert {
  return async (text) => {
    if (!url) return;
    const answer = await post(url, JSON.stringify({ text, content: text }));
    if (answer?.ok) return;
    const label = answer ? `answered ${answer.status}` : 'cannot be reached';
    throw new VendorFault(`the alert webhook ${label}`, { kind: 'retryable' });
  };
}

/** Undefined when there was no answer; what went wrong may quote the address, which is a secret. */
async function post(url: string, body: string): Promise<Response | undefined> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
      redirect: 'manual', // an alert is for whom operators have named, and for nobody that one names
      signal: AbortSignal.timeout(deadlineMs),
    });
  } catch {
    return undefined;
  }
}
