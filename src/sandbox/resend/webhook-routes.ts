import { type Context, Hono } from 'hono';
import type { StandInEnv } from '../standin/env.js';
import { ResendRefusal } from './refusal.js';
import type { WebhookAttempt, WebhookEvent, WebhookOutbox } from './webhook-outbox.js';
import type { WebhookEndpoint, WebhookSender } from './webhook-sender.js';
import { notFound, readSlice, wireTime } from './wire.js';

/** The one endpoint's id: there is no other. */
const webhookId = '70000000-0000-4000-8000-000000000000';

const madeAt = wireTime(0);

/** The endpoint and its events: list, read, attempts, replay. */
export function webhookRoutes(outbox: WebhookOutbox, sender: WebhookSender): Hono<StandInEnv> {
  const app = new Hono<StandInEnv>();

  const endpoint = () => {
    const { url } = sender.endpoint ?? {};
    if (url === undefined) throw notFound('Webhook');
    return { id: webhookId, created_at: madeAt, status: 'enabled', endpoint: url, events: null };
  };
  const eventOf = (c: Context<StandInEnv>): WebhookEvent => {
    const event = outbox.event(c.req.param('event') ?? '');
    if (!event) throw notFound('Webhook event');
    return event;
  };

  app.get('/', (c) =>
    c.json({ object: 'list', has_more: false, data: sender.endpoint ? [endpoint()] : [] }),
  );
  app.use('/:id/*', async (c, next) => {
    endpoint();
    if (c.req.param('id') !== webhookId) throw notFound('Webhook');
    return next();
  });
  app.get('/:id', (c) =>
    c.json({ object: 'webhook', ...endpoint(), signing_secret: shownSecret(sender.endpoint) }),
  );
  app.get('/:id/events', (c) =>
    c.json(
      pageOf(
        c,
        (id) => outbox.event(id)?.position,
        (...part) => outbox.events(...part),
        listed,
      ),
    ),
  );
  app.get('/:id/events/:event', (c) => {
    const event = eventOf(c);
    return c.json({
      object: 'webhook_event',
      ...listed(event),
      next_attempt_at: event.due_at === null ? null : wireTime(event.due_at),
      payload: JSON.parse(event.payload) as unknown,
    });
  });
  app.get('/:id/events/:event/attempts', (c) => {
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
  app.post('/:id/events/:event/replay', (c) => {
    const event = eventOf(c);
    outbox.replay(event, c.var.at);
    return c.json({ object: 'webhook_event', id: event.id });
  });
  return app;
}

function shownSecret(endpoint: WebhookEndpoint | undefined): string | undefined {
  return endpoint?.isHidden ? 'whsec_hidden' : endpoint?.secret;
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
