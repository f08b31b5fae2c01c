import { createHash } from 'node:crypto';
import { z } from 'zod';
import { dropMissing } from '../drop-missing.js';
import {
  type AcceptedEvent,
  type IgnoredEvent,
  personFields,
  readBody,
  splitPerson,
} from './event.js';
import { text, textBlock, textList } from './fields.js';
import { readInstant } from './time.js';

export const postCallBody = z.object({
  ...personFields,
  call_date: text,
  call_outcome: text,
  call_notes: textBlock,
  objections: textList,
  follow_up_priority: text,
  interest_level: text,
});

/**
 * A call has taken place. Only a "maybe" is followed up.
 * @throws {InvalidEvent} naming every faulty field at once.
 */
export function readPostCall(body: unknown, now: Date): AcceptedEvent | IgnoredEvent {
  const { contact, rest } = splitPerson(readBody(postCallBody, body));
  const { call_outcome = 'Maybe', ...data } = rest;
  if (!/^maybe/i.test(call_outcome)) {
    return { ignored: 'not_a_maybe', message: 'Only the outcome "Maybe" is followed up.' };
  }
  return {
    contact,
    data: dropMissing({ ...data, call_outcome }),
    segment: null,
    base: now,
    occasion: callDay(data.call_date),
    warnings: [],
  };
}

/**
 * Calls count by day: the date as given, on the calendar of whoever gives it, whatever its time and
 * offset; other words stand for themselves.
 */
function callDay(callDate: string | undefined): string {
  if (callDate === undefined) return 'call';
  const [, year, month, day] = /^(\d{4})-?(\d{2})-?(\d{2})(?!\d)/.exec(callDate) ?? [];
  if (year && readInstant(callDate)) return `${year}-${month}-${day}`;
  return createHash('sha256').update(callDate.toLowerCase()).digest('hex').slice(0, 16);
}
