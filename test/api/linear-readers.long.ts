import assert from 'node:assert/strict';
import type { Hono } from 'hono';
import { controlBodies } from '../../src/api/operators/control-bodies.js';
import { events, sequenceEvents } from '../../src/campaign/events.js';
import { isEmail, normaliseEmail } from '../../src/domain/contact.js';
import { connectWebhooks } from '../../src/vendors/resend/verify-webhook.js';
import { promised } from '../campaign/promises/promises.js';
import { assertCpuWithin, cpuOf } from '../support/cpu.js';
import { bearer, json, loneApi } from '../support/lone-api.js';
import {
  calcomBooking,
  calcomNoShow,
  calendlyInvitee,
  resendEvent,
  signedByCalcom,
  signedByCalendly,
  signedByResend,
} from '../support/sender-posts.js';
import { stubTemporal } from '../support/stub-temporal.js';

/** As long as a body can be, with what stands around the text. */
const bytes = 62_000;

/** Text that a careless expression would look at from each of its characters anew. */
const shapes = [
  '@',
  '.',
  'a@',
  'a.',
  '@a.',
  'a@b.',
  '[',
  '(((',
  '"',
  "\\'",
  '{',
  '{{',
  '}}',
  '{%',
  '%',
  '<a ',
  '/',
  'a/',
  'https://',
  'www.',
  ' ',
  ' a',
  '\t ',
  '0',
  '1.',
  '-',
  '1-',
  ':',
  '2025-12-01T',
  'Dec ',
  'a\u0301',
  '\u0301',
  '\u200b',
  '\u202e',
  '\ud83d\ude00',
  '\u212a',
  'e.a@',
  '*|',
].map((unit) =>
  unit.repeat(Math.floor(bytes / Buffer.byteLength(JSON.stringify(unit).slice(1, -1)))),
);

/** Beside texts: what is deep, and what is wide; as JSON, which is too deep to be written by a program. */
const structures = [
  '['.repeat(20_000) + ']'.repeat(20_000),
  `${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}`,
  JSON.stringify(Array(10_000).fill('@')),
  JSON.stringify(Array.from({ length: 4_000 }, () => ({ email: '@' }))),
  JSON.stringify(Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`k${at}`, 1]))),
];

/** All of it, as it stands in a body. */
const hostile = [...shapes.map((shape) => JSON.stringify(shape)), ...structures];

const plain = 'x'.repeat(bytes);

/** Stands in a body for what is put there. */
const mark = 'the value that is put here';

const now = new Date('2025-12-01T12:00:00Z');
const resendSecret = `whsec_${Buffer.from('a secret of a test for Resend').toString('base64')}`;
const app = loneApi({
  client: stubTemporal().client,
  now: () => now,
  limits: { burst: 1e9 },
  senderSecrets: { calcom: ['calcom'], calendly: ['calendly'] },
  isFromResend: connectWebhooks([resendSecret]),
});

type Send = (body: string) => Promise<Response> | Response;

const post = (path: string, headers: Record<string, string>): Send => {
  const to: Hono = app;
  return (body) =>
    to.request(path, {
      method: 'POST',
      headers: { ...json, ...headers },
      body,
    });
};
const admin = { Authorization: 'Bearer admin-token' };

interface Surface {
  name: string;
  good: object;
  send: Send;
  /** Every field of it is one that we read. */
  isRead?: true;
}

const shapeOf = (body: unknown) => Object.keys((body as { shape: object }).shape);

/** What an event may hold, all of it missing but what it must have. */
const bodyOf = ({ name, body }: (typeof events)[number]) => ({
  ...Object.fromEntries(shapeOf(body).map((field) => [field, null])),
  email: 'a@b.org',
  ...promised.find((one) => one.name === name)?.least,
});

const ownPaths: Record<string, string> = {
  switch: '/switch',
  resubscribe: '/contacts/a@b.org/resubscribe',
};

const surfaces: Surface[] = [
  ...events.map(
    (event): Surface => ({
      name: event.name,
      good: bodyOf(event),
      send: post(`/webhooks/${event.name}`, bearer),
      isRead: true,
    }),
  ),
  ...sequenceEvents.map(
    (event): Surface => ({
      name: `the plan of ${event.name}`,
      good: { ...bodyOf(event), sequence: event.name },
      send: post('/plan', admin),
    }),
  ),
  ...Object.entries(controlBodies).map(([name, body]): Surface => {
    const control = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return {
      name,
      good: Object.fromEntries(shapeOf(body).map((field) => [field, null])),
      send: post(ownPaths[name] ?? `/runs/no-run/${control}`, admin),
      isRead: true,
    };
  }),
  ...[calcomBooking('u1', 'a@b.org'), calcomNoShow('u1', 'a@b.org')].map(
    (good): Surface => ({
      name: `Cal.com's ${good.triggerEvent}`,
      good,
      send: (body) =>
        app.request('/webhooks/calcom', { method: 'POST', ...signedByCalcom('calcom', body) }),
    }),
  ),
  ...['invitee.created', 'invitee_no_show.created'].map(
    (event): Surface => ({
      name: `Calendly's ${event}`,
      good: calendlyInvitee(event, 'AB12', 'a@b.org'),
      send: (body) =>
        app.request('/webhooks/calendly', {
          method: 'POST',
          ...signedByCalendly('calendly', body, now),
        }),
    }),
  ),
  {
    name: "Resend's email.bounced",
    good: resendEvent('email.bounced', {
      bounce: { type: 'Permanent', subType: 'General' },
      failed: { reason: 'x' },
      suppressed: { reason: null, type: 'x', message: 'x' },
    }),
    send: (body) =>
      app.request('/webhooks/resend', { method: 'POST', ...signedByResend(resendSecret, body) }),
  },
];

/** Every place in a body where a value stands, by the names on the way. */
function placesIn(value: unknown, way: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [way];
  return [
    way,
    ...Object.entries(value).flatMap(([name, part]) => placesIn(part, [...way, name])),
  ].filter(({ length }) => length > 0);
}

function withValue(body: unknown, [name = '', ...rest]: string[], value: unknown): object {
  const copy = Array.isArray(body) ? [...(body as unknown[])] : { ...(body as object) };
  const inner: unknown = Reflect.get(copy, name);
  Reflect.set(copy, name, rest.length > 0 ? withValue(inner, rest, value) : value);
  return copy;
}

/** Generous: what grows with the square of a text's length is a thousand times over it. */
const assertLinear = (what: string, work: () => unknown, plainMs: number) =>
  assertCpuWithin(20 + 10 * plainMs, work, `${what}, where plain text takes ${plainMs} ms,`);

describe('a text of 60 KB, whatever it is made of,', () => {
  for (const { name, good, send, isRead } of surfaces) {
    it(`costs no more than a plain one in any field of ${name}`, async () => {
      for (const [at, place] of placesIn(good).entries()) {
        const [before = '', after = ''] = JSON.stringify(withValue(good, place, mark)).split(
          JSON.stringify(mark),
        );
        const plainBody = `${before}${JSON.stringify(plain)}${after}`;
        const plainMs = await cpuOf(() => send(plainBody));
        // Most places of a sender's body nobody reads: there some of them do, others in each place.
        const values = isRead ? hostile : hostile.filter((_, one) => one % 5 === at % 5);
        for (const value of values) {
          const body = `${before}${value}${after}`;
          let status = 0;
          const work = async () => {
            status = (await send(body)).status;
          };
          await assertLinear(`${place.join('.')} of ${value.slice(0, 20)}`, work, plainMs);
          assert.ok([200, 202, 404, 409, 422].includes(status), `${place.join('.')}: ${status}`);
        }
      }
    });
  }

  it('costs no more than a plain one where an address is looked for', async () => {
    for (const work of [isEmail, normaliseEmail]) {
      const plainMs = await cpuOf(() => work(plain));
      for (const shape of shapes) {
        await assertLinear(`${work.name} of ${shape.slice(0, 20)}`, () => work(shape), plainMs);
      }
    }
  });

  it('costs no more than a plain one in the path of a contact', async () => {
    const ask = (text: string) => () =>
      app.request(`/contacts/${encodeURIComponent(text.slice(0, 5_000))}`, { headers: admin });
    const plainMs = await cpuOf(ask(plain));
    for (const shape of shapes) await assertLinear(shape.slice(0, 20), ask(shape), plainMs);
  });

  it('would be told from a reader that looks at each character anew', async () => {
    const careless = (text: string) => /^(.*@)(.*@)x$/.test(text);
    const plainMs = await cpuOf(() => careless(plain));
    await assert.rejects(assertLinear('@', () => careless('@'.repeat(8_000)), plainMs));
  });
});
