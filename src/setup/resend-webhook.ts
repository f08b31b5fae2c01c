import { deliveryEvents } from '../domain/run/delivery.js';
import type { AccountWebhook } from '../vendors/resend/account.js';

/** The path of ours that Resend posts to. */
export const resendPath = '/webhooks/resend';

/** The types of events without which something is not heard of. */
export const neededEvents = Object.keys(deliveryEvents);

/** Those of the account that point at this installation. */
export function ownWebhooks(all: readonly AccountWebhook[], publicUrl: string): AccountWebhook[] {
  const ours = normal(`${publicUrl}${resendPath}`);
  return all.filter(({ endpoint }) => normal(endpoint) === ours);
}

function normal(url: string): string {
  return URL.canParse(url) ? new URL(url).href.replace(/(?<!\/)\/+$/, '') : url;
}
