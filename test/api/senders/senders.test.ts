import assert from 'node:assert/strict';
import { contactKey } from '../../../src/domain/contact.js';
import { connectWebhooks } from '../../../src/vendors/resend/verify-webhook.js';
import { assertDescribed } from '../../support/described.js';
import { json, type LoneParts, loneApi, secretOfKeys } from '../../support/lone-api.js';
import {
  calcomBooking,
  calendlyInvitee,
  resendEvent,
  type SignedPost,
  signedByCalcom,
  signedByCalendly,
  signedByResend,
} from '../../support/sender-posts.js';
import { stubTemporal } from '../../support/stub-temporal.js';

const now = new Date('2025-12-01T12:00:00Z');
const minutes = (from: Date, count: number) => new Date(from.getTime() + count * 60_000);
const whsec = (words: string) => `whsec_${Buffer.from(words.padEnd(24, '.')).toString('base64')}`;

const secrets = { calcom: ['new-secret', 'old-secret'], calendly: ['new-key', 'old-key'] };
const [resendNew, resendOld] = [whsec('new'), whsec('old')];
const configured: LoneParts = {
  now: () => now,
  senderSecrets: secrets,
  isFromResend: connectWebhooks([resendNew, resendOld]),
};

const ping = { triggerEvent: 'PING', payload: {} };
const cancelled = calendlyInvitee('invitee.canceled', 'AB', 'a@salon.example');
const opened = resendEvent('email.opened');

/** Each sender with a post that it signs and that starts nothing, and how the same looks forged. */
const senders = [
  {
    path: '/webhooks/calcom',
    good: [signedByCalcom('new-secret', ping), signedByCalcom('old-secret', ping)],
    bad: {
      'another secret': signedByCalcom('no-secret', ping),
      'no signature': { body: JSON.stringify(ping), headers: json },
      'another body': { ...signedByCalcom('new-secret', ping), body: '{"triggerEvent":"PONG"}' },
      'the sender without a secret': {
        body: JSON.stringify(ping),
        headers: { ...json, 'X-Cal-Signature-256': 'no-secret-provided' },
      },
    },
  },
  {
    path: '/webhook/calcom-booking',
    good: [signedByCalcom('new-secret', ping)],
    bad: { 'another secret': signedByCalcom('no-secret', ping) },
  },
  {
    path: '/webhooks/calendly',
    good: [
      signedByCalendly('new-key', cancelled, now),
      signedByCalendly('old-key', cancelled, minutes(now, -5)),
      signedByCalendly('new-key', cancelled, minutes(now, 5)),
    ],
    bad: {
      'another secret': signedByCalendly('no-key', cancelled, now),
      'no signature': { body: JSON.stringify(cancelled), headers: json },
      'another body': { ...signedByCalendly('new-key', cancelled, now), body: '{}' },
      'a signature over five minutes old': signedByCalendly('new-key', cancelled, minutes(now, -6)),
      'a signature from the future': signedByCalendly('new-key', cancelled, minutes(now, 6)),
      'half a header': {
        body: JSON.stringify(cancelled),
        headers: { ...json, 'Calendly-Webhook-Signature': 'v1=' },
      },
    },
  },
  {
    path: '/webhooks/resend',
    good: [signedByResend(resendNew, opened), signedByResend(resendOld, opened)],
    bad: {
      'another secret': signedByResend(whsec('none'), opened),
      'no signature': { body: JSON.stringify(opened), headers: json },
      'another body': { ...signedByResend(resendNew, opened), body: '{}' },
      'a signature over five minutes old': signedByResend(resendNew, opened, {
        at: minutes(new Date(), -6),
      }),
      // Far ahead: it is signed as this file is loaded, which may be minutes before it is posted.
      'a signature from the future': signedByResend(resendNew, opened, {
        at: minutes(new Date(), 60),
      }),
    },
  },
];

describe('the signatures of external senders', () => {
  const post = (path: string, signed: SignedPost, deps = configured) =>
    loneApi(deps).request(path, { method: 'POST', ...signed });

  for (const { path, good, bad } of senders) {
    it(`lets in what is signed with any secret of ${path}, again and again`, async () => {
      for (const signed of [...good, ...good]) {
        const response = await post(path, signed);
        assert.equal(response.status, 200);
        const answer = (await response.json()) as { reason: string };
        assert.equal(answer.reason, 'event_not_used');
        assertDescribed('Ignored', answer);
      }
    });

    it(`answers everything else at ${path} alike, also while no secret is set`, async () => {
      const answers = new Set<string>();
      for (const signed of Object.values<SignedPost>(bad)) {
        const response = await post(path, signed);
        answers.add(`${response.status} ${await response.text()}`);
      }
      const unset = {
        senderSecrets: { calcom: [], calendly: [] },
        isFromResend: connectWebhooks([]),
      };
      for (const signed of good) {
        const response = await post(path, signed, unset);
        answers.add(`${response.status} ${await response.text()}`);
      }
      assert.equal(answers.size, 1, [...answers].join('\n'));
      assert.match([...answers][0] ?? '', /^401 .*The signature is missing or wrong/);
    });

    it(`judges posts to ${path} in the order of errors`, async () => {
      const statusOf = async (init: RequestInit) =>
        (await loneApi(configured).request(path, { method: 'POST', ...init })).status;
      assert.equal(await statusOf({ method: 'PUT' }), 405);
      assert.equal(await statusOf({ body: 'x'.repeat(65_537) }), 413);
      assert.equal(await statusOf({ body: '{}' }), 415);
      assert.equal(await statusOf({ body: 'not JSON', headers: json }), 401);
    });
  }

  it('refuses what is signed but no JSON, or not as its sender writes it', async () => {
    const raw = (body: string) => signedByResend(resendNew, body);
    assert.equal((await post('/webhooks/resend', raw('{"type":'))).status, 400);
    assert.equal((await post('/webhooks/resend', raw('[]'))).status, 422);
    const nobody = signedByCalcom('new-secret', calcomBooking('u1', ''));
    const response = await post('/webhooks/calcom', nobody);
    assert.equal(response.status, 422);
    const { errors } = (await response.json()) as { errors: unknown };
    assert.deepEqual(errors, [{ path: 'payload.attendees.0.email', message: 'is required' }]);
  });

  it('takes no report of an email that went to another than its contact', async () => {
    const contact = contactKey(secretOfKeys, 'sarah@salon.example');
    const tags = { contact, sequence: 'assessment', email: '2' };
    const { client, started } = stubTemporal();
    const statusOf = async (to: string) => {
      const told = resendEvent('email.complained', { to: [to] }, tags);
      const signed = signedByResend(resendNew, told, { id: `msg_${to.length}` });
      return (await post('/webhooks/resend', signed, { ...configured, client })).status;
    };
    for (const to of ['other@salon.example', 'x', '\u017farah@salon.example']) {
      assert.equal(await statusOf(to), 200, to);
    }
    assert.equal(started().length, 0);
    for (const to of ['sarah@salon.example', 'Sarah@Salon.example']) {
      assert.equal(await statusOf(to), 202, to);
    }
    assert.ok(started().length > 0);
  });

  it("names what a report starts by the event's id, if that can name anything", async () => {
    const contact = contactKey(secretOfKeys, 'sarah@salon.example');
    const told = resendEvent(
      'email.complained',
      { to: ['sarah@salon.example'] },
      {
        contact,
        sequence: 'assessment',
        email: '2',
      },
    );
    const { client, started } = stubTemporal();
    const ids = ['msg_2Lh9KRb0pzN4LePd3XiA4v9Axj', 'x'.repeat(2_000), "a'b/c d", '\u00e9'];
    for (const id of ids) {
      const signed = signedByResend(resendNew, told, { id });
      const response = await post('/webhooks/resend', signed, { ...configured, client });
      assert.equal(response.status, 202, id);
    }
    const [first, ...others] = started().filter((id) => id.startsWith('delivery/'));
    assert.equal(first, `delivery/${ids[0]}`);
    assert.equal(new Set(others).size, ids.length - 1);
    for (const other of others) assert.match(other, /^delivery\/[0-9a-f]{16}$/);
  });

  it('looks at no more signatures of Resend than a sender has', async () => {
    const { body, headers } = signedByResend(resendNew, opened);
    const right = headers['svix-signature']?.split(' ').at(-1) ?? '';
    const statusOf = async (before: number) => {
      const signatures = [...Array.from({ length: before }, () => 'v1,bm90aGluZw=='), right];
      const given = { ...headers, 'svix-signature': signatures.join(' ') };
      return (await post('/webhooks/resend', { body, headers: given })).status;
    };
    assert.deepEqual([await statusOf(9), await statusOf(10)], [200, 401]);
  });

  it('takes a missed call whose reschedule link is none', async () => {
    const { client, started } = stubTemporal();
    const told = calendlyInvitee('invitee_no_show.created', 'AB12', 'a@salon.example');
    const payload = { ...told.payload, reschedule_url: 'javascript:alert(1)' };
    const signed = signedByCalendly('new-key', { ...told, payload }, now);
    const response = await post('/webhooks/calendly', signed, { ...configured, client });
    assert.equal(response.status, 202);
    assert.equal(started().length, 1);
  });

  it('answers 503 with Retry-After while Temporal is away', async () => {
    const contact = contactKey(secretOfKeys, 'Sarah@salon.example');
    const tags = { contact, sequence: 'assessment', email: '2' };
    const booking = signedByCalcom('new-secret', calcomBooking('u1', 'a@salon.example'));
    const bounce = signedByResend(resendNew, resendEvent('email.delivered', {}, tags));
    for (const response of await Promise.all([
      post('/webhooks/calcom', booking),
      post('/webhooks/resend', bounce),
    ])) {
      assert.equal(response.status, 503);
      assert.equal(response.headers.get('retry-after'), '5');
    }
  });
});
