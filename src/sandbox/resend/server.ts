import { Hono } from 'hono';
import type { TimeSource } from '../standin/clock.js';
import type { StandInEnv } from '../standin/env.js';
import { commonKinds } from '../standin/faults.js';
import { RateLimiter } from '../standin/rate-limit.js';
import { assembleStandIn, type StandIn } from '../standin/stand-in.js';
import { accountRoutes } from './account.js';
import { emailRoutes } from './emails.js';
import { gate, inFlight } from './gate.js';
import { type AcceptedMail, Mailbox, type Suppression } from './mailbox.js';
import { faultBody, ResendRefusal, refusalBody } from './refusal.js';

/** What an account holds at the start. */
export interface ResendSeed {
  domains?: { name: string; status?: 'verified' | 'pending' | 'failed' | 'not_started' }[];
  suppressions?: { email: string; origin?: Suppression['origin'] }[];
}

/** A mail that was accepted, once per send, however often its answer was repeated. */
export interface LedgerEntry {
  at: string;
  id: string;
  /** The API key that sent it. */
  key: string;
  idempotencyKey: string | null;
  /** SHA-256 of the meaning of the request's body. */
  payloadHash: string;
  to: string[];
  subject: string;
  headers: Record<string, string>;
}

export interface ResendStandInOptions {
  /** Where the state is kept; `:memory:` for nowhere. */
  file: string;
  seed?: ResendSeed;
  /** Per API key; Resend's 5 when left out. */
  requestsPerSecond?: number | undefined;
  /** Refuses unverified sender domains and recipients at example.com, as the service does. */
  isStrict?: boolean;
  now?: TimeSource;
}

/** A Resend of our own that the official SDK talks to. */
export function createResendStandIn(
  options: ResendStandInOptions,
): StandIn<ResendSeed, LedgerEntry> {
  const mailbox = new Mailbox(options.file);
  const rate = { requests: Math.ceil(options.requestsPerSecond ?? 5), windowSeconds: 1 };
  const limiter = new RateLimiter(rate);
  const keysInFlight = new Set<string>();

  const api = new Hono<StandInEnv>();
  api.use(gate(limiter));
  api.route('/emails', emailRoutes(mailbox, { isStrict: options.isStrict ?? false }));
  api.route('/', accountRoutes(mailbox, rate));
  api.all('*', () => {
    throw new ResendRefusal(404, 'not_found', 'The requested endpoint does not exist');
  });

  return assembleStandIn<ResendSeed, LedgerEntry>(
    {
      store: mailbox.store,
      api,
      around: inFlight(keysInFlight),
      faultKinds: {
        ...commonKinds,
        quota: { fields: ['quota', 'retryAfterSeconds'], route: 'POST /emails', ending: () => 429 },
      },
      errorBody: faultBody,
      onError: (error, c) => {
        const refusal =
          error instanceof ResendRefusal
            ? error
            : new ResendRefusal(500, 'internal_server_error', `Stand-in: ${error.message}`);
        return c.json(refusalBody(refusal), refusal.status as 500);
      },
      isEmpty: () => mailbox.isEmpty(),
      seed: (seed, at) => applySeed(mailbox, seed, at),
      ledger: () => mailbox.everyMail().map(ledgerEntry),
      clear() {
        limiter.clear();
        keysInFlight.clear();
      },
    },
    options,
  );
}

function applySeed(mailbox: Mailbox, seed: ResendSeed, at: Date): void {
  for (const { name, status = 'verified' } of seed.domains ?? []) {
    mailbox.addDomain(name, status, at);
  }
  for (const { email, origin = 'manual' } of seed.suppressions ?? []) {
    mailbox.suppress(email, origin, at);
  }
}

function ledgerEntry(mail: AcceptedMail): LedgerEntry {
  const { at, id, key, idempotencyKey, payloadHash, to, subject, headers } = mail;
  return { at: at.toISOString(), id, key, idempotencyKey, payloadHash, to, subject, headers };
}
