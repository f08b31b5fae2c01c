import { z } from 'zod';
import { normaliseEmail } from './contact.js';

/** The field types that webhooks are made of. Each message says what was expected. */

/** Empty text and null count as missing, everywhere. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && !value.trim());
}

const dropBlank = (value: unknown) => (isBlank(value) ? undefined : value);

const readDigits = (value: unknown) =>
  typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : dropBlank(value);

const controlCharacters = /[\p{Cc}\u2028\u2029]/u;

/** One line of at most 200 characters. */
export const text = z.preprocess(
  dropBlank,
  z
    .string('expected text')
    .trim()
    .max(200, 'expected at most 200 characters')
    .refine((value) => !controlCharacters.test(value), 'must not contain control characters')
    .refine((value) => value.isWellFormed(), 'expected well-formed Unicode')
    .optional(),
);

/** A person's address as given; it must be valid in its normalised form. */
export const email = z.preprocess(
  dropBlank,
  z
    .string({ error: ({ input }) => (input === undefined ? 'is required' : 'expected text') })
    .trim()
    .max(200, 'expected at most 200 characters')
    .refine(isEmail, 'expected an email address'),
);

/** A whole number, as a number or as a string of digits. */
export function wholeNumber(least: number, most: number) {
  const expected = `expected a whole number from ${least} to ${most}`;
  return z.preprocess(
    readDigits,
    z.int(expected).min(least, expected).max(most, expected).optional(),
  );
}

/** An amount of money or the like, not below zero, as a number or as a string of digits. */
export const amount = z.preprocess(
  readDigits,
  z.number('expected a number').min(0, 'expected 0 or more').optional(),
);

function isEmail(address: string): boolean {
  return z.email().safeParse(normaliseEmail(address)).success;
}
