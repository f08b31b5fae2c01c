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

/** Calendly's calls, also where the address goes on to who was invited: its own part names the call. */
const calendlyUri = /(?:^|\/)scheduled_events\/([^/?#\s]+)/i;

/** Its path's last part, whatever follows the path. */
const callUri = /^https?:\/\/[^/?#]+\/(?:[^?#]*\/)?([^/?#]+)\/*(?:[?#].*)?$/i;

/**
 * An id alone, cut out of an address with what followed it there. Other characters it may hold itself:
 * `room#1` and `room#2` are two calls.
 */
const cutOut = /^([^/?#]+)\/*(?:\?[^=#]*=.*|#[a-z].*)?$/i;

/** One call, however it is named: an id alone is its part of the call's URI, in any case. 16 hex digits. */
export function callKey(uriOrId: string): string {
  const named = uriOrId.trim();
  const [, id = named] = calendlyUri.exec(named) ?? callUri.exec(named) ?? cutOut.exec(named) ?? [];
  return shortHash(id.toLowerCase());
}

/** 64 bits of SHA-256 in hex: short and safe in an id, whatever the text. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
