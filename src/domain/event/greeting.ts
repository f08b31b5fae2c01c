import tlds from 'tlds' with { type: 'json' };
import { isTemplateTag } from './template-tag.js';

/** Names that readers are greeted by. They come from strangers, and stand in a mail that bears our name. */

/** Nobody is called so; a longer name is refused where it is posted. */
const longestName = 400;

/** Mail programs make a link of these wherever they stand. */
const scheme =
  /\b[a-z][a-z0-9+.-]{0,20}:\/\/|\b(?:mailto|javascript|data|tel|sms|file|callto|skype):(?=\S)|\b(?:www\d{0,3}|ftp)\.|\\\\\w/iu;

/**
 * What stands behind a dot that a word goes before: mail programs make a link of `example.org` and
 * `ann@example.org` where that is a top-level domain, in capitals too, and of no other.
 */
const behindDot = /(?<=[\p{L}\p{M}\p{N}\p{S}_-][.\u3002])(?:xn--|[\p{L}\p{M}]{2,})/giu;

/** Of examples, and of networks of one's own. Source: RFC 2606, 6761, 6762, 7686, 9476. */
const reserved = 'alt example internal invalid local localhost onion test';

const topLevelDomains = new Set([...tlds, ...reserved.split(' '), 'xn--']);

/** They would turn the line around in which the name stands. */
const turning = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;

/** Blanks, marks without a letter, what a font shows as nothing, and what no font knows. */
const unseen = /[\p{C}\p{M}\p{Z}\p{Default_Ignorable_Code_Point}\u2800\u{1d159}]/gu;

const ignorable = /\p{Default_Ignorable_Code_Point}/gu;

const braces = /[{}]/;

/** Why a name cannot greet anybody; undefined for one that can. It quotes nothing. */
export function faultOfName(name: string): string | undefined {
  if (name.length > longestName) return 'is too long for a name';
  if (holdsLink(name)) return 'holds a link';
  if (turning.test(name)) return 'holds characters that turn a line around';
  if (!name.isWellFormed()) return 'holds half a character';
  if (braces.test(name) || isTemplateTag(name)) return "holds a template's braces";
  return name.replaceAll(unseen, '') === '' ? 'holds nothing that can be seen' : undefined;
}

/** A name that can greet; undefined for what counts as missing. */
export function greetable(name: string | null | undefined): string | undefined {
  const trimmed = name?.trim();
  return trimmed && faultOfName(trimmed) === undefined ? trimmed : undefined;
}

function holdsLink(name: string): boolean {
  const shown = name.normalize('NFKC').replaceAll(ignorable, '');
  const endings = shown.match(behindDot) ?? [];
  return scheme.test(shown) || endings.some((ending) => topLevelDomains.has(ending.toLowerCase()));
}
