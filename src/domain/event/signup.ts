import { z } from 'zod';
import { dropMissing } from '../drop-missing.js';
import { type AcceptedEvent, personFields, readBody, splitPerson } from './event.js';
import { text } from './fields.js';

export const signupBody = z.object({ ...personFields, source: text });

/**
 * Someone signed up. The website mails them; we only record the contact.
 * @throws {InvalidEvent} naming every faulty field at once.
 */
export function readSignup(body: unknown, now: Date): AcceptedEvent {
  const { contact, rest } = splitPerson(readBody(signupBody, body));
  return { contact, data: dropMissing(rest), segment: null, base: now, warnings: [] };
}
