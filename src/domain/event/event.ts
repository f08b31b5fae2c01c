import { z } from 'zod';
import { dropMissing } from '../drop-missing.js';
import { type FieldFault, InvalidEvent } from '../errors.js';
import type { WebsiteEmail } from '../plan/plan.js';
import { email, isBlank, text } from './fields.js';
import type { Segment } from './segment.js';

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
}

/** A valid event that starts nothing. */
export interface IgnoredEvent {
  ignored: 'not_a_maybe' | 'payment_not_confirmed' | 'event_not_used';
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

type PersonBody = z.output<z.ZodObject<typeof personFields>>;

/** The person of a body that was read, and the rest of it. */
export function splitPerson<T extends PersonBody>(body: T) {
  const { email: address, first_name, last_name, name, business_name, ...rest } = body;
  const contact: EventContact = dropMissing({
    email: address,
    firstName: first_name ?? name,
    lastName: last_name,
    businessName: business_name,
  });
  return { contact, rest };
}

/**
 * Reads a body; of the fields in `oneOf` at least one must be there.
 * @throws {InvalidEvent} naming every faulty field at once.
 */
export function readBody<T extends z.ZodType>(
  schema: T,
  body: unknown,
  oneOf: readonly string[] = [],
): z.output<T> {
  const result = schema.safeParse(body);
  const faults = [...(result.error?.issues.map(toFault) ?? []), ...missingOneOf(body, oneOf)];
  if (result.success && faults.length === 0) return result.data;
  throw new InvalidEvent(firstOfEachPath(faults));
}

/** One thing to mend per field is enough. */
function firstOfEachPath(faults: FieldFault[]): FieldFault[] {
  return faults.filter(({ path }, at) => faults.findIndex((one) => one.path === path) === at);
}

function toFault({ path, message }: z.core.$ZodIssue): FieldFault {
  return path.length === 0
    ? { path: '', message: 'expected a JSON object' }
    : { path: path.join('.'), message };
}

function missingOneOf(body: unknown, fields: readonly string[]): FieldFault[] {
  const [first, ...others] = fields;
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  if (first === undefined || !isObject) return [];
  if (fields.some((field) => !isBlank(Reflect.get(body, field)))) return [];
  return [{ path: first, message: `is required, or ${others.join(' or ')}` }];
}
