import { Hono } from 'hono';
import type { StandInEnv } from '../standin/env.js';
import { rememberedMs } from './gate.js';
import { bareAddress, type Mail, readMail } from './mail.js';
import type { Mailbox } from './mailbox.js';
import { payloadHash } from './payload-hash.js';
import type { AcceptedMail } from './records.js';
import { quotaRefusal, ResendRefusal } from './refusal.js';
import { notFound, readJson, readSlice, wireTime } from './wire.js';

/** How sends are judged. */
export interface SendingRules {
  /** Refuses example.com, test.com and sender domains that are not verified, as Resend does. */
  isStrict: boolean;
  quotas: Quotas;
  /** Told of every mail that was accepted, once. */
  onAccepted(mail: AcceptedMail, at: Date): void;
}

/** How many mails are accepted in a day and in a month, by UTC; unlimited when left out. */
export interface Quotas {
  daily?: number;
  monthly?: number;
}

/** Sending, reading and listing mails. */
export function emailRoutes(mailbox: Mailbox, rules: SendingRules): Hono<StandInEnv> {
  const app = new Hono<StandInEnv>();

  app.post('/', async (c) => {
    const body = await readJson(c.req);
    const idempotencyKey = c.req.header('idempotency-key') ?? null;
    const hash = payloadHash(body);
    const { at, entry } = c.var;
    const acceptedId = findAccepted(mailbox, idempotencyKey, hash, at);
    if (acceptedId !== undefined) return c.json({ id: acceptedId });

    const mail = readMail(body);
    if (rules.isStrict) refuseUnreal(mail, mailbox);
    refuseBeyond(rules.quotas, mailbox, at);
    const id = mailbox.accept(mail, {
      at,
      key: entry.key ?? '',
      idempotencyKey,
      payloadHash: hash,
      lastEvent: fate(mail, mailbox),
    });
    const accepted = mailbox.mail(id);
    if (accepted) rules.onAccepted(accepted, at);
    return c.json({ id });
  });

  app.get('/', (c) => {
    const slice = readSlice(c.req.query(), (id) => mailbox.mail(id)?.position);
    const { rows, hasMore } = mailbox.mails(slice);
    return c.json({ object: 'list', has_more: hasMore, data: rows.map(listedMail) });
  });

  app.get('/:id', (c) => {
    const mail = mailbox.mail(c.req.param('id'));
    if (!mail) throw notFound('Email');
    const { html, text, tags } = mail;
    return c.json({ object: 'email', ...listedMail(mail), html, text, tags });
  });
  return app;
}

/** The id of the mail that was accepted under this key. @throws ResendRefusal */
function findAccepted(
  mailbox: Mailbox,
  key: string | null,
  hash: string,
  at: Date,
): string | undefined {
  if (key === null) return undefined;
  if (key.length < 1 || key.length > 256) {
    throw new ResendRefusal(
      400,
      'invalid_idempotency_key',
      'The idempotency key must be between 1-256 characters.',
    );
  }
  const accepted = mailbox.rememberedSince(key, at.getTime() - rememberedMs);
  if (accepted && accepted.payloadHash !== hash) {
    throw new ResendRefusal(
      409,
      'invalid_idempotent_request',
      'This idempotency key has already been used with a different request payload.',
    );
  }
  return accepted?.mailId;
}

function refuseUnreal(mail: Mail, mailbox: Mailbox): void {
  const fake = mail.to.find((to) => /@(example|test)\.com$/.test(bareAddress(to)));
  if (fake !== undefined) {
    throw new ResendRefusal(
      422,
      'validation_error',
      'Invalid `to` field. Please use our testing email address instead of domains like ' +
        '`example.com`.',
    );
  }
  const domain = bareAddress(mail.from).split('@')[1] ?? '';
  if (!mailbox.isVerified(domain)) {
    throw new ResendRefusal(
      403,
      'validation_error',
      `The ${domain} domain is not verified. Please, add and verify your domain.`,
    );
  }
}

function refuseBeyond({ daily, monthly }: Quotas, mailbox: Mailbox, at: Date): void {
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  const isUsedUp = (quota: number | undefined, since: number) =>
    quota !== undefined && mailbox.acceptedSince(new Date(since)) >= quota;
  if (isUsedUp(monthly, Date.UTC(year, month, 1))) throw quotaRefusal('monthly');
  if (isUsedUp(daily, Date.UTC(year, month, day))) throw quotaRefusal('daily');
}

/** What becomes of a mail: decided by Resend's test addresses and the suppression list. */
function fate(mail: Mail, mailbox: Mailbox): string {
  const recipients = mail.to.map(bareAddress);
  if (recipients.some((email) => mailbox.suppression(email))) return 'suppressed';
  const tested = /^(bounced|complained|suppressed)(\+[^@]*)?@resend\.dev$/;
  const fates = recipients.map((email) => tested.exec(email)?.[1]);
  return fates.find((found) => found !== undefined) ?? 'delivered';
}

function listedMail(mail: AcceptedMail): Record<string, unknown> {
  const { id, to, from, subject, cc, bcc, reply_to, scheduled_at, topic_id, at, lastEvent } = mail;
  return {
    id,
    message_id: `<${id}@resend.test>`,
    to,
    from,
    created_at: wireTime(at),
    subject,
    bcc,
    cc,
    reply_to,
    last_event: lastEvent,
    scheduled_at,
    topic_id,
  };
}
