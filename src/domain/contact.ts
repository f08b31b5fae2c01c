import { createHmac } from 'node:crypto';
import { domainToASCII } from 'node:url';

/**
 * The form of an address that identifies a contact: trimmed, lower case, IDN domain in ASCII.
 * Dots and +tags stay significant. Mail goes to the address as given.
 */
export function normaliseEmail(email: string): string {
  return deliveryAddress(email).toLowerCase();
}

/** The only name of a contact in ids, search attributes and logs: 128 bits of HMAC-SHA256, hex. */
export function contactKey(secret: string, email: string): string {
  return createHmac('sha256', secret).update(normaliseEmail(email)).digest('hex').slice(0, 32);
}

/** Where mail is delivered: the address as given, its domain in the ASCII form that mail servers take. */
export function deliveryAddress(email: string): string {
  const address = email.trim();
  const [, local, domain] = /^(.*@)(.*[^ -~].*)$/.exec(address) ?? [];
  return local && domain ? `${local}${domainToASCII(domain)}` : address;
}
