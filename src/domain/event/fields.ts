import { z } from 'zod';
import { isEmail, isMadeUp } from '../contact.js';
import { isTemplateTag } from './template-tag.js';
import {
  blankForm,
  blockForm,
  digitsForm,
  filledLineForm,
  lineForm,
  linkForm,
  wholeNumberForm,
} from './text-forms.js';

/**
 * The field types that webhooks are made of. Each message says what was expected; `meta` says the same
 * as JSON Schema, for the description of the API.
 */

/** What programs write where they have nothing. Somebody may be called Null. */
const ofPrograms = new Set(['undefined', 'null', 'NaN', '[object Object]']);

/** Whether a program had nothing to write there. */
export function isOfProgram(value: string): boolean {
  return ofPrograms.has(value.trim());
}

/** Empty text, null and what a form tool or a program has left unfilled count as missing, everywhere. */
export function isBlank(value: unknown): boolean {
  if (typeof value === 'string') {
    return !value.trim() || isTemplateTag(value) || isOfProgram(value);
  }
  return value === undefined || value === null;
}

const dropBlank = (value: unknown) => (isBlank(value) ? undefined : value);

/** No number that is taken has as many. */
const mostDigits = 100;

const readDigits = (value: unknown) =>
  typeof value === 'string' && value.length <= mostDigits && /^\d+$/.test(value.trim())
    ? Number(value)
    : dropBlank(value);

const controlCharacters = /[\p{Cc}\u2028\u2029]/u;
const controlCharactersButBreaks = /[^\P{Cc}\n\r\t]/u;

/** Characters are counted as readers do: an emoji of two UTF-16 units is one. */
const isAtMost = (most: number) => (value: string) =>
  value.length <= most || (value.length <= 2 * most && Array.from(value).length <= most);

/** Comes first and is final, so that nothing else looks into a text that is too long. */
const atMost = (most: number) =>
  z.refine<string>(isAtMost(most), { error: `expected at most ${most} characters`, abort: true });

const textOf = (most: number, forbidden: RegExp) =>
  z
    .string({ error: ({ input }) => (input === undefined ? 'is required' : 'expected text') })
    .trim()
    .check(atMost(most))
    .refine((value) => !forbidden.test(value), 'must not contain control characters')
    .refine((value) => value.isWellFormed(), 'expected well-formed Unicode');

const line = textOf(200, controlCharacters);

/** One line of at most 200 characters. */
export const text = z
  .preprocess(dropBlank, line.optional())
  .meta({ type: ['string', 'null'], pattern: lineForm });

/** The same, where it has to be there. */
export const requiredText = z
  .preprocess(dropBlank, line)
  .meta({ type: 'string', pattern: filledLineForm });

/** Up to 2,000 characters, with line breaks and tabs. */
export const textBlock = z
  .preprocess(dropBlank, textOf(2_000, controlCharactersButBreaks).optional())
  .meta({ type: ['string', 'null'], pattern: blockForm });

const mostTexts = 50;

/** At most 50 lines; one alone may come without a list. Blank ones count as missing, like blank fields. */
export const textList = z
  .unknown()
  .optional()
  .transform((value, context): string[] | undefined => {
    if (isBlank(value)) return undefined;
    const isList = Array.isArray(value);
    if (!isList && typeof value !== 'string') {
      context.addIssue('expected a list of texts');
      return z.NEVER;
    }
    const entries: unknown[] = isList ? value : [value];
    if (entries.length > mostTexts) {
      context.addIssue(`expected at most ${mostTexts} texts`);
      return z.NEVER;
    }
    const texts = entries.flatMap((entry, index) => {
      const { data, error } = text.safeParse(entry);
      for (const { message } of error?.issues ?? []) {
        context.addIssue({ code: 'custom', message, path: isList ? [index] : [] });
      }
      return data ?? [];
    });
    return texts.length > 0 ? texts : undefined;
  })
  .meta({
    type: ['array', 'string', 'null'],
    items: { type: ['string', 'null'], pattern: lineForm },
    maxItems: mostTexts,
    pattern: lineForm,
  });

export const flag = z
  .preprocess(dropBlank, z.boolean('expected true or false').optional())
  .meta({ type: ['boolean', 'string', 'null'], pattern: blankForm });

/** The same, where it has to be there. */
export const requiredFlag = z
  .preprocess(
    dropBlank,
    z.boolean({
      error: ({ input }) => (input === undefined ? 'is required' : 'expected true or false'),
    }),
  )
  .meta({ type: 'boolean' });

/** A person's address as given; it must be valid in its normalised form. */
export const email = z
  .preprocess(
    dropBlank,
    z
      .string({ error: ({ input }) => (input === undefined ? 'is required' : 'expected text') })
      .trim()
      .check(atMost(200))
      .refine(isEmail, 'expected an email address')
      .refine(
        (value) => !isMadeUp(value),
        'is no mailbox: a calendar made it up for a phone number',
      ),
  )
  .meta({ type: 'string', format: 'email', maxLength: 200 });

/** A whole number, as a number or as a string of digits. */
export function wholeNumber(least: number, most: number) {
  const expected = `expected a whole number from ${least} to ${most}`;
  return z
    .preprocess(readDigits, z.int(expected).min(least, expected).max(most, expected).optional())
    .meta({
      type: ['integer', 'string', 'null'],
      minimum: least,
      maximum: most,
      pattern: wholeNumberForm(least, most),
    });
}

/** Above this, copy would show an exponent. */
const quantity = z
  .number('expected a number')
  .min(0, 'expected 0 or more')
  .max(Number.MAX_SAFE_INTEGER, `expected at most ${Number.MAX_SAFE_INTEGER}`);

/** An amount of money or the like, not below zero, as a number or as a string of digits. */
export const amount = z.preprocess(readDigits, quantity.optional()).meta({
  type: ['number', 'string', 'null'],
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  pattern: digitsForm,
});

const mostOfLink = 2_000;

/** An address on the web, whole as copy needs it: one that was posted without a scheme gets https. */
export const link = z
  .preprocess(
    dropBlank,
    z
      .string({ error: 'expected text' })
      .trim()
      .check(atMost(mostOfLink))
      .transform((value, context) => {
        const whole = toLink(value);
        if (whole === undefined) context.addIssue('expected a link such as https://example.org/');
        return whole ?? z.NEVER;
      })
      .optional(),
  )
  .meta({ type: ['string', 'null'], pattern: linkForm, maxLength: mostOfLink });

/**
 * A scheme, and who is asked: without a name before an `@`, which may look like the host to a reader, and
 * without `\`, behind which programs find different hosts.
 */
const webAddress = /^(?:(https?:\/\/)|\/\/)?[^\s/?#\\@]+(?:[/?#]\S*)?$/i;

function toLink(posted: string): string | undefined {
  const found = webAddress.exec(posted);
  if (!found || controlCharacters.test(posted) || !posted.isWellFormed()) return undefined;
  const [, scheme] = found;
  const whole = scheme ? posted : `https://${posted.replace(/^\/\//, '')}`;
  if (!URL.canParse(whole)) return undefined;
  // A word alone, or a number, is no address until somebody says so.
  const isHost = /^localhost$|\.[a-z][^.]*$/.test(new URL(whole).hostname);
  return scheme || isHost ? whole : undefined;
}

/** An ISO instant with its offset, as text. */
export const instant = (expected: string) =>
  z
    .string({ error: expected })
    .check(z.maxLength(100, { error: expected, abort: true }))
    .check(z.iso.datetime({ offset: true, error: expected }));

/** Sums of fractions come with a tail, such as 7.000000000000001. */
const toCents = (value: unknown) =>
  typeof value === 'number' && value < 1e12 ? Math.round(value * 100) / 100 : dropBlank(value);

/** An amount as a number, or in the sender's own words. */
export const amountOrText = z
  .preprocess(toCents, z.union([quantity, line], 'expected a number or text').optional())
  .meta({
    anyOf: [
      { type: 'number', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
      { type: ['string', 'null'], pattern: lineForm },
    ],
  });
