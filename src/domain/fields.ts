import { z } from 'zod';
import { normaliseEmail } from './contact.js';

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

/** The digit strings that numbers may come as. */
const digits = '^[0-9]*$';

const controlCharacters = /[\p{Cc}\u2028\u2029]/u;
const controlCharactersButBreaks = /[^\P{Cc}\n\r\t]/u;

const textOf = (most: number, forbidden: RegExp) =>
  z
    .string('expected text')
    .trim()
    .max(most, `expected at most ${most} characters`)
    .refine((value) => !forbidden.test(value), 'must not contain control characters')
    .refine((value) => value.isWellFormed(), 'expected well-formed Unicode');

const line = textOf(200, controlCharacters);

/** One line of at most 200 characters. */
export const text = z.preprocess(dropBlank, line.optional()).meta({ type: ['string', 'null'] });

/** Up to 2,000 characters, with line breaks and tabs. */
export const textBlock = z
  .preprocess(dropBlank, textOf(2_000, controlCharactersButBreaks).optional())
  .meta({ type: ['string', 'null'] });

/** At most 50 lines; one alone may come without a list. */
export const textList = z
  .preprocess(
    (value) =>
      typeof value === 'string' ? (isBlank(value) ? undefined : [value]) : dropBlank(value),
    z.array(line, 'expected a list of texts').max(50, 'expected at most 50 texts').optional(),
  )
  .meta({ type: ['array', 'string', 'null'] });

export const flag = z
  .preprocess(dropBlank, z.boolean('expected true or false').optional())
  .meta({ type: ['boolean', 'null'] });

/** A person's address as given; it must be valid in its normalised form. */
export const email = z
  .preprocess(
    dropBlank,
    z
      .string({ error: ({ input }) => (input === undefined ? 'is required' : 'expected text') })
      .trim()
      .max(200, 'expected at most 200 characters')
      .refine(isEmail, 'expected an email address'),
  )
  .meta({ type: 'string', format: 'email' });

/** A whole number, as a number or as a string of digits. */
export function wholeNumber(least: number, most: number) {
  const expected = `expected a whole number from ${least} to ${most}`;
  return z
    .preprocess(readDigits, z.int(expected).min(least, expected).max(most, expected).optional())
    .meta({ type: ['integer', 'string', 'null'], pattern: digits });
}

/** An amount of money or the like, not below zero, as a number or as a string of digits. */
export const amount = z
  .preprocess(readDigits, z.number('expected a number').min(0, 'expected 0 or more').optional())
  .meta({ type: ['number', 'string', 'null'], pattern: digits });

/** Whether this is an address that mail can be sent to. */
export function isEmail(address: string): boolean {
  return z.email().safeParse(normaliseEmail(address)).success;
}

/** An amount as a number, or in the sender's own words. */
export const amountOrText = z
  .preprocess(dropBlank, z.union([z.number().min(0), line], 'expected a number or text').optional())
  .meta({ type: ['number', 'string', 'null'] });
