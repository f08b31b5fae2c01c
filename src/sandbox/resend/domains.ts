import { Hono } from 'hono';
import type { StandInEnv } from '../standin/env.js';
import type { Mailbox } from './mailbox.js';
import type { DomainLook, SendingDomain } from './records.js';
import { notFound, readSlice, wireTime } from './wire.js';

/** The account's sending domains: a list, and each one with the records that it needs. */
export function domainRoutes(mailbox: Mailbox): Hono<StandInEnv> {
  const app = new Hono<StandInEnv>();
  app.get('/', (c) => {
    const slice = readSlice(c.req.query(), (id) => mailbox.domain(id)?.position);
    const { rows, hasMore } = mailbox.domains(slice);
    const data = rows.map((row) => listed(row, mailbox.domainLook(row.id)));
    return c.json({ object: 'list', has_more: hasMore, data });
  });
  app.get('/:id', (c) => {
    const domain = mailbox.domain(c.req.param('id'));
    if (!domain) throw notFound('Domain');
    const look = mailbox.domainLook(domain.id);
    return c.json({
      object: 'domain',
      ...listed(domain, look),
      records: recordsOf(domain.status, look),
    });
  });
  return app;
}

function listed(
  { id, name, status, at }: SendingDomain,
  { openTracking = false, clickTracking = false }: DomainLook,
) {
  return {
    id,
    name,
    status,
    created_at: wireTime(at),
    region: 'us-east-1',
    capabilities: { sending: 'enabled', receiving: 'disabled' },
    open_tracking: openTracking,
    click_tracking: clickTracking,
  };
}

/** What Resend asks to be put into the DNS. Source: the answer of its API reference, "Retrieve Domain". */
function recordsOf(status: string, { records = {} }: DomainLook): object[] {
  const { SPF = status, DKIM = status } = records;
  const mailServer = 'feedback-smtp.us-east-1.amazonses.com';
  return [
    {
      record: 'SPF',
      name: 'send',
      type: 'MX',
      ttl: 'Auto',
      status: SPF,
      value: mailServer,
      priority: 10,
    },
    {
      record: 'SPF',
      name: 'send',
      type: 'TXT',
      ttl: 'Auto',
      status: SPF,
      value: '"v=spf1 include:amazonses.com ~all"',
    },
    {
      record: 'DKIM',
      name: 'resend._domainkey',
      type: 'TXT',
      ttl: 'Auto',
      status: DKIM,
      value: 'p=c3RhbmQtaW4=',
    },
  ];
}
