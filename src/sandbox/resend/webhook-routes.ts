import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import type { StandInEnv } from '../standin/env.js';
import type { Mailbox } from './mailbox.js';
import { ResendRefusal } from './refusal.js';
import { isMailEventType } from './webhook-events.js';
import type { WebhookAttempt, WebhookEvent, WebhookOutbox } from './webhook-outbox.js';
import type { WebhookEndpoint, WebhookSender } from './webhook-sender.js';
import { notFound, readJson, readSlice, wireTime } from './wire.js';

/** The id of the one that is posted to from here. */
const webhookId = '70000000-0000-4000-8000-000000000000';

const madeAt = wireTime(0);

/** The account's webhooks; of the one that is posted to also its events: list, read, attempts, replay. */
export function webhookRoutes(
  mailbox: Mailbox,
  outbox: WebhookOutbox,
  sender: WebhookSender,
): Hono<StandInEnv> {
  const app = new Hono<StandInEnv>();

  const every = () => [
    ...(sender.endpoint ? [shownEndpoint(sender.endpoint)] : []),
    ...mailbox.webhooks().map(({ at, secret, ...one }) => ({
      webhook: { created_at: wireTime(at), ...one },
      secret,
    })),
  ];
  app.get('/', (c) => {
    const data = every().map(({ webhook }) => webhook);
    return c.json({ object: 'list', has_more: false, data });
  });
  app.post('/', async (c) => {
    const { endpoint, events } = checkWebhook(await readJson(c.req));
    const secret = newSecret();
    if (sender.endpoint) {
      const id = mailbox.addWebhook({ endpoint, events, status: 'enabled', secret }, c.var.at);
      return c.json({ object: 'webhook', id, signing_secret: secret }, 201);
    }
    sender.endpoint = { url: endpoint, secret, events };
    return c.json({ object: 'webhook', id: webhookId, signing_secret: secret }, 201);
  });
  app.get('/:id', (c) => {
    const found = every().find(({ webhook }) => webhook.id === c.req.param('id'));
    if (!found) throw notFound('Webhook');
    return c.json({ object: 'webhook', ...found.webhook, signing_secret: found.secret });
  });
  app.use('/:id/events/*', async (c, next) => {
    if (!sender.endpoint || c.req.param('id') !== webhookId) throw notFound('Webhook');
    return next();
  });
  app.route('/:id/events', eventRoutes(outbox));
  return app;
}

/** The events of the one that is posted to: list, read, attempts, replay. */
function eventRoutes(outbox: WebhookOutbox): Hono<StandInEnv> {
  const app = new Hono<StandInEnv>();
  const eventOf = (c: Context<StandInEnv>): WebhookEvent => {
    const event = outbox.event(c.req.param('event') ?? '');
    if (!event) throw notFound('Webhook event');
    return event;
  };

  app.get('/', (c) =>
    c.json(
      pageOf(
        c,
        (id) => outbox.event(id)?.position,
        (...part) => outbox.events(...part),
        listed,
      ),
    ),
  );
  app.get('/:event', (c) => {
    const event = eventOf(c);
    return c.json({
      object: 'webhook_event',
      ...listed(event),
      next_attempt_at: event.due_at === null ? null : wireTime(event.due_at),
      payload: JSON.parse(event.payload) as unknown,
    });
  });
  app.get('/:event/attempts', (c) => {
    const { id } = eventOf(c);
    return c.json(
      pageOf(
        c,
        (attemptId) => outbox.attempt(attemptId)?.position,
        (...part) => outbox.attempts(id, ...part),
        attempted,
      ),
    );
  });
  app.post('/:event/replay', (c) => {
    const event = eventOf(c);
    outbox.replay(event, c.var.at);
    return c.json({ object: 'webhook_event', id: event.id });
  });
  return app;
}

/** What a webhook is signed with: `whsec_` and 24 bytes. */
export function newSecret(): string {
  return `whsec_${randomBytes(24).toString('base64')}`;
}

function shownEndpoint({ url, secret, isHidden, events, isDisabled }: WebhookEndpoint) {
  const webhook = {
    id: webhookId,
    created_at: madeAt,
    status: isDisabled ? 'disabled' : 'enabled',
    endpoint: url,
    events: events ?? null,
  };
  return { webhook, secret: isHidden ? 'whsec_hidden' : secret };
}

/** @throws ResendRefusal */
function checkWebhook({ endpoint, events }: Record<string, unknown>) {
  for (const [field, value] of Object.entries({ endpoint, events })) {
    if (value !== undefined) continue;
    throw new ResendRefusal(422, 'missing_required_field', `Missing \`${field}\` field.`);
  }
  if (typeof endpoint !== 'string' || !/^https?:/.test(endpoint) || !URL.canParse(endpoint)) {
    throw new ResendRefusal(422, 'validation_error', 'The `endpoint` field must be a URL.');
  }
  const isKnown = (type: unknown) =>
    isMailEventType(type) || String(type).startsWith('suppression.');
  if (!Array.isArray(events) || events.length === 0 || !events.every(isKnown)) {
    throw new ResendRefusal(422, 'validation_error', 'The `events` field must list event types.');
  }
  return { endpoint, events: events as string[] };
}

function pageOf<Row>(
  c: Context<StandInEnv>,
  positionOf: (id: string) => number | undefined,
  find: (below: number, limit: number) => Row[],
  shown: (row: Row) => Record<string, unknown>,
): Record<string, unknown> {
  const { after = Number.MAX_SAFE_INTEGER, before, limit } = readSlice(c.req.query(), positionOf);
  if (before !== undefined) {
    throw new ResendRefusal(422, 'validation_error', 'This list knows `limit` and `after` only.');
  }
  const rows = find(after, limit + 1);
  return {
    object: 'list',
    has_more: rows.length > limit,
    data: rows.slice(0, limit).map((row) => shown(row)),
  };
}

function listed({ id, type, at, status }: WebhookEvent) {
  return { id, type, created_at: wireTime(at), status };
}

function attempted({ id, status, response, at }: WebhookAttempt) {
  return { id, http_status_code: status, response, sent_at: wireTime(at) };
}
