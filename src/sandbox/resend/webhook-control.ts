import { Hono } from 'hono';
import { InvalidControl } from '../standin/check-faults.js';
import { readBody } from '../standin/control.js';
import { bareAddress } from './mail.js';
import type { Mailbox } from './mailbox.js';
import type { Suppression } from './records.js';
import {
  isMailEventType,
  isTestAddress,
  type MailEventType,
  mailEvent,
  mailEventTypes,
  suppressionEvent,
} from './webhook-events.js';
import type { WebhookOutbox } from './webhook-outbox.js';
import type { WebhookEndpoint, WebhookSender } from './webhook-sender.js';

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
  /** Every attempt to tell of a type of event, oldest first: whom it is about, and how it was answered. */
  reports(type: MailEventType): Report[];
}

/** One webhook, as it was posted. */
export interface Report {
  /** When it was posted, in ms since 1970. */
  atMs: number;
  /** Addresses of the mail that it is about. */
  to: string[];
  /** The endpoint's answer; 0 when it gave none. */
  status: number;
}

export function createWebhookControl(
  {
    mailbox,
    webhooks,
    outbox,
  }: { mailbox: Mailbox; webhooks: WebhookSender; outbox: WebhookOutbox },
  now: () => Promise<Date>,
): WebhookControl {
  return {
    reports(type) {
      return outbox.attemptsOfType(type).map(({ payload, status, at: atMs }) => {
        const { data } = JSON.parse(payload) as { data: { to?: string[] } };
        return { atMs, status, to: (data.to ?? []).map(bareAddress) };
      });
    },
    setWebhook(endpoint) {
      webhooks.endpoint = endpoint && checkEndpoint(endpoint);
    },
    async happen({ emailId, type, details }) {
      const mail = mailbox.mail(emailId);
      if (!mail) throw new InvalidControl(`emailId: no mail was accepted with the id ${emailId}`);
      const at = await now();
      const event = mailEvent(type, mail, at, details);
      mailbox.setLastEvent(emailId, type.replace('email.', ''));
      webhooks.emit(event, at);
      const origin = suppressionOrigin(type, event.data);
      if (!origin) return;
      for (const email of mail.to.map(bareAddress)) {
        if (isTestAddress(email) || mailbox.suppression(email)) continue;
        const added = mailbox.suppress(email, origin, at, emailId);
        webhooks.emit(suppressionEvent('suppression.added', added, at), at);
      }
    },
  };
}

/** Both over HTTP, and every event with its attempts. */
export function webhookControlRoutes(control: WebhookControl, outbox: WebhookOutbox): Hono {
  const app = new Hono();
  app.post('/webhook', async (c) => {
    const { url, ...more } = await readBody(c.req.raw);
    control.setWebhook(url === null ? undefined : ({ url, ...more } as WebhookEndpoint));
    return c.json({ ok: true });
  });
  app.get('/webhook', (c) => {
    const all = Number.MAX_SAFE_INTEGER;
    return c.json(
      outbox.events(all, 1_000).map((event) => ({
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
export function checkEndpoint(given: WebhookEndpoint): WebhookEndpoint {
  const { url, secret, isHidden, events, isDisabled } = given;
  if (typeof url !== 'string' || !/^https?:/.test(url) || !URL.canParse(url)) {
    throw new InvalidControl('url: expected an http or https address, or null to end webhooks');
  }
  if (typeof secret !== 'string' || !/^whsec_[A-Za-z0-9+/]+=*$/.test(secret)) {
    throw new InvalidControl('secret: expected "whsec_" and base64');
  }
  if (events !== undefined && !isListOfText(events)) {
    throw new InvalidControl('events: expected a list of types such as email.delivered');
  }
  return {
    url,
    secret,
    ...(isHidden && { isHidden }),
    ...(events && { events }),
    ...(isDisabled && { isDisabled }),
  };
}

function isListOfText(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
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

/** Resend puts an address on the list itself after a hard bounce and a complaint. */
function suppressionOrigin(
  type: MailEventType,
  { bounce }: Record<string, unknown>,
): Suppression['origin'] | undefined {
  if (type === 'email.complained') return 'complaint';
  const isPermanent = (bounce as { type?: string } | undefined)?.type === 'Permanent';
  return type === 'email.bounced' && isPermanent ? 'bounce' : undefined;
}
