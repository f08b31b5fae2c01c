import { createHmac } from 'node:crypto';

const prefix = 'whsec_';

/**
 * The `svix-signature` of a webhook: HMAC-SHA256 of id, time and body under the decoded secret.
 *
 * @throws Error when the secret does not begin with `whsec_`
 */
export function signWebhook(secret: string, id: string, timestamp: string, body: string): string {
  if (!secret.startsWith(prefix)) throw new Error(`webhook secret: expected one with ${prefix}`);
  const key = Buffer.from(secret.slice(prefix.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}
