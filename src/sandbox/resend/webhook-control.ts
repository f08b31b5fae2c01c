import { Hono } from 'hono';
import { InvalidControl } from '../standin/check-faults.js';
import { readBody } from '../standin/control.js';
import { isMailEventType, type MailEventType, mailEventTypes } from './webhook-events.js';
import type { WebhookOutbox } from './webhook-outbox.js';
import type { WebhookEndpoint } from './webhook-sender.js';

/** Something happens to a mail that was accepted. */
export interface Happening {
  emailId: string;
  type: MailEventType;
  /** Replaces parts of what the event tells: `{ type: 'Transient' }` of a bounce. */
  details?: Record<string, unknown>;
}

/** What a test or a person can do about webhooks. */
export interface WebhookControl {
  /** From now on webhooks go there; undefined ends them. @throws InvalidControl */
  setWebhook(endpoint: WebhookEndpoint | undefined): void;
  /** Lets something happen to a mail, now. @throws InvalidControl when there is no such mail */
  happen(happening: Happening): Promise<void>;
}

/** Both over HTTP, and every event with its attempts. */
export function webhookControlRoutes(control: WebhookControl, outbox: WebhookOutbox): Hono {
  const app = new Hono();
  app.post('/webhook', async (c) => {
    const { url, secret } = await readBody(c.req.raw);
    control.setWebhook(url === null ? undefined : ({ url, secret } as WebhookEndpoint));
    return c.json({ ok: true });
  });
  app.get('/webhook', (c) => {
    const all = Number.MAX_SAFE_INTEGER;
    return c.json(
      outbox.events(all, 1_000).map(({ position: _, ...event }) => ({
        ...event,
        payload: JSON.parse(event.payload) as unknown,
        attempts: outbox.attempts(event.id, all, 100).map(({ status }) => status),
      })),
    );
  });
  app.post('/happen', async (c) => {
    await control.happen(checkHappening(await readBody(c.req.raw)));
    return c.json({ ok: true });
  });
  return app;
}

/** @throws InvalidControl */
export function checkEndpoint({ url, secret }: WebhookEndpoint): WebhookEndpoint {
  if (typeof url !== 'string' || !/^https?:/.test(url) || !URL.canParse(url)) {
    throw new InvalidControl('url: expected an http or https address, or null to end webhooks');
  }
  if (typeof secret !== 'string' || !/^whsec_[A-Za-z0-9+/]+=*$/.test(secret)) {
    throw new InvalidControl('secret: expected "whsec_" and base64');
  }
  return { url, secret };
}

function checkHappening({ emailId, type, details = {} }: Record<string, unknown>): Happening {
  if (typeof emailId !== 'string') throw new InvalidControl('emailId: expected the id of a mail');
  if (!isMailEventType(type)) {
    throw new InvalidControl(`type: expected one of ${mailEventTypes.join(', ')}`);
  }
  if (typeof details !== 'object' || details === null) {
    throw new InvalidControl('details: expected an object');
  }
  return { emailId, type, details: details as Record<string, unknown> };
}
