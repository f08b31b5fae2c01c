import assert from 'node:assert/strict';
import type { RunReply } from '../../src/runs/reply.js';
import { openSession, postForm } from '../console/operator.js';
import { inSkippedTime } from '../support/skipped-time.js';
import { hoursAfter } from '../support/world.js';

/** What is done to the next email is done to the one that an operator has seen as the next. */
describe('the next email, in skipped time', () => {
  const story = inSkippedTime();

  const start = async () => {
    const posted = story.someone();
    const { id } = await story.world.accept(posted);
    return { id, email: posted.email };
  };
  const ask = async (id: string, name: string, more?: object) => {
    const { status, body } = await story.world.control(id, name, more);
    return [status, (body as unknown as { detail?: string }).detail];
  };
  const controls = ['send-now', 'skip-next'];
  const planned = ['+24h #2', '+72h #3', '+96h #4', '+120h #5'];

  it('is refused by its number once it is another, with what has become of it', async () => {
    const { id, email } = await start();
    await story.env.sleep('1h');
    const table: [number: number, status: number, detail: string][] = [
      [1, 409, 'email 1 is sent by the website'],
      [3, 409, 'email 3 is not the next one: the next one is email 2'],
      [9, 422, 'there is no email 9'],
    ];
    for (const name of controls) {
      for (const [number, status, detail] of table) {
        const expected = [status, `Nothing was changed: ${detail}.`];
        assert.deepEqual(await ask(id, name, { number }), expected);
      }
      const malformed = await story.world.control(id, name, { number: '2' });
      assert.equal(malformed.status, 422);
      assert.match(JSON.stringify(malformed.body), /"path":"number"/);
    }
    await story.env.sleep('24h');
    const gone = 'Nothing was changed: email 2 is sent already; the next one is email 3.';
    for (const name of controls) assert.deepEqual(await ask(id, name, { number: 2 }), [409, gone]);
    const { history } = await story.world.told(id);
    assert.deepEqual(history, []);
    await story.world.result(id);
    assert.deepEqual(await story.world.mailsTo(email, story.base), planned);
  });

  it('is skipped or sent by its number, once however often that is asked', async () => {
    const { id, email } = await start();
    await story.env.sleep('1h');
    assert.equal((await ask(id, 'skip-next', { number: 2 }))[0], 200);
    const skipped = 'Nothing was changed: email 2 is skipped already; the next one is email 3.';
    assert.deepEqual(await ask(id, 'skip-next', { number: 2 }), [409, skipped]);
    assert.equal((await ask(id, 'send-now', { number: 3 }))[0], 200);
    await story.env.sleep('1m');
    const sent = 'Nothing was changed: email 3 is sent already; the next one is email 4.';
    assert.deepEqual(await ask(id, 'send-now', { number: 3 }), [409, sent]);
    await ask(id, 'skip-next', { number: 4 });
    await ask(id, 'skip-next', { number: 5 });
    await story.world.result(id);
    assert.deepEqual(await story.world.mailsTo(email, story.base), ['+1h #3']);
  });

  it('is the one that a page of the console has named, however long ago it was opened', async () => {
    const { id, email } = await start();
    const { app } = story.world;
    const path = `/console/runs/${encodeURIComponent(id)}`;
    await story.env.sleep('23h');
    const { Cookie, token } = await openSession(app, 'Ann', 'sandbox-admin-token');
    const page = await (await app.request(path, { headers: { Cookie } })).text();
    await story.env.sleep('2h');
    for (const name of controls) {
      const [, form = ''] = new RegExp(`<form id="${name}"(.*?)</form>`, 's').exec(page) ?? [];
      const [, number = ''] = /name="number" value="(\d+)"/.exec(form) ?? [];
      const fields = { form_token: token, reason: 'read it on paper', number };
      const refused = await postForm(app, `${path}/${name}`, fields, { Cookie });
      assert.equal(refused.status, 409);
      assert.match(await refused.text(), /email 2 is sent already; the next one is email 3/);
      const unnamed = { form_token: token, reason: 'read it on paper' };
      assert.equal((await postForm(app, `${path}/${name}`, unnamed, { Cookie })).status, 422);
    }
    await story.world.result(id);
    assert.deepEqual(await story.world.mailsTo(email, story.base), planned);
  });

  it('stays the same for who looks at a paused run, and for the run', async () => {
    const { id, email } = await start();
    const due = ({ emails }: RunReply) =>
      emails.map(({ state, dueAt }) => `${hoursAfter(story.base, dueAt)} ${state}`).slice(1);
    await story.env.sleep('20h');
    await story.world.control(id, 'pause');
    await story.env.sleep('80h');
    const { body } = await story.world.control(id, 'send-now', { number: 2 });
    const coming = ['+112h scheduled', '+124h scheduled', '+136h scheduled'];
    assert.deepEqual(due(body), ['+100h scheduled', ...coming], 'the gap counts from now');
    await story.env.sleep('1h');
    const told = await story.world.told(id);
    assert.deepEqual(due(told).slice(1), coming, 'nothing is too late while it waits');
    const next = told.emails.find(({ state }) => state === 'scheduled')?.number;
    assert.equal((await ask(id, 'send-now', { number: next }))[0], 200);
    await story.env.sleep('1h');
    await story.world.control(id, 'stop');
    await story.world.result(id);
    assert.deepEqual(await story.world.mailsTo(email, story.base), ['+100h #2', '+101h #3']);
  });
});
