import { addressParser } from 'postal-mime';
import { z } from 'zod';
import { deliveryAddress, isEmail } from '../domain/contact.js';

/** RFC 5322's atoms, with blanks between; in a mailbox's name anything else stands in quotes. */
const atoms = /^[\w!#$%&'*+/=?^`{|}~\s\u0080-\u{10ffff}-]*$/u;

/**
 * `Name <a@b.org>` or `a@b.org`, as a mail's header wants it: a name with a comma or the like is quoted, a
 * domain is in ASCII. It is one mailbox to whoever reads it.
 */
export const mailbox = z.string().transform((text, context) => {
  const header = toHeader(text.trim());
  if (header !== undefined) return header;
  context.addIssue('expected "Name <a@b.org>"');
  return z.NEVER;
});

function toHeader(text: string): string | undefined {
  const [, before = '', bracketed] = /^([^<>]*)<([^<>]*)>$/.exec(text) ?? [];
  const address = bracketed ?? text;
  if (/\p{Cc}/u.test(text) || !isEmail(address)) return undefined;
  const name = unquote(before.trim());
  const shown = atoms.test(name) ? name : `"${name.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
  const bare = deliveryAddress(address);
  const header = shown ? `${shown} <${bare}>` : bare;
  const [read, ...others] = addressParser(header);
  const isOne = others.length === 0 && read?.address === bare && (read.name || '') === name;
  return isOne ? header : undefined;
}

/** A name that was quoted already. */
function unquote(name: string): string {
  const [, quoted] = /^"(.*)"$/s.exec(name) ?? [];
  return quoted === undefined ? name : quoted.replaceAll(/\\(.)/gs, '$1');
}
