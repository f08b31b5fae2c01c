import { z } from 'zod';
import type { AlertKind } from '../alert.js';
import { dropMissing } from '../drop-missing.js';
import { type FieldFault, InvalidEvent } from '../errors.js';
import type { WebsiteEmail } from '../plan/plan.js';
import { email, isBlank, isOfProgram, text } from './fields.js';
import { faultOfName, greetable } from './greeting.js';
import type { Segment } from './segment.js';
import { isTemplateTag } from './template-tag.js';

/** Who an event is about, as posted; names are missing when they were not given. */
export interface EventContact {
  email: string;
  firstName?: string;
  lastName?: string;
  businessName?: string;
}

/** What an event tells of the person's business, under the names it was posted with. */
export type EventData = Record<string, string | number | boolean | string[]>;

/** A valid event in our own terms. */
export interface AcceptedEvent {
  contact: EventContact;
  data: EventData;
  segment: Segment | null;
  /** What the delays of the sequence count from. */
  base: Date;
  website?: WebsiteEmail;
  /** Tells this event from others of the same kind and person: the last part of the workflow id. */
  occasion?: string;
  /** What the sender should mend, though the event was taken; names fields, quotes no values. */
  warnings: string[];
  /** What an operator should hear of it, once for its run. */
  alerts?: AlertKind[];
}

/** A valid event that starts nothing. */
export interface IgnoredEvent {
  /** Why, in one word for programs. */
  ignored: string;
  message: string;
}

/** Who, in every event. */
export const personFields = {
  email,
  first_name: text,
  last_name: text,
  name: text,
  business_name: text,
};

/** A body with a person in it, once it is read. */
export type PersonBody = z.output<z.ZodObject<typeof personFields>>;

/** The person of a body that was read, and the rest of it. */
export function splitPerson<T extends PersonBody>(body: T) {
  const { email: address, first_name, last_name, name, business_name, ...rest } = body;
  const person = { email: address, first_name, last_name, name, business_name };
  return { contact: toContact(person), rest };
}

/** Who it is, of the fields that were posted; `name` is taken for a first name that is missing or cannot greet. */
export function toContact(person: Pick<PersonBody, 'email'> & Partial<PersonBody>): EventContact {
  return dropMissing({
    email: person.email,
    firstName: greetable(person.first_name) ?? greetable(person.name),
    lastName: greetable(person.last_name),
    businessName: greetable(person.business_name),
  });
}

/**
 * Reads a body, of which more may be known to be at fault than its schema can say.
 * @throws {InvalidEvent} naming every faulty field at once.
 */
export function readBody<T extends z.ZodType>(
  schema: T,
  body: unknown,
  more: readonly FieldFault[] = [],
): z.output<T> {
  const result = schema.safeParse(body);
  const faults = [...(result.error?.issues.map(toFault) ?? []), ...more];
  if (result.success && faults.length === 0) return result.data;
  throw new InvalidEvent(firstOfEachPath(faults));
}

/** One thing to mend per field is enough. */
function firstOfEachPath(faults: FieldFault[]): FieldFault[] {
  const first = new Map<string, FieldFault>();
  for (const fault of faults) if (!first.has(fault.path)) first.set(fault.path, fault);
  return [...first.values()];
}

const nameFields = ['first_name', 'last_name', 'name', 'business_name'] satisfies Exclude<
  keyof typeof personFields,
  'email'
>[];

/** What of a body counts as missing though it was posted: tags that nobody filled in, names that cannot greet. */
export function warningsOf(body: unknown, fields: readonly string[]): string[] {
  if (typeof body !== 'object' || body === null) return [];
  const posted = new Map<string, unknown>(Object.entries(body));
  const unfilled = fields.flatMap((field) => {
    const value = posted.get(field);
    if (typeof value === 'string') return isTemplateTag(value) ? [field] : [];
    const entries: unknown[] = Array.isArray(value) ? value : [];
    return entries.flatMap((entry, at) =>
      typeof entry === 'string' && isTemplateTag(entry) ? [`${field}.${at}`] : [],
    );
  });
  const faultyNames = nameFields.flatMap((field) => {
    const value = posted.get(field);
    if (typeof value === 'string' && isOfProgram(value)) {
      return [`${field} is a program's word for nothing: it counts as missing`];
    }
    if (typeof value !== 'string' || isBlank(value)) return [];
    const fault = faultOfName(value.trim());
    return fault === undefined ? [] : [`${field} ${fault}: it counts as missing`];
  });
  return [
    ...unfilled.map((field) => `${field} is a template tag, unfilled: it counts as missing`),
    ...faultyNames,
  ];
}

function toFault({ path, message }: z.core.$ZodIssue): FieldFault {
  return path.length === 0
    ? { path: '', message: 'expected a JSON object' }
    : { path: path.join('.'), message: inOurWords(message) };
}

const forms: Record<string, string> = {
  array: 'a list',
  boolean: 'true or false',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'text',
};

/** What the library says of fields for which nothing else was said. */
function inOurWords(message: string): string {
  const [, form, found] = /^Invalid input: expected (\w+), received (\w+)$/.exec(message) ?? [];
  if (form === undefined) return message;
  return found === 'undefined' ? 'is required' : `expected ${forms[form] ?? form}`;
}

/** Of these fields, at least one must be there. */
export function missingOneOf(body: unknown, fields: readonly string[]): FieldFault[] {
  const [first, ...others] = fields;
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  if (first === undefined || !isObject) return [];
  if (fields.some((field) => !isBlank(Reflect.get(body, field)))) return [];
  return [{ path: first, message: `is required, or ${others.join(' or ')}` }];
}
