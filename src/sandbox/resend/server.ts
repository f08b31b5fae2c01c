import { type Context, Hono } from 'hono';
import type { TimeSource } from '../standin/clock.js';
import type { StandInEnv } from '../standin/env.js';
import { commonKinds, type FaultKinds } from '../standin/faults.js';
import type { Observer } from '../standin/middleware.js';
import { type RateLimit, RateLimiter } from '../standin/rate-limit.js';
import { assembleStandIn, type StandIn, type Watched } from '../standin/stand-in.js';
import { accountRoutes } from './account.js';
import { domainRoutes } from './domains.js';
import { emailRoutes, type Quotas } from './emails.js';
import { gate, inFlight, Sends } from './gate.js';
import { Mailbox } from './mailbox.js';
import type { AcceptedMail, DomainLook, ListedWebhook, Suppression } from './records.js';
import { faultBody, ResendRefusal, refusalBody } from './refusal.js';
import {
  checkEndpoint,
  createWebhookControl,
  type WebhookControl,
  webhookControlRoutes,
} from './webhook-control.js';
import { eventsOfFate, mailEvent } from './webhook-events.js';
import { WebhookOutbox } from './webhook-outbox.js';
import { newSecret, webhookRoutes } from './webhook-routes.js';
import { type WebhookEndpoint, WebhookSender, webhookFaultKinds } from './webhook-sender.js';

/** What an account holds at the start. */
export interface ResendSeed {
  domains?: ({
    name: string;
    status?: 'verified' | 'pending' | 'failed' | 'not_started';
  } & DomainLook)[];
  /** Webhooks to which others post, such as another environment's. */
  webhooks?: (Pick<ListedWebhook, 'endpoint'> & Partial<ListedWebhook>)[];
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

export interface ResendStandInOptions extends Watched {
  /** Where the state is kept; `:memory:` for nowhere. */
  file: string;
  seed?: ResendSeed;
  /** Per API key; Resend's 5 when left out. */
  requestsPerSecond?: number | undefined;
  /** Refuses unverified sender domains and recipients at example.com, as the service does. */
  isStrict?: boolean;
  quotas?: Quotas;
  /** Under a key whose send ended in a 5xx, gives that answer again instead of sending. */
  remembersFailures?: boolean;
  /** Where webhooks go; none are made when left out. */
  webhooks?: WebhookEndpoint;
  now?: TimeSource;
  /** Told of every exchange, faults included. */
  observer?: Observer;
  /** Keys that no log or ledger shows. */
  hiddenKeys?: readonly string[];
}

export type ResendStandIn = StandIn<ResendSeed, LedgerEntry> & WebhookControl;

const faultKinds: FaultKinds = {
  ...commonKinds,
  ...webhookFaultKinds,
  quota: { fields: ['quota', 'retryAfterSeconds'], route: 'POST /emails', ending: () => 429 },
};

/** A Resend of our own that the official SDK talks to. */
export function createResendStandIn(options: ResendStandInOptions): ResendStandIn {
  const mailbox = new Mailbox(options.file);
  const rate = { requests: Math.ceil(options.requestsPerSecond ?? 5), windowSeconds: 1 };
  const limiter = new RateLimiter(rate);
  const sends = new Sends({ remembersFailures: options.remembersFailures ?? false });
  const outbox = new WebhookOutbox(mailbox.store);
  const webhooks = new WebhookSender(outbox, options.webhooks && checkEndpoint(options.webhooks));
  let now = async () => new Date();
  const control = createWebhookControl({ mailbox, webhooks, outbox }, () => now());

  const standIn = assembleStandIn<ResendSeed, LedgerEntry>(
    {
      store: mailbox.store,
      api: createApi({ mailbox, rate, limiter, outbox, webhooks }, options),
      around: inFlight(sends),
      control: webhookControlRoutes(control, outbox),
      faultKinds,
      errorBody: faultBody,
      onError: answerError,
      isEmpty: () => mailbox.isEmpty(),
      seed: (seed, at) => applySeed(mailbox, seed, at),
      ledger: () => mailbox.everyMail().map(ledgerEntry),
      clear() {
        limiter.clear();
        sends.clear();
      },
      background: {
        start(core) {
          now = () => core.now();
          webhooks.start(core);
        },
        stop: () => webhooks.stop(),
      },
    },
    options,
  );
  return { ...standIn, ...control };
}

interface Parts {
  mailbox: Mailbox;
  rate: RateLimit;
  limiter: RateLimiter;
  outbox: WebhookOutbox;
  webhooks: WebhookSender;
}

function createApi(
  { mailbox, rate, limiter, outbox, webhooks }: Parts,
  { isStrict = false, quotas = {} }: ResendStandInOptions,
): Hono<StandInEnv> {
  const api = new Hono<StandInEnv>();
  const onAccepted = (mail: AcceptedMail, at: Date) => {
    for (const type of eventsOfFate[mail.lastEvent] ?? []) {
      webhooks.emit(mailEvent(type, mail, at), at);
    }
  };
  api.use(gate(limiter));
  api.route('/emails', emailRoutes(mailbox, { isStrict, quotas, onAccepted }));
  api.route('/', accountRoutes(mailbox, { rate, quotas, webhooks }));
  api.route('/domains', domainRoutes(mailbox));
  api.route('/webhooks', webhookRoutes(mailbox, outbox, webhooks));
  api.all('*', () => {
    throw new ResendRefusal(404, 'not_found', 'The requested endpoint does not exist');
  });
  return api;
}

function answerError(error: Error, c: Context): Response {
  const refusal =
    error instanceof ResendRefusal
      ? error
      : new ResendRefusal(500, 'internal_server_error', `Stand-in: ${error.message}`);
  return c.json(refusalBody(refusal), refusal.status as 500);
}

function applySeed(mailbox: Mailbox, seed: ResendSeed, at: Date): void {
  for (const { name, status = 'verified', ...look } of seed.domains ?? []) {
    mailbox.addDomain(name, status, at, look);
  }
  for (const webhook of seed.webhooks ?? []) {
    mailbox.addWebhook({ events: null, status: 'enabled', secret: newSecret(), ...webhook }, at);
  }
  for (const { email, origin = 'manual' } of seed.suppressions ?? []) {
    mailbox.suppress(email, origin, at);
  }
}

function ledgerEntry(mail: AcceptedMail): LedgerEntry {
  const { at, id, key, idempotencyKey, payloadHash, to, subject, headers } = mail;
  return { at: at.toISOString(), id, key, idempotencyKey, payloadHash, to, subject, headers };
}
