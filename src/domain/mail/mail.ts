import type { Refusal } from '../incident.js';
import type { StopCause } from '../run/stop.js';
import type { OffTime } from '../run/switch.js';

/** One rendered email, exactly as every attempt sends it. */
export interface Mail {
  from: string;
  to: string;
  replyTo: string;
  subject: string;
  html: string;
  text: string;
  headers: Record<string, string>;
  tags: { name: string; value: string }[];
}

/** Above this a large mailbox provider shows the beginning of the HTML only, and hides the footer. */
export const clippedAtBytes = 102 * 1024;

/** What became of one request to send. */
export type Answer =
  /** `at`: ISO instant at which it went, where that was not just now. */
  | { kind: 'sent'; id: string; at?: string }
  /** Nothing was accepted. */
  | {
      kind: 'refused';
      reason: string;
      /**
       * `recipient`: can never work for this email. `account`: blocked until a person mends it. `unclear`: either of
       * them, so that this email is blocked, and no other.
       */
      fault?: 'recipient' | 'account' | 'unclear';
      /** The incident that it is part of, where that is known already. */
      about?: string;
      retryAfterMs?: number;
    }
  /** Sending is switched off everywhere; nothing was asked. */
  | Held
  /** It may have been accepted. `isFinal`: asking again cannot tell. */
  | { kind: 'ambiguous'; reason: string; isFinal?: boolean };

/** `offAt`: ISO instant since when the sending switch is off. */
export interface Held {
  kind: 'held';
  offAt: string;
}

/** What preparing an email came to. */
export type Prepared = Preparation & {
  /** Where the contact is now, if their page had been deleted and they were made anew. */
  contactPageId?: string;
};

/** A mail for history: its subject for people, and all of it as JSON, in gzip and base64. */
export interface PackedMail {
  subject: string;
  gzip: string;
}

export interface Ready {
  kind: 'ready';
  /** By which attempts to send name it: the activity that prepared it. */
  id: string;
  mail: PackedMail;
  /** ISO instant at which the contact's status was asked for, by the worker's clock. */
  readAt: string;
}

type Preparation =
  | Ready
  /** `by` whom, unless it is Notion that says so. */
  | { kind: 'stop'; cause: StopCause; by?: string; reason?: string }
  | Held
  /** Sending was off and is on again, of which the run has heard nothing: its plan may change. */
  | { kind: 'unheard'; offTimes: OffTime[] }
  | { kind: 'skip'; reason: string }
  /** The email waits until the copy, the settings, the access or a status are mended, or the vendor is back. */
  | ({ kind: 'blocked' } & Refusal);
