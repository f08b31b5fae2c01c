import type { EventData } from '../../domain/event/event.js';

/** What a variable of the copy stands for; undefined holds the email that uses it. */
export type Value = string | number | undefined;

/** A field as it was posted; lists become one line, yes or no is nothing that copy can say. */
export const field =
  (name: string) =>
  (data: EventData): Value => {
    const value = data[name];
    if (Array.isArray(value)) return value.length > 0 ? value.join(', ') : undefined;
    return typeof value === 'boolean' ? undefined : value;
  };

/** A count: what nobody told is 0. */
export const count =
  (name: string) =>
  (data: EventData): Value =>
    field(name)(data) ?? 0;

/** An amount as a whole number of units (1,000 for thousands), half up. */
export const rounded =
  (name: string, unit: number) =>
  (data: EventData): Value => {
    const amount = field(name)(data);
    return typeof amount === 'number' ? Math.floor(amount / unit + 0.5) : undefined;
  };
