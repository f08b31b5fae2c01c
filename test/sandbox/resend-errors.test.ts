import assert from 'node:assert/strict';
import { Resend } from 'resend';
import { createResendStandIn } from '../../src/sandbox/resend/server.js';
import { mail, useResend } from './resend-account.js';

describe('An error of the Resend stand-in', () => {
  const { standIn, url } = useResend();
  const unknownId = '90000000-0000-4000-8000-000000000000';

  async function ask(route: string, body?: string, authorization = 'Bearer re_test') {
    const [method = '', path = ''] = route.split(' ');
    const answer = await fetch(url() + path, {
      method,
      headers: { authorization },
      ...(body !== undefined && { body }),
    });
    return { answer, body: (await answer.json()) as Record<string, unknown> };
  }

  const cases: [string, string, string | undefined, number, string][] = [
    ['JSON cut short', 'POST /emails', '{', 400, 'validation_error'],
    ['a list for a body', 'POST /emails', '[]', 400, 'validation_error'],
    ['an unknown mail', `GET /emails/${unknownId}`, undefined, 404, 'not_found'],
    ['an unknown suppression', `GET /suppressions/${unknownId}`, undefined, 404, 'not_found'],
    ['taking off an unknown one', `DELETE /suppressions/a@b.test`, undefined, 404, 'not_found'],
    ['an unknown domain', `GET /domains/${unknownId}`, undefined, 404, 'not_found'],
    ['an unknown webhook', `GET /webhooks/${unknownId}/events`, undefined, 404, 'not_found'],
    ['a suppression of nobody', 'POST /suppressions', '{}', 422, 'missing_required_field'],
    ['no limit', 'GET /emails?limit=0', undefined, 422, 'validation_error'],
    ['a limit that is no number', 'GET /domains?limit=few', undefined, 422, 'validation_error'],
    ['an unknown cursor', `GET /emails?after=${unknownId}`, undefined, 422, 'validation_error'],
    ['two cursors', 'GET /emails?after=a&before=b', undefined, 422, 'validation_error'],
  ];
  for (const [what, route, sent, status, name] of cases) {
    it(`for ${what} is ${status} ${name}`, async () => {
      const { answer, body } = await ask(route, sent);
      const { message, ...rest } = body;
      assert.equal(answer.status, status);
      assert.deepEqual(rest, { statusCode: status, name });
      assert.equal(typeof message, 'string');
    });
  }

  it('for another scheme than bearer is 401 missing_api_key', async () => {
    const { body } = await ask('GET /emails', undefined, 'Basic cmU6');
    assert.deepEqual([body.statusCode, body.name], [401, 'missing_api_key']);
  });

  for (const route of ['GET /suppressions', 'GET /domains', 'GET /webhooks', 'GET /emails/x']) {
    it(`for ${route} with a sending-only key is 401 restricted_api_key`, async () => {
      const { body } = await ask(route, undefined, 'Bearer re_sending_only');
      assert.deepEqual([body.statusCode, body.name], [401, 'restricted_api_key']);
    });
  }

  const statuses: [number, string][] = [
    [403, 'invalid_api_key'],
    [404, 'not_found'],
    [408, 'application_error'],
    [409, 'resource_locked'],
    [422, 'validation_error'],
    [429, 'rate_limit_exceeded'],
    [502, 'internal_server_error'],
    [503, 'service_unavailable'],
  ];
  for (const [status, name] of statuses) {
    it(`that a fault asks for by ${status} is ${name}`, async () => {
      standIn.setFaults([{ kind: 'status', status }]);
      const { answer, body } = await ask('POST /emails', '{}');
      assert.deepEqual([answer.status, body.statusCode, body.name], [status, status, name]);
    });
  }

  const names = ['suspended_api_key', 'invalid_permission', 'security_error'];
  for (const name of names) {
    it(`is ${name} when a fault says so`, async () => {
      const refusal = { statusCode: 403, name, message: 'No.' };
      standIn.setFaults([{ kind: 'status', status: 403, body: refusal }]);
      assert.deepEqual((await ask('POST /emails', '{}')).body, refusal);
    });
  }
});

describe('Resend stand-in with quotas', () => {
  const clock = { now: new Date('2026-11-29T10:00:00Z') };
  const standIn = createResendStandIn({
    file: ':memory:',
    quotas: { daily: 2, monthly: 3 },
    requestsPerSecond: 1000,
    now: () => clock.now,
  });
  after(() => standIn.close());

  it('accepts so many a day and so many a month, then refuses until they start anew', async () => {
    const server = await standIn.listen(0);
    const resend = new Resend('re_test', { baseUrl: server.url });
    const send = async (at: string) => {
      clock.now = new Date(at);
      const { error } = await resend.emails.send(mail);
      return error?.name ?? 'accepted';
    };
    const seen: string[] = [];
    for (const at of ['29T10:00', '29T11:00', '29T23:59', '30T00:00', '30T00:01']) {
      seen.push(await send(`2026-11-${at}:00Z`));
    }
    seen.push(await send('2026-12-01T00:00:00Z'));
    assert.deepEqual(seen, [
      'accepted',
      'accepted',
      'daily_quota_exceeded',
      'accepted',
      'monthly_quota_exceeded',
      'accepted',
    ]);
    const { data } = await resend.usage.get();
    const { daily, monthly } = data?.emails ?? {};
    assert.deepEqual([daily?.used, daily?.limit, monthly?.used, monthly?.limit], [1, 2, 1, 3]);
    await server.close();
  });
});

describe('Resend stand-in that remembers failures too', () => {
  it('answers a key whose send failed with that failure, for 24 hours', async () => {
    const clock = { now: new Date('2026-11-02T10:00:00Z') };
    const standIn = createResendStandIn({
      file: ':memory:',
      remembersFailures: true,
      now: () => clock.now,
    });
    const server = await standIn.listen(0);
    const resend = new Resend('re_test', { baseUrl: server.url });
    const send = async (idempotencyKey: string) => {
      const { error } = await resend.emails.send(mail, { idempotencyKey });
      return error?.name ?? 'accepted';
    };
    standIn.setFaults([{ kind: 'status', status: 503, times: 1 }]);
    const seen = [await send('run/2'), await send('run/2'), await send('run/3')];
    clock.now = new Date('2026-11-03T10:00:00Z');
    seen.push(await send('run/2'));
    await server.close();
    standIn.close();
    const failure = 'service_unavailable';
    assert.deepEqual(seen, [failure, failure, 'accepted', 'accepted']);
  });
});
