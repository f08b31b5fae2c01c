import { isTemplateTag } from './template-tag.js';

/** Names that readers are greeted by. They come from strangers, and stand in a mail that bears our name. */

/** Nobody is called so; a longer name is refused where it is posted. */
const longestName = 400;

/** Mail readers make links of these by themselves; also of a bare `example.org` or `ann@example.org`. */
const link =
  /\b[a-z][a-z0-9+-]{1,20}:\/\/|\b(?:mailto|javascript|data|tel):|\bwww\.|[\p{L}\p{N}_-]\.\p{L}{2}/iu;

/** They would turn the line around in which the name stands. */
const turning = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;

const unseen = /[\p{C}\p{M}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/gu;

const ignorable = /\p{Default_Ignorable_Code_Point}/gu;

const braces = /[{}]/;

/** Why a name cannot greet anybody; undefined for one that can. It quotes nothing. */
export function faultOfName(name: string): string | undefined {
  if (name.length > longestName) return 'is too long for a name';
  if (link.test(name.normalize('NFKC').replaceAll(ignorable, ''))) return 'holds a link';
  if (turning.test(name)) return 'holds characters that turn a line around';
  if (braces.test(name) || isTemplateTag(name)) return "holds a template's braces";
  return name.replaceAll(unseen, '') === '' ? 'holds nothing that can be seen' : undefined;
}

/** A name that can greet; undefined for what counts as missing. */
export function greetable(name: string | null | undefined): string | undefined {
  const trimmed = name?.trim();
  return trimmed && faultOfName(trimmed) === undefined ? trimmed : undefined;
}
