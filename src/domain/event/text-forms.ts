/**
 * The forms of posted text as regular expressions for JSON Schema: what stands in `fields.ts` in code, said once
 * more for whoever reads the description of the API. Blanks at the ends are cut off before anything is judged.
 */

/** What `trim` cuts off. Written out, as regular expressions of other languages know other blanks. */
const blanks =
  '\\t\\n\\u000b\\f\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff';
const controls = '\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029';
const controlsButBreaks = '\\u0000-\\u0008\\u000b\\f\\u000e-\\u001f\\u007f-\\u009f';

const trimmed = (form: string) => `^[${blanks}]*${form}[${blanks}]*$`;

/** Nothing, which counts as missing. */
export const blankForm = trimmed('');

/** Up to 200 characters on one line, or nothing. */
export const lineForm = trimmed(`[^${controls}]{0,200}`);

/** The same, where it has to be there. */
export const filledLineForm = trimmed(`[^${controls}${blanks}][^${controls}]{0,199}`);

/** Up to 2,000 characters on any number of lines, or nothing. */
export const blockForm = trimmed(`[^${controlsButBreaks}]{0,2000}`);

const word = '[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*';
const host = `(?:${word}\\.)+[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*`;
const port = '(?::(?:[0-9]{1,4}|[1-5][0-9]{4}))?';

/**
 * An address on the web with or without its scheme, or nothing. Hosts in other letters than ASCII's, and those
 * that are numbers, are taken too: no expression tells which of them are whole.
 */
export const linkForm = trimmed(
  `(?:(?:[Hh][Tt][Tt][Pp][Ss]?://|//)?${host}${port}(?:[/?#][^${controls}${blanks}]*)?)?`,
);

/** A number as digits, or nothing. */
export const digitsForm = trimmed('[0-9]{0,15}');

/** One of these whole numbers as digits, or nothing. */
export function wholeNumberForm(least: number, most: number): string {
  const numbers = Array.from({ length: most - least + 1 }, (_, index) => least + index);
  return trimmed(`(?:0{0,9}(?:${numbers.join('|')}))?`);
}
