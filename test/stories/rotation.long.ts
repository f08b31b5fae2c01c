import assert from 'node:assert/strict';
import { inRealTime } from '../support/real-time.js';
import { eventually } from '../support/sandbox-process.js';
import {
  calcomBooking,
  calendlyInvitee,
  type SignedPost,
  signedByCalcom,
  signedByCalendly,
  signedByResend,
} from '../support/sender-posts.js';
import { untilTaken } from '../support/world.js';

/** What each secret is before and after. Made up; as long as outside of the sandbox. */
const named = (name: string) => ({
  old: `old-${name}-${'o'.repeat(30)}`,
  new: `new-${name}-${'n'.repeat(30)}`,
});
const asKey = (name: string) => `whsec_${Buffer.from(name.padEnd(32, '.')).toString('base64')}`;
const lists = {
  WEBHOOK_KEY: named('website'),
  WEBHOOK_KEY_SIGNUP: named('signup'),
  UNSUBSCRIBE_SECRET: named('unsubscribe'),
  CALCOM_WEBHOOK_SECRET: named('calcom'),
  CALENDLY_WEBHOOK_SECRET: named('calendly'),
  RESEND_WEBHOOK_SECRET: { old: asKey('old'), new: asKey('new') },
};
const singles = {
  ADMIN_TOKEN: named('admin'),
  NOTION_TOKEN: named('notion'),
  RESEND_API_KEY: named('resend'),
};

type Which = 'old' | 'new';
const all = { ...lists, ...singles };
const settingsOf = (which: Which) =>
  Object.fromEntries(Object.entries(all).map(([name, values]) => [name, values[which]]));
/** Where several are taken, both; where one is, the new one. */
const both = {
  ...settingsOf('new'),
  ...Object.fromEntries(
    Object.entries(lists).map(([name, one]) => [name, `${one.new},${one.old}`]),
  ),
};

describe('every secret is replaced while a run is open', () => {
  const real = inRealTime({ settings: settingsOf('old'), goesOn: true });
  const email = 'rotated@salon.example';
  const body = { email, email_1_sent_at: new Date(Date.now() - 24 * 3_600_000).toISOString() };

  const ask = async (path: string, key: string, posted?: object) =>
    real.world.app.request(path, {
      method: posted ? 'POST' : 'GET',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
      ...(posted && { body: JSON.stringify(posted) }),
    });
  const statusOf = async (path: string, key: string, posted?: object) =>
    (await ask(path, key, posted)).status;
  const send = async (path: string, post: SignedPost) =>
    (await real.world.app.request(path, { method: 'POST', ...post })).status;
  const mails = () => real.world.resend.ledger().filter(({ to }) => to.includes(email));
  const linkIn = (number: number) => {
    const mail = mails().find(({ idempotencyKey }) => idempotencyKey?.endsWith(`/${number}`));
    const [, path = ''] =
      /<https?:\/\/[^/]+(\/.*)>/.exec(mail?.headers['List-Unsubscribe'] ?? '') ?? [];
    assert.match(path, /^\/unsubscribe\//);
    return path;
  };
  /** The run knows what was sent: until then its next email cannot be asked for. */
  const isKnown = (id: string) =>
    eventually('its row says so', async () => {
      const sent = (await real.world.rows(id)).filter((row) => row.endsWith(' sent'));
      return sent.length === mails().length + 1;
    });
  const sendNext = async (id: string, which: Which) => {
    const before = mails().length;
    const path = `/runs/${encodeURIComponent(id)}/send-now`;
    // A control that no worker has answered yet may still apply: it is not given twice.
    const { status } = await untilTaken(() => ask(path, singles.ADMIN_TOKEN[which], { by: 'Ann' }));
    assert.ok(status === 200 || status === 503, String(status));
    await eventually('it is sent', async () => mails().length > before);
    await isKnown(id);
  };
  /** How a signup is answered with its own key, old or new; the general one it never takes. */
  const signup = async (which: Which) => {
    const posted = { email: 'somebody@salon.example' };
    assert.equal(await statusOf('/webhooks/signup', lists.WEBHOOK_KEY[which], posted), 401);
    return statusOf('/webhooks/signup', lists.WEBHOOK_KEY_SIGNUP[which], posted);
  };
  /** How each sender's post is answered that is signed with the old or the new secret. */
  const senders = async (which: Which) => {
    const other = 'somebody@salon.example';
    const delivered = {
      type: 'email.delivered',
      created_at: new Date().toISOString(),
      data: {
        email_id: '00000000-0000-4000-8000-000000000000',
        to: [other],
        created_at: new Date().toISOString(),
      },
    };
    return {
      calcom: await send(
        '/webhooks/calcom',
        signedByCalcom(lists.CALCOM_WEBHOOK_SECRET[which], calcomBooking(`u-${which}`, other)),
      ),
      calendly: await send(
        '/webhooks/calendly',
        signedByCalendly(
          lists.CALENDLY_WEBHOOK_SECRET[which],
          calendlyInvitee('invitee.created', `E-${which}`, other),
          new Date(),
        ),
      ),
      resend: await send(
        '/webhooks/resend',
        signedByResend(lists.RESEND_WEBHOOK_SECRET[which], delivered),
      ),
    };
  };
  const refused = { calcom: 401, calendly: 401, resend: 401 };
  const isTaken = (answers: Record<string, number>) =>
    assert.ok(
      Object.values(answers).every((status) => status < 300),
      JSON.stringify(answers),
    );

  it('takes old and new side by side, then the new alone; nothing is doubled, and the run ends', async () => {
    const accepted = await ask('/webhooks/assessment', lists.WEBHOOK_KEY.old, body);
    const { id } = (await accepted.json()) as { id: string };
    await eventually('#2 is sent', async () => mails().length === 1);
    await isKnown(id);
    const oldLink = linkIn(2);

    await real.world.restart(both);
    // As the vendors do it: the old ones are no longer good.
    real.world.notion.setFaults([{ kind: 'refuse', key: singles.NOTION_TOKEN.old }]);
    for (const which of ['old', 'new'] as const) {
      const answer = await ask('/webhooks/assessment', lists.WEBHOOK_KEY[which], body);
      assert.equal(((await answer.json()) as { status: string }).status, 'duplicate');
      isTaken(await senders(which));
      assert.equal(await signup(which), 202);
    }
    assert.equal(await statusOf('/switch', singles.ADMIN_TOKEN.old), 401);
    assert.equal(await statusOf('/switch', singles.ADMIN_TOKEN.new), 200);
    assert.equal((await real.world.app.request(oldLink)).status, 200);
    await sendNext(id, 'new');
    const newLink = linkIn(3);

    await real.world.restart(settingsOf('new'));
    assert.equal(await statusOf('/webhooks/assessment', lists.WEBHOOK_KEY.old, body), 401);
    assert.equal(await statusOf('/webhooks/assessment', lists.WEBHOOK_KEY.new, body), 202);
    assert.deepEqual([await signup('old'), await signup('new')], [401, 202]);
    assert.deepEqual(await senders('old'), refused);
    isTaken(await senders('new'));
    await sendNext(id, 'new');
    // What a reader of the first email sees once its secret is given up: no link of ours.
    assert.equal((await real.world.app.request(oldLink)).status, 404);
    assert.equal((await real.world.app.request(newLink, { method: 'POST' })).status, 200);
    assert.equal((await real.world.result(id)).outcome, 'stopped:unsubscribed');

    const keys = mails().map(({ idempotencyKey }) => idempotencyKey);
    assert.deepEqual(
      keys,
      [2, 3, 4].map((number) => `${id}/${number}`),
    );
    const rows = await real.world.rows(id);
    assert.deepEqual(rows.slice(0, 4), ['#1 sent', '#2 sent', '#3 sent', '#4 sent']);
    const used = real.world.resend
      .log()
      .map(({ key }) => key)
      .filter(Boolean);
    assert.deepEqual([...new Set(used)], [singles.RESEND_API_KEY.old, singles.RESEND_API_KEY.new]);
  });
});
