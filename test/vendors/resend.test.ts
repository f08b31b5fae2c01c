import assert from 'node:assert/strict';
import { HOUR, MINUTE, SECOND } from '../../src/domain/duration.js';
import type { Answer } from '../../src/domain/mail/mail.js';
import { createResendStandIn } from '../../src/sandbox/resend/server.js';
import { connectResend } from '../../src/vendors/resend/resend.js';
import { sampleMail } from '../support/sample-mail.js';

const now = new Date('2026-11-02T10:00:00Z');

type Fault = Parameters<ReturnType<typeof createResendStandIn>['setFaults']>[0][0];

/** Every kind of answer that Resend gives, as its own client shows it, and what it means to us. */
describe('the Resend vendor', () => {
  /** What is carried out is not answered before. */
  let held: Promise<void> | undefined;
  const resend = createResendStandIn({
    file: ':memory:',
    atPoint: async (point) => {
      if (point === 'done') await held;
    },
    seed: { domains: [{ name: 'studio.test' }] },
    requestsPerSecond: 100_000,
    isStrict: true,
    now: () => now,
  });
  let baseUrl: string;
  before(async () => {
    baseUrl = (await resend.listen(0)).url;
  });
  beforeEach(() => {
    held = undefined;
    return resend.reset();
  });
  after(() => resend.close());

  /** A connection of its own: an answer that asks for a pause holds all its later requests back. */
  const connect = (config: object = {}) =>
    connectResend({ apiKey: 're_test', baseUrl, requestsPerSecond: 100_000, ...config }, () => now);
  const accepted = () => resend.ledger().length;

  const isAmbiguous = { kind: 'ambiguous' } as const;
  const retry = { kind: 'refused' } as const;
  const recipient = { kind: 'refused', fault: 'recipient' } as const;
  const account = { kind: 'refused', fault: 'account' } as const;
  const unclear = { kind: 'refused', fault: 'unclear' } as const;
  const named = (status: number, name: string, message = 'sarah@inbox.test'): Fault => ({
    kind: 'status',
    status,
    body: { statusCode: status, name, message },
  });

  const toField = 'Invalid `to` field: sarah@inbox.test';

  const answers: [what: string, fault: Fault, expected: Partial<Answer>][] = [
    [
      'a rate limit',
      { kind: 'status', status: 429, retryAfterSeconds: 7 },
      { ...retry, retryAfterMs: 7 * SECOND },
    ],
    [
      'another 429',
      { ...named(429, 'new_limit'), retryAfterSeconds: 3 },
      { ...retry, retryAfterMs: 3 * SECOND },
    ],
    ['a locked resource', { kind: 'status', status: 409 }, retry],
    ['concurrent sends', named(409, 'concurrent_idempotent_requests'), retry],
    ['a 500', { kind: 'status', status: 500 }, isAmbiguous],
    ['a 503', { kind: 'status', status: 503 }, isAmbiguous],
    ['an unknown 5xx', named(599, 'something_new'), isAmbiguous],
    ['a 408', named(408, 'request_timeout'), isAmbiguous],
    ['a bad request', { kind: 'status', status: 400 }, recipient],
    ['a refused address', { kind: 'status', status: 422 }, recipient],
    ['a validation error 403', named(403, 'validation_error', toField), unclear],
    ['a missing field', named(422, 'missing_required_field'), recipient],
    ['a missing sender', named(422, 'missing_required_field', 'Missing `from` field.'), account],
    ['a bad parameter', named(422, 'invalid_parameter'), recipient],
    ['a bad sender', named(422, 'invalid_from_address'), account],
    ['a bad attachment', named(422, 'invalid_attachment'), recipient],
    ['a bad idempotency key', named(400, 'invalid_idempotency_key'), unclear],
    ['an unknown 4xx', named(418, 'something_new'), unclear],
    [
      'a key of another domain',
      named(403, 'validation_error', 'This API key is not authorized to send emails from a.test'),
      account,
    ],
    ['a missing key', { kind: 'status', status: 401 }, account],
    ['a restricted key', named(401, 'restricted_api_key'), account],
    ['a wrong key', { kind: 'status', status: 403 }, account],
    ['a suspended key', named(403, 'suspended_api_key'), account],
    ['a key without permission', named(403, 'invalid_permission'), account],
    ['refused access', named(422, 'invalid_access'), account],
    ['a security error', named(451, 'security_error'), account],
    [
      'an account that may only test',
      named(403, 'validation_error', 'Verify a domain first.'),
      account,
    ],
    // What the client makes of answers that are none.
    ['a reset connection', { kind: 'reset' }, isAmbiguous],
    ['a 200 that is not JSON', { kind: 'not-json' }, isAmbiguous],
    ['a 502 of HTML', { kind: 'not-json', status: 502 }, isAmbiguous],
    ['a 403 of HTML', { kind: 'not-json', status: 403 }, unclear],
    ['a 404 of HTML', { kind: 'not-json', status: 404 }, unclear],
    ['a 5xx with the body null', { kind: 'null-body', status: 503 }, isAmbiguous],
    ['a 403 with the body null', { kind: 'null-body', status: 403 }, unclear],
    [
      'a 403 with another body',
      { kind: 'status', status: 403, body: { message: 'Forbidden' } },
      unclear,
    ],
    ['a 5xx with another body', { kind: 'status', status: 500, body: { oops: true } }, isAmbiguous],
    ['a 200 without an id', { kind: 'status', status: 200, body: {} }, isAmbiguous],
    [
      'a 200 with an error',
      { kind: 'status', status: 200, body: { statusCode: 422, name: 'validation_error' } },
      isAmbiguous,
    ],
  ];
  for (const [what, fault, expected] of answers) {
    it(`takes ${what} for ${JSON.stringify(expected)}`, async () => {
      resend.setFaults([fault]);
      const { reason, ...answer } = (await connect()(sampleMail, 'key')) as { reason?: string };
      assert.deepEqual(answer, expected);
      assert.doesNotMatch(reason ?? '', /sarah/);
      assert.equal(accepted(), 0);
    });
  }

  it('waits a second or two where a rate limit names no time', async () => {
    resend.setFaults([{ kind: 'status', status: 429 }]);
    const answer = await connect()(sampleMail, 'key');
    assert.ok(answer.kind === 'refused' && answer.retryAfterMs);
    assert.ok(answer.retryAfterMs >= SECOND && answer.retryAfterMs <= 2 * SECOND);
  });

  for (const [what, fault] of [
    ['a send that hangs', { kind: 'hang' }],
    ['a body that never ends', { kind: 'slow-body', delayMs: 60_000 }],
  ] as const) {
    it(`gives up on ${what}, and cannot tell what became of it`, async () => {
      resend.setFaults([fault]);
      const answer = await connect({ deadlineMs: 2_000 })(sampleMail, 'key');
      assert.deepEqual(answer, { ...isAmbiguous, reason: 'application_error (no answer)' });
    });
  }

  it('sends once, however often an answer is lost', async () => {
    const send = connect();
    resend.setFaults([{ kind: 'after', then: 'reset', times: 2 }]);
    const kinds = [];
    for (let tries = 0; tries < 3; tries++) kinds.push((await send(sampleMail, 'key')).kind);
    assert.deepEqual(kinds, ['ambiguous', 'ambiguous', 'sent']);
    assert.equal(accepted(), 1);
  });

  it('knows that a key was used for other bytes, and that asking again tells no more', async () => {
    const send = connect();
    await send(sampleMail, 'key');
    const { reason: _, ...answer } = (await send(
      { ...sampleMail, text: 'Bye' },
      'key',
    )) as Answer & {
      reason: string;
    };
    assert.deepEqual(answer, { kind: 'ambiguous', isFinal: true });
  });

  it('tries again while the same email is under way', async () => {
    let goOn = () => {};
    held = new Promise((resolve) => (goOn = resolve));
    const send = connect();
    const both = [send(sampleMail, 'key'), send(sampleMail, 'key')];
    await Promise.race(both);
    goOn();
    const refused = (await Promise.all(both)).filter(({ kind }) => kind !== 'sent');
    assert.deepEqual(refused, [
      { kind: 'refused', reason: 'concurrent_idempotent_requests (409)' },
    ]);
  });

  it('blocks on a sender domain that is not verified', async () => {
    const answer = await connect()({ ...sampleMail, from: 'ava@elsewhere.test' }, 'key');
    assert.deepEqual(answer, { ...account, reason: 'validation_error (403)' });
  });

  it('refuses a recipient that Resend does not mail', async () => {
    const answer = await connect()({ ...sampleMail, to: 'sarah@example.com' }, 'key');
    assert.deepEqual(answer, { ...recipient, reason: 'validation_error (422)' });
  });

  describe('when a quota is used up', () => {
    const quotas: [string, string, Fault[], number][] = [
      ['an hour at most', '2026-11-02T10:00:00Z', [{ kind: 'quota', quota: 'daily' }], HOUR],
      [
        'until the day ends',
        '2026-11-02T23:40:00Z',
        [{ kind: 'quota', quota: 'daily' }],
        20 * MINUTE,
      ],
      ['an hour, not the day', '2026-11-02T23:40:00Z', [{ kind: 'quota', quota: 'monthly' }], HOUR],
      [
        'until the month ends',
        '2026-11-30T23:15:00Z',
        [{ kind: 'quota', quota: 'monthly' }],
        45 * MINUTE,
      ],
      ['a minute at least', '2026-11-02T23:59:59Z', [{ kind: 'quota', quota: 'daily' }], MINUTE],
      [
        'an hour when nobody says until when',
        '2026-11-02T23:40:00Z',
        [
          { kind: 'quota', quota: 'daily' },
          { kind: 'reset', route: 'GET /usage' },
        ],
        HOUR,
      ],
    ];
    for (const [what, at, faults, expectedMs] of quotas) {
      it(`waits ${what}`, async () => {
        await resend.setClock({ now: at });
        resend.setFaults(faults);
        const connection = { apiKey: 're_test', baseUrl, requestsPerSecond: 100_000 };
        const answer = await connectResend(connection, () => new Date(at))(sampleMail, 'key');
        assert.ok(answer.kind === 'refused');
        const { fault, retryAfterMs } = answer;
        assert.deepEqual({ fault, retryAfterMs }, { fault: 'account', retryAfterMs: expectedMs });
      });
    }
  });

  it('is held by a pause of a day for a quarter of an hour', async () => {
    const send = connect();
    resend.setFaults([{ kind: 'status', status: 429, retryAfterSeconds: 86_400, times: 1 }]);
    for (const key of ['first', 'second']) {
      const answer = await send(sampleMail, key);
      assert.ok(answer.kind === 'refused' && answer.retryAfterMs);
      const { retryAfterMs } = answer;
      assert.ok(retryAfterMs > 14 * MINUTE && retryAfterMs <= 15 * MINUTE, `${retryAfterMs}`);
    }
  });

  it('lets nothing through while Resend wants a longer pause, and says for how long', async () => {
    const send = connect();
    resend.setFaults([{ kind: 'status', status: 429, retryAfterSeconds: 90, times: 1 }]);
    await send(sampleMail, 'first');
    const answer = await send(sampleMail, 'second');
    assert.ok(answer.kind === 'refused' && answer.retryAfterMs && !answer.fault);
    assert.ok(answer.retryAfterMs > 80 * SECOND && answer.retryAfterMs <= 90 * SECOND);
    assert.equal(resend.log().length, 1);
  });
});
