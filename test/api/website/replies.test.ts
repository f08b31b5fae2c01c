import assert from 'node:assert/strict';
import pino from 'pino';
import { contactKey } from '../../../src/domain/contact.js';
import { ourEmails, promised } from '../../campaign/promises/promises.js';
import { assertDescribed } from '../../support/described.js';
import { bearer, json, type LoneParts, loneApi } from '../../support/lone-api.js';
import { stubTemporal } from '../../support/stub-temporal.js';

const email = 'Sarah@Salon.example';
const key = contactKey('a secret of at least thirty-two characters', email);

async function post(path: string, body: object, deps: LoneParts = {}) {
  const app = loneApi({ client: stubTemporal().client, ...deps });
  const response = await app.request(path, {
    method: 'POST',
    headers: { ...json, ...bearer },
    body: JSON.stringify({ email, ...body }),
  });
  return { status: response.status, reply: (await response.json()) as Record<string, unknown> };
}

/** The clock of the API stands at noon of 1 December 2025. */
describe('the reply to an accepted event', () => {
  const acceptedAssessment = {
    status: 'accepted',
    id: `assessment/${key}`,
    sequence: 'assessment',
    segment: 'CRITICAL',
    testing: false,
    message: 'Accepted: 4 emails are to come, the next ("5-Day E2") at 2025-12-02T10:30:00.000Z.',
    warnings: [],
    emails: [
      ['5-Day E1', 'website', '2025-12-01T10:30:00.000Z', 'sent'],
      ['5-Day E2', 'evergreen', '2025-12-02T10:30:00.000Z', 'scheduled'],
      ['5-Day E3', 'evergreen', '2025-12-04T10:30:00.000Z', 'scheduled'],
      ['5-Day E4', 'evergreen', '2025-12-05T10:30:00.000Z', 'scheduled'],
      ['5-Day E5', 'evergreen', '2025-12-06T10:30:00.000Z', 'scheduled'],
    ].map(([template, sentBy, dueAt, state], index) => ({
      number: index + 1,
      template,
      sentBy,
      dueAt,
      state,
    })),
  };
  const assessment = { red_systems: 2, email_1_sent_at: '2025-12-01T10:30:00Z' };

  it('holds the whole plan of an assessment, and nothing else', async () => {
    const { status, reply } = await post('/webhooks/assessment', assessment);
    assert.equal(status, 202);
    assert.deepEqual(reply, acceptedAssessment);
    assertDescribed('Accepted', reply);
  });

  const older = [
    '/webhook/christmas-signup',
    '/api/v1/executions/webhook/christmas/assessment-handler/general-key',
  ];
  for (const path of older) {
    it(`adds the address as posted at ${path}`, async () => {
      const { status, reply } = await post(path, assessment);
      assert.equal(status, 202);
      assert.deepEqual(reply, { ...acceptedAssessment, email });
    });
  }

  it('says of a late assessment what goes now, what moves, and what is skipped', async () => {
    const sentAt = '2025-11-27T18:00:00Z'; // 90 h ago
    const { reply } = await post('/webhooks/assessment', { email_1_sent_at: sentAt });
    assert.deepEqual((reply['emails'] as object[]).slice(1), [
      {
        number: 2,
        template: '5-Day E2',
        sentBy: 'evergreen',
        dueAt: '2025-11-28T18:00:00.000Z',
        state: 'skipped',
        reason: 'too_late',
      },
      {
        number: 3,
        template: '5-Day E3',
        sentBy: 'evergreen',
        dueAt: '2025-12-01T12:00:00.000Z',
        plannedAt: '2025-11-30T18:00:00.000Z',
        state: 'scheduled',
      },
      {
        number: 4,
        template: '5-Day E4',
        sentBy: 'evergreen',
        dueAt: '2025-12-02T00:00:00.000Z',
        plannedAt: '2025-12-01T18:00:00.000Z',
        state: 'scheduled',
      },
      {
        number: 5,
        template: '5-Day E5',
        sentBy: 'evergreen',
        dueAt: '2025-12-02T18:00:00.000Z',
        state: 'scheduled',
      },
    ]);
    assert.equal(
      reply['message'],
      'Accepted: 3 emails are to come, the next ("5-Day E3") at 2025-12-01T12:00:00.000Z.',
    );
  });

  it('says plainly when nothing is left to send', async () => {
    const { status, reply } = await post('/webhooks/assessment', {
      email_1_sent_at: '2024-12-01T10:30:00Z',
    });
    assert.equal(status, 202);
    assert.equal(reply['message'], 'Accepted: nothing is left to send.');
    const states = (reply['emails'] as { state: string }[]).map(({ state }) => state);
    assert.deepEqual(states, ['sent', 'skipped', 'skipped', 'skipped', 'skipped']);
  });

  for (const promises of promised.filter(({ calendar: [first] }) => !first?.by)) {
    const { name, least, occasion } = promises;

    it(`counts ${name} from its acceptance, without a segment`, async () => {
      const { status, reply } = await post(`/webhooks/${name}`, least);
      const { emails, id, segment } = reply as {
        emails: { dueAt: string; state: string }[];
        id: string;
        segment: unknown;
      };
      assert.equal(status, 202);
      const part = occasion ? `/(${occasion.source})` : '';
      assert.match(id, new RegExp(`^${name}/[0-9a-f]{32}${part}$`));
      assert.equal(segment, null);
      const acceptedMs = Date.parse('2025-12-01T12:00:00Z');
      assert.deepEqual(
        emails.map(({ dueAt }) => Date.parse(dueAt) - acceptedMs),
        ourEmails(promises).map(({ afterMs }) => afterMs),
      );
      assert.ok(emails.every(({ state }) => state === 'scheduled'));
    });
  }

  it('names the call of a maybe by its day', async () => {
    const { reply } = await post('/webhooks/post-call', { call_date: '2025-11-30T15:00Z' });
    assert.match(String(reply['id']), /^post-call\/[0-9a-f]{32}\/2025-11-30$/);
  });

  it('has no emails for a sign-up', async () => {
    assert.deepEqual(await post('/webhooks/signup', {}), {
      status: 202,
      reply: {
        status: 'accepted',
        id: `signup/${key}`,
        sequence: 'signup',
        segment: null,
        testing: false,
        message: 'The contact is recorded; we send no email.',
        warnings: [],
        emails: [],
      },
    });
  });

  it('tells testing mode, and counts in minutes then; no field of the payload switches it', async () => {
    const swap = { testing: true, TESTING_MODE: 'true', isTesting: true };
    const normal = (await post('/webhooks/onboarding', { payment_confirmed: true, ...swap })).reply;
    assert.equal(normal['testing'], false);
    const { reply } = await post(
      '/webhooks/onboarding',
      { payment_confirmed: true },
      { isTesting: true },
    );
    assert.equal(reply['testing'], true);
    assert.deepEqual(
      (reply['emails'] as { dueAt: string }[]).map(({ dueAt }) => dueAt),
      ['2025-12-01T12:01:00.000Z', '2025-12-01T12:02:00.000Z', '2025-12-01T12:03:00.000Z'],
    );
  });

  it('warns in the reply and in the log, which holds no value that was posted', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => lines.push(line) });
    const { reply } = await post(
      '/webhooks/assessment',
      { email_1_status: 'lost by Sarah', first_name: 'Sarah' },
      { log },
    );
    const warnings = reply['warnings'] as string[];
    assert.equal(warnings.length, 2);
    assert.equal(lines.length, 1);
    for (const warning of warnings) assert.ok(lines[0]?.includes(warning));
    assert.doesNotMatch(lines.join(), /sarah/i);
    assert.equal((reply['emails'] as { reason?: string }[])[0]?.reason, 'lost by Sarah');
  });
});

describe('the reply to an event that starts nothing', () => {
  for (const { name, least, ignored } of promised) {
    for (const [body, reason] of ignored) {
      it(`is 200 and says why: ${name} ${JSON.stringify(body)}`, async () => {
        const { client, started } = stubTemporal();
        const { status, reply } = await post(
          `/webhooks/${name}`,
          { ...least, ...body },
          { client },
        );
        assert.deepEqual([status, reply['status'], reply['reason']], [200, 'ignored', reason]);
        assertDescribed('Ignored', reply);
        assert.deepEqual(started(), [], 'nothing is started');
      });
    }
  }
});

describe('one event posted many times at once', () => {
  it('is one start, one "accepted", and the same plan for all', async () => {
    const { client, started } = stubTemporal();
    const app = loneApi({ client });
    const replies = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const init = { method: 'POST', headers: { ...json, ...bearer } };
        const body = JSON.stringify({ email });
        const response = await app.request('/webhooks/assessment', { ...init, body });
        return (await response.json()) as { status: string; emails: object[] };
      }),
    );
    assert.equal(started().length, 1);
    assert.deepEqual(replies.map(({ status }) => status).toSorted(), [
      'accepted',
      ...Array<string>(19).fill('duplicate'),
    ]);
    for (const { emails } of replies) assert.deepEqual(emails, replies[0]?.emails);
  });

  it('is two starts where the data differ, so that the newer data is not lost', async () => {
    const { client, started } = stubTemporal();
    const bodies = [{ first_name: 'Sarah' }, { first_name: 'Sally' }];
    await Promise.all(bodies.map((body) => post('/webhooks/assessment', body, { client })));
    assert.equal(started().length, 2);
  });
});
