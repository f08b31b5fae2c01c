import { createHmac } from 'node:crypto';
import { domainToASCII, domainToUnicode } from 'node:url';
import { lowerAscii } from './lower-case.js';
import { shadowMark } from './shadow.js';

/** Longer than any address is; nothing looks into a longer text. Source: RFC 5321, a path without brackets. */
const longestAddress = 254;

/** Beside an address there may be blanks. */
const longestText = 1_000;

const mostOfLocalPart = 64;

/** RFC 5322's dot-atom, of ASCII alone. */
const localForm = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;

/** RFC 1035's labels; the last one may be an IDN's. */
const labelForm = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const lastLabelForm = /^(?:[a-z]{2,63}|xn--.+)$/;

/** What turning a domain into ASCII would drop or decode without a word. */
const notInDomains = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}!-,/:-?[-`{-~]/u;

/**
 * Whether this is an address that mail can be sent to. It is judged in the very form that mail goes to:
 * letters that only look like ASCII ones make it none.
 */
export function isEmail(text: string): boolean {
  const parts = partsOf(text);
  if (!parts) return false;
  const [local, domain] = parts;
  if (local.length > mostOfLocalPart || !localForm.test(local)) return false;
  if (notInDomains.test(domain) || Array.from(domain).some(isLookAlike)) return false;
  const ascii = toAsciiDomain(domain);
  const labels = ascii.split('.');
  return (
    labels.length > 1 &&
    local.length + 1 + ascii.length <= longestAddress &&
    labels.every((label) => labelForm.test(label)) &&
    lastLabelForm.test(labels.at(-1) ?? '') &&
    // One domain has one spelling, also where it was posted in ASCII.
    (!ascii.includes('xn--') || domainToASCII(ascii) === ascii)
  );
}

/**
 * The form of an address that identifies a contact: trimmed, lower case, IDN domain in ASCII.
 * Dots and +tags stay significant. Mail goes to the address as given.
 */
export function normaliseEmail(email: string): string {
  return lowerAscii(deliveryAddress(email));
}

/**
 * The addresses, normalised, that a person has typed where one is expected: maybe with blanks, characters that nobody
 * sees, a name or `mailto:` around it, maybe several.
 */
export function addressesIn(typed: string): string[] {
  if (typed.length > longestText) return [];
  return typed
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .split(/[\s,;<>()"]+/)
    .map((piece) => piece.replace(/^mailto:/i, ''))
    .filter((piece) => piece.includes('@'))
    .map(normaliseEmail);
}

/** The address of `Name <a@b.org>` or `a@b.org`. */
export function addressOf(mailbox: string): string {
  const [address = ''] = mailbox.slice(mailbox.lastIndexOf('<') + 1).split('>', 1);
  return address;
}

/** The domain of `Name <a@b.org>` or `a@b.org`. */
export function domainOf(mailbox: string): string {
  const address = addressOf(mailbox);
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

/** The ways in which an address may stand in a text, but for upper and lower case. */
export function spellingsOf(email: string): string[] {
  const address = normaliseEmail(email);
  const [local, domain] = partsOf(address) ?? [];
  const readable = domain === undefined ? [] : [`${local}@${domainToUnicode(domain)}`];
  return [...new Set([address, email.trim(), ...readable])];
}

/** Of what contacts' keys are made: in shadow mode they are others. */
export type KeySecret = string | { ofShadow: string };

/** The only name of a contact in ids, search attributes and logs: 128 bits of HMAC-SHA256, hex. */
export function contactKey(secret: KeySecret, email: string): string {
  if (typeof secret !== 'string') return `${shadowMark}${contactKey(secret.ofShadow, email)}`;
  return createHmac('sha256', secret).update(normaliseEmail(email)).digest('hex').slice(0, 32);
}

/** Where mail is delivered: the address as given, its domain in the ASCII form that mail servers take. */
export function deliveryAddress(email: string): string {
  const parts = partsOf(email);
  if (!parts) return email.trim();
  const [local, domain] = parts;
  return `${local}@${isAscii(domain) ? domain : domainToASCII(domain)}`;
}

/** What Cal.com writes for who has no mailbox, now and in older versions. */
const madeUp = /@sms\.cal\.[a-z.]+$|^(?:booked-with-sms|\+?[0-9]{6,15})@cal\.com$/;

/**
 * Whether a calendar has made this address up for a phone number, so that it is nobody's mailbox: Cal.com
 * writes `491701234567@sms.cal.com` for who books by phone alone.
 */
export function isMadeUp(email: string): boolean {
  return partsOf(email) !== undefined && madeUp.test(normaliseEmail(email));
}

/** What stands before and after the last `@`; undefined for what is far too long to be looked into. */
function partsOf(text: string): [local: string, domain: string] | undefined {
  if (text.length > longestText) return undefined;
  const address = text.trim();
  const at = address.lastIndexOf('@');
  if (at < 0 || address.length > longestAddress) return undefined;
  return [address.slice(0, at), address.slice(at + 1)];
}

function toAsciiDomain(domain: string): string {
  return lowerAscii(isAscii(domain) ? domain : domainToASCII(domain));
}

function isAscii(text: string): boolean {
  return /^[ -~]*$/.test(text);
}

/** Whether a character that is none of ASCII's becomes one, in lower case or in its plain form. */
function isLookAlike(character: string): boolean {
  if (isAscii(character)) return false;
  return [character.toLowerCase(), character.normalize('NFKC')].some((form) => /[!-~]/.test(form));
}
