import { domainToASCII, domainToUnicode } from 'node:url';

/** An address as everybody knows it, however it was written: in small letters, its domain as the network has it. */
export function normalised(address: string): string {
  const written = address.trim().toLowerCase();
  const domain = written.slice(written.lastIndexOf('@') + 1);
  // What has no letters of its own stays as it is; so does what is no domain.
  const ascii = /^[ -~]*$/.test(domain) ? domain : domainToASCII(domain);
  return `${written.slice(0, written.length - domain.length)}${ascii || domain}`;
}

/** How an address may be written in a text of small letters, or a name, which is written in one way. */
function spellingsOf(named: string): string[] {
  const known = normalised(named);
  const at = known.lastIndexOf('@') + 1;
  if (at === 0) return [known];
  return [...new Set([known, known.slice(0, at) + domainToUnicode(known.slice(at))])];
}

/** Whether a text names somebody, in whatever spelling. */
export function isNamedIn(text: string, named: string): boolean {
  const written = text.toLowerCase();
  return spellingsOf(named).some((one) => written.includes(one));
}

/** A part of a path in clear; one that stands for nothing is itself. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
