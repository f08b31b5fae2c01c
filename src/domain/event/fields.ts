import { z } from 'zod';
import { normaliseEmail } from '../contact.js';
import {
  blankForm,
  blockForm,
  digitsForm,
  filledLineForm,
  lineForm,
  wholeNumberForm,
} from './text-forms.js';

/**
 * The field types that webhooks are made of. Each message says what was expected; `meta` says the same
 * as JSON Schema, for the description of the API.
 */

/** Empty text and null count as missing, everywhere. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && !value.trim());
}

const dropBlank = (value: unknown) => (isBlank(value) ? undefined : value);

const readDigits = (value: unknown) =>
  typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : dropBlank(value);

const controlCharacters = /[\p{Cc}\u2028\u2029]/u;
const controlCharactersButBreaks = /[^\P{Cc}\n\r\t]/u;

/** Characters are counted as readers do: an emoji of two UTF-16 units is one. */
const isAtMost = (most: number) => (value: string) => Array.from(value).length <= most;

const textOf = (most: number, forbidden: RegExp) =>
  z
    .string({ error: ({ input }) => (input === undefined ? 'is required' : 'expected text') })
    .trim()
    .refine(isAtMost(most), `expected at most ${most} characters`)
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
      .refine(isAtMost(200), 'expected at most 200 characters')
      .refine(isEmail, 'expected an email address'),
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

/** A local part as RFC 5322's dot-atom, at a domain of RFC 1035's labels, whose last may be an IDN's. */
const atom = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+";
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const addressForm = new RegExp(
  `^(?=.{1,64}@)${atom}(?:\\.${atom})*@(?:${label}\\.)+(?:[a-z]{2,63}|xn--${label})$`,
);

/** What turning a domain into ASCII would drop or decode without a word. */
const notInDomains = /[\p{Cc}\s!-,/:-?[-`{-~]/u;

/** Whether this is an address that mail can be sent to. */
export function isEmail(address: string): boolean {
  const [, domain = ''] = address.trim().split('@');
  return !notInDomains.test(domain) && addressForm.test(normaliseEmail(address));
}

/** An amount as a number, or in the sender's own words. */
export const amountOrText = z
  .preprocess(dropBlank, z.union([quantity, line], 'expected a number or text').optional())
  .meta({
    anyOf: [
      { type: 'number', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
      { type: ['string', 'null'], pattern: lineForm },
    ],
  });
