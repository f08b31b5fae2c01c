import { createHash } from 'node:crypto';
import type { EventContact } from './event.js';

/** A call that somebody missed, whichever calendar tells of it. */
export interface MissedCall {
  person: EventContact;
  /** The call's id, or its URI. */
  call: string;
  /** What kind of call it was, in the calendar's words. */
  title?: string | undefined;
  /** When it was to be, as the calendar writes it. */
  scheduledAt?: string | undefined;
  rescheduleUrl?: string | undefined;
}

/** Its path's last part, whatever follows the path. An id alone may hold such characters itself. */
const callUri = /^https?:\/\/[^/?#]+\/(?:[^?#]*\/)?([^/?#]+)\/*(?:[?#].*)?$/i;

/** One call, however it is named: an id alone is the last part of the call's URI. 16 hex digits. */
export function callKey(uriOrId: string): string {
  const [, id = uriOrId] = callUri.exec(uriOrId) ?? [];
  return shortHash(id);
}

/** 64 bits of SHA-256 in hex: short and safe in an id, whatever the text. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
