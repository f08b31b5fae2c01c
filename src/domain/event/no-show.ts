import { createHash } from 'node:crypto';
import { z } from 'zod';
import { dropMissing } from '../drop-missing.js';
import { type AcceptedEvent, personFields, readBody, splitPerson } from './event.js';
import { text } from './fields.js';

export const noShowBody = z.object({
  ...personFields,
  calendly_event_uri: text,
  calendly_event_id: text,
  event_id: text,
  scheduled_time: text,
  event_type: text,
  reschedule_url: text,
});

/** Any of these names the missed call. */
export const callFields = ['calendly_event_uri', 'calendly_event_id', 'event_id'];

/** Its path's last part, whatever follows the path. An id alone may hold such characters itself. */
const callUri = /^https?:\/\/[^/?#]+\/(?:[^?#]*\/)?([^/?#]+)\/*(?:[?#].*)?$/i;

/**
 * Someone missed a call.
 * @throws {InvalidEvent} naming every faulty field at once.
 */
export function readNoShow(body: unknown, now: Date): AcceptedEvent {
  const { contact, rest } = splitPerson(readBody(noShowBody, body, callFields));
  const { calendly_event_uri, calendly_event_id, event_id, ...data } = rest;
  const call = calendly_event_uri ?? calendly_event_id ?? event_id ?? '';
  return {
    contact,
    data: dropMissing(data),
    segment: null,
    base: now,
    occasion: callKey(call),
    warnings: [],
  };
}

/** One call, however it is named: an id alone is the last part of the call's URI. */
export function callKey(uriOrId: string): string {
  const [, id = uriOrId] = callUri.exec(uriOrId) ?? [];
  return createHash('sha256').update(id).digest('hex').slice(0, 16);
}
