import tlds from 'tlds' with { type: 'json' };
import { isTemplateTag } from './template-tag.js';

/** Names that readers are greeted by. They come from strangers, and stand in a mail that bears our name. */

/** Nobody is called so; a longer name is refused where it is posted. */
const longestName = 400;

/** Mail readers make links of these wherever they stand. */
const link = new RegExp(
  [
    String.raw`\b[a-z][a-z0-9+.-]{0,20}:[/\\]{2}`,
    String.raw`\b(?:h(?:tt|xx)ps?|mailto|javascript|vbscript|data|file|tel|sms|callto|sips?|facetime|skype|whatsapp|tg|geo):(?=\S)`,
    String.raw`(?:^|\s)[/\\]{2}\S|\\\\\w`,
    String.raw`\b(?:www\d{0,3}|ftp)\.`,
    String.raw`\b\d{1,3}(?:\.\d{1,3}){3}\b`,
  ].join('|'),
  'iu',
);

/**
 * What stands behind a dot that a word goes before: mail readers make a link of `example.org` and
 * `ann@example.org` where that is a top-level domain, in capitals too, and of no other.
 */
const behindDot = /(?<=[\p{L}\p{M}\p{N}\p{S}_-]\.)(?:xn--|[\p{L}\p{M}]{2,})/giu;

/** Of examples, and of networks of one's own. Source: RFC 2606, 6761, 6762, 7686, 9476. */
const reserved = 'alt example internal invalid local localhost onion test';

const topLevelDomains = new Set([...tlds, ...reserved.split(' '), 'xn--']);

/** What browsers, or readers who were told to mend it, take for the dot of a domain. */
const dots = /\u3002|\s?[[(]\s?(?:\.|dot)\s?[\])]\s?/giu;

/** Telephones dial these; no name holds as many digits. */
const phoneNumber = /(?:\p{Nd}[\s().+/\u2010-\u2015-]{0,3}){9}/u;

/** More marks on one letter than any language writes run into the lines around them. */
const piledUp = /\p{M}{6}/u;

/** They would turn the line around in which the name stands. */
const turning = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;

/** Blanks, marks without a letter, what a font shows as nothing, and what no font knows. */
const unseen =
  /[\p{C}\p{M}\p{Z}\p{Default_Ignorable_Code_Point}\u2800\ufffc\u{1d159}\u{13441}\u{13442}]/gu;

const ignorable = /\p{Default_Ignorable_Code_Point}/gu;

const braces = /[{}]/;

/** What programs and forms write where they have no name. Somebody may be called Null, or Na. */
const noName =
  /^[#(<[]{0,2}\s*(?:n\/a|none|empty|unknown|not (?:given|provided|set|available)|fname|lname|(?:first|last|full|your|business|company)[ _-]?name)\s*[)>\]]{0,2}$/i;
const letterOrDigit = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;

/** Why a name cannot greet anybody; undefined for one that can. It quotes nothing. */
export function faultOfName(name: string): string | undefined {
  if (name.length > longestName) return 'is too long for a name';
  const shown = name.normalize('NFKC').replaceAll(ignorable, '').replaceAll(dots, '.');
  if (holdsLink(shown)) return 'holds a link';
  if (phoneNumber.test(shown)) return 'holds a phone number';
  if (turning.test(name)) return 'holds characters that turn a line around';
  if (piledUp.test(name)) return 'holds more marks than letters have';
  if (!name.isWellFormed()) return 'holds half a character';
  if (braces.test(name) || isTemplateTag(name)) return "holds a template's braces";
  if (!canBeSeen(name)) return 'holds nothing that can be seen';
  if (noName.test(shown.trim()) || !letterOrDigit.test(shown)) return 'stands for no name';
  return undefined;
}

/** Whether a text shows anything to a reader. */
export function canBeSeen(text: string): boolean {
  return text.replaceAll(unseen, '') !== '';
}

/** A name that can greet; undefined for what counts as missing. */
export function greetable(name: string | null | undefined): string | undefined {
  const trimmed = name?.trim();
  return trimmed && faultOfName(trimmed) === undefined ? trimmed : undefined;
}

function holdsLink(shown: string): boolean {
  const endings = shown.match(behindDot) ?? [];
  return link.test(shown) || endings.some((ending) => topLevelDomains.has(ending.toLowerCase()));
}
