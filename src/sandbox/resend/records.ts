import type { Mail } from './mail.js';

/** When, by whom and under which idempotency key a mail was accepted. */
export interface Acceptance {
  at: Date;
  /** The API key that sent it. */
  key: string;
  idempotencyKey: string | null;
  payloadHash: string;
  lastEvent: string;
}

/** A mail as it stands in the mailbox; `position` grows with every mail. */
export interface AcceptedMail extends Mail, Acceptance {
  position: number;
  id: string;
}

/** An address of the suppression list; `at` in ms since 1970. */
export interface Suppression {
  position: number;
  id: string;
  email: string;
  origin: 'bounce' | 'complaint' | 'manual';
  source_id: string | null;
  at: number;
}

/** A domain of the account; `at` in ms since 1970. */
export interface SendingDomain {
  position: number;
  id: string;
  name: string;
  status: string;
  at: number;
}

/** What a domain's own page tells beside its status; what is left out is as its status has it. */
export interface DomainLook {
  records?: Partial<Record<'SPF' | 'DKIM', string>>;
  openTracking?: boolean;
  clickTracking?: boolean;
}

/** A webhook of the account; `events` null for all of them. */
export interface ListedWebhook {
  endpoint: string;
  events: string[] | null;
  status: 'enabled' | 'disabled';
  /** What signs what is posted there. */
  secret: string;
}

/** Which part of a list, newest first: positions below `after` or next above `before`. */
export interface Slice {
  after?: number | undefined;
  before?: number | undefined;
  limit: number;
}

/** One page of a list, newest first. */
export interface Listed<Row> {
  rows: Row[];
  hasMore: boolean;
}
