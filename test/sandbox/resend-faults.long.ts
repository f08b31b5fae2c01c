import assert from 'node:assert/strict';
import { type CreateEmailOptions, Resend } from 'resend';
import { createResendStandIn } from '../../src/sandbox/resend/server.js';
import type { Fault } from '../../src/sandbox/standin/faults.js';
import type { StandInServer } from '../../src/sandbox/standin/listen.js';
import { Traffic } from '../contract/traffic.js';

const mail: CreateEmailOptions = {
  from: 'ava@studio.test',
  to: 'sarah@inbox.test',
  subject: 'Hello',
  text: 'Hi',
};

/** What the SDK says of whatever is not an HTTP answer in JSON. */
const noAnswer = { name: 'application_error', statusCode: null };
const unavailable = { name: 'service_unavailable', statusCode: 503 };

describe('Resend stand-in under faults', () => {
  const traffic = new Traffic({ allRequests: false });
  const standIn = createResendStandIn({
    file: ':memory:',
    observer: traffic.observer('resend'),
    requestsPerSecond: 1000,
  });
  let server: StandInServer;
  /** Long where an answer comes, however busy the machine is. */
  let patienceMs = 10_000;

  before(async () => {
    server = await standIn.listen(0);
  });
  beforeEach(() => {
    patienceMs = 10_000;
    return standIn.reset();
  });
  afterEach(() => traffic.assertFaithful());
  after(async () => {
    await server.close();
    standIn.close();
  });

  async function send(key = 're_test', changes: Partial<typeof mail> = {}) {
    const resend = new Resend(key, { baseUrl: server.url });
    const { data, error, headers } = await resend.emails.send(
      { ...mail, ...changes } as CreateEmailOptions,
      { signal: AbortSignal.timeout(patienceMs) },
    );
    const failed = error && { name: error.name, statusCode: error.statusCode };
    return { answer: data ? 'accepted' : failed, headers };
  }

  /** The fault, what the SDK sees, whether the mail was accepted, the status in the log. */
  const cases: [Fault, unknown, boolean, number | null][] = [
    [{ kind: 'status', status: 503 }, unavailable, false, 503],
    [{ kind: 'status' }, { name: 'internal_server_error', statusCode: 500 }, false, 500],
    [{ kind: 'status', body: { odd: 1 } }, { name: undefined, statusCode: undefined }, false, 500],
    [{ kind: 'before' }, noAnswer, false, null],
    [{ kind: 'before', then: 'silence' }, noAnswer, false, null],
    [{ kind: 'before', then: 503 }, unavailable, false, 503],
    [{ kind: 'after' }, noAnswer, true, null],
    [{ kind: 'after', then: 'reset' }, noAnswer, true, null],
    [{ kind: 'after', then: 'silence' }, noAnswer, true, null],
    [{ kind: 'after', then: 503 }, unavailable, true, 503],
    [{ kind: 'after', then: 'not-json' }, noAnswer, true, 200],
    [{ kind: 'hang' }, noAnswer, false, null],
    [{ kind: 'slow-body', delayMs: 1_000 }, noAnswer, true, 200],
    [{ kind: 'not-json' }, noAnswer, false, 200],
    [{ kind: 'not-json', status: 502 }, { name: 'application_error', statusCode: 502 }, false, 502],
    [{ kind: 'null-body', status: 503 }, null, false, 503],
    [{ kind: 'reset' }, noAnswer, false, null],
    [{ kind: 'refuse' }, noAnswer, false, null],
    [{ kind: 'pause', delayMs: 10 }, 'accepted', true, 200],
    [{ kind: 'pause', delayMs: 5000 }, noAnswer, true, null],
    [{ kind: 'quota' }, { name: 'daily_quota_exceeded', statusCode: 429 }, false, 429],
    [
      { kind: 'quota', quota: 'monthly' },
      { name: 'monthly_quota_exceeded', statusCode: 429 },
      false,
      429,
    ],
  ];
  for (const [fault, answer, isAccepted, status] of cases) {
    it(`${JSON.stringify(fault)}: ${JSON.stringify(answer)}`, async () => {
      if (answer === noAnswer) patienceMs = 2_000;
      standIn.setFaults([fault]);
      const seen = await send();
      const [entry] = standIn.log();
      assert.deepEqual(seen.answer, answer);
      assert.equal(standIn.ledger().length, isAccepted ? 1 : 0);
      assert.deepEqual([entry?.status, entry?.fault], [status, fault.kind]);
    });
  }

  it('gives Retry-After with a status that asks for it', async () => {
    standIn.setFaults([{ kind: 'status', status: 429, retryAfterSeconds: 7 }]);
    const { answer, headers } = await send();
    assert.deepEqual(answer, { name: 'rate_limit_exceeded', statusCode: 429 });
    assert.equal(headers?.['retry-after'], '7');
  });

  it('waits with "after" for a request that succeeds', async () => {
    standIn.setFaults([{ kind: 'after', then: 503, times: 1 }]);
    const refused = await send('re_test', { to: 'nobody' });
    assert.deepEqual(refused.answer, { name: 'validation_error', statusCode: 422 });
    assert.deepEqual((await send()).answer, unavailable);
  });

  it('answers again once the plan is cleared', async () => {
    standIn.setFaults([{ kind: 'refuse' }]);
    await send();
    standIn.setFaults([]);
    assert.equal((await send()).answer, 'accepted');
  });

  it('closes at once while a request hangs', async () => {
    const hanging = createResendStandIn({ file: ':memory:' });
    const other = await hanging.listen(0);
    hanging.setFaults([{ kind: 'hang' }]);
    const resend = new Resend('re_test', { baseUrl: other.url });
    const pending = resend.emails.send(mail);
    while (hanging.log().length === 0) await new Promise(setImmediate);
    await other.close();
    hanging.close();
    assert.equal((await pending).error?.statusCode, null);
  });

  describe('chooses its requests', () => {
    const failed = { name: 'internal_server_error', statusCode: 500 };
    const ok = 'accepted';
    const choices: [string, Omit<Fault, 'kind'>, unknown[]][] = [
      ['by route', { route: 'POST /emails' }, [failed, failed, failed]],
      ['not by another route', { route: 'GET /emails/:id' }, [ok, ok, ok]],
      ['by a pattern', { route: '* /em*' }, [failed, failed, failed]],
      ['by key', { key: 're_b' }, [ok, failed, ok]],
      ['by a part of the body', { match: '"subject":"c"' }, [ok, ok, failed]],
      ['by a part of the path', { match: '/emails' }, [failed, failed, failed]],
      ['after so many', { skip: 2 }, [ok, ok, failed]],
      ['for so many', { skip: 1, times: 1 }, [ok, failed, ok]],
      ['with certainty', { probability: 1 }, [failed, failed, failed]],
      ['never', { probability: 0 }, [ok, ok, ok]],
    ];
    for (const [how, choice, answers] of choices) {
      it(how, async () => {
        standIn.setFaults([{ kind: 'status', ...choice }]);
        const seen: unknown[] = [];
        for (const name of ['a', 'b', 'c']) {
          seen.push((await send(`re_${name}`, { subject: name })).answer);
        }
        assert.deepEqual(seen, answers);
      });
    }
  });
});
