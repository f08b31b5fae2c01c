import { Hono } from 'hono';
import type { StandInEnv } from '../standin/env.js';
import type { RateLimit } from '../standin/rate-limit.js';
import type { Quotas } from './emails.js';
import { bareAddress } from './mail.js';
import type { Mailbox } from './mailbox.js';
import type { Suppression } from './records.js';
import { ResendRefusal } from './refusal.js';
import { suppressionEvent } from './webhook-events.js';
import type { WebhookSender } from './webhook-sender.js';
import { notFound, readJson, readSlice, wireTime } from './wire.js';

const paidMonthlyLimit = 50_000;

/** What the account's answers depend on, beside the mailbox. */
export interface AccountRules {
  rate: RateLimit;
  quotas: Quotas;
  webhooks: WebhookSender;
}

/** The account around the mails: suppression list, usage. */
export function accountRoutes(mailbox: Mailbox, rules: AccountRules): Hono<StandInEnv> {
  const app = new Hono<StandInEnv>();

  app.get('/suppressions', (c) => {
    const query = c.req.query();
    const slice = readSlice(query, (id) => mailbox.suppression(id)?.position);
    const { rows, hasMore } = mailbox.suppressions(slice, query.origin);
    return c.json({ object: 'list', has_more: hasMore, data: rows.map(listedSuppression) });
  });
  app.post('/suppressions', async (c) => {
    const { email } = await readJson(c.req);
    if (typeof email !== 'string' || email === '') {
      throw new ResendRefusal(422, 'missing_required_field', 'Missing `email` field.');
    }
    const isNew = !mailbox.suppression(bareAddress(email));
    const added = mailbox.suppress(bareAddress(email), 'manual', c.var.at);
    const { at } = c.var;
    if (isNew) rules.webhooks.emit(suppressionEvent('suppression.added', added, at), at);
    return c.json({ object: 'suppression', id: added.id });
  });
  app.get('/suppressions/:id', (c) => {
    const suppression = mailbox.suppression(c.req.param('id'));
    if (!suppression) throw notFound('Suppression');
    return c.json({ object: 'suppression', ...listedSuppression(suppression) });
  });
  app.delete('/suppressions/:id', (c) => {
    const suppression = mailbox.suppression(c.req.param('id'));
    if (!suppression) throw notFound('Suppression');
    mailbox.unsuppress(suppression.id);
    const { at } = c.var;
    rules.webhooks.emit(suppressionEvent('suppression.removed', suppression, at), at);
    return c.json({ object: 'suppression', id: suppression.id, deleted: true });
  });

  app.get('/usage', (c) => c.json(usage(mailbox, rules, c.var.at)));
  return app;
}

function listedSuppression({ id, email, origin, source_id, at }: Suppression) {
  return { id, email, origin, source_id, created_at: wireTime(at) };
}

function usage(mailbox: Mailbox, { rate, quotas }: AccountRules, at: Date) {
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  const count = (limit: number | null, since: number, resetsAt: number) => {
    const sent = mailbox.acceptedSince(new Date(since));
    return { used: sent, limit, sent, received: 0, resets_at: wireTime(resetsAt) };
  };
  const monthEnd = Date.UTC(year, month + 1, 1);
  return {
    object: 'usage',
    emails: {
      daily: count(
        quotas.daily ?? null,
        Date.UTC(year, month, day),
        Date.UTC(year, month, day + 1),
      ),
      monthly: count(quotas.monthly ?? paidMonthlyLimit, Date.UTC(year, month, 1), monthEnd),
    },
    contacts: { used: 0, limit: 1000 },
    segments: { used: 0, limit: null },
    broadcasts: { used: 0, limit: null },
    ai_credits: { used: 0, limit: null, next_increase_at: null },
    automation_runs: { used: 0, limit: 0, resets_at: wireTime(monthEnd) },
    domains: { used: mailbox.domains({ limit: 100 }).rows.length, limit: null },
    rate_limit: { limit: rate.requests, duration: `${rate.windowSeconds}s` },
  };
}
