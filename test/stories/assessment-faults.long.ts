import assert from 'node:assert/strict';
import { HOUR } from '../../src/domain/duration.js';
import { delivery, skipNext } from '../../src/workflows/messages.js';
import { shownOf } from '../support/shown.js';
import { inSkippedTime } from '../support/skipped-time.js';

/** The same story with something going wrong in it: nothing lost, nothing doubled. */
describe('assessment with faults, in skipped time', () => {
  const story = inSkippedTime();

  it('sends once when Resend accepts and its answer is lost', async () => {
    const posted = story.someone();
    story.world.resend.setFaults([
      { kind: 'after', route: 'POST /emails', then: 'reset', times: 3 },
    ]);
    const { id } = await story.world.accept(posted);
    await story.world.result(id);
    assert.deepEqual(await story.world.mailsTo(posted.email, story.base), [
      '+24h #2',
      '+72h #3',
      '+96h #4',
      '+120h #5',
    ]);
    const requests = story.world.resend.log().filter(({ method }) => method === 'POST');
    assert.equal(requests.length, 4 + 3);
    const [lost] = requests;
    const again = requests.filter(({ idempotencyKey }) => idempotencyKey === lost?.idempotencyKey);
    assert.equal(again.length, 4);
    assert.equal(
      new Set(again.map(({ bodyHash }) => bodyHash)).size,
      1,
      'the same bytes each time',
    );
  });

  it('waits for Notion when it is away for an hour, then sends what is due', async () => {
    const posted = story.someone();
    const { id } = await story.world.accept(posted);
    await story.env.sleep('1410 minutes');
    story.world.notion.setFaults([{ kind: 'refuse' }]);
    await story.env.sleep('1 hour');
    assert.deepEqual(await story.world.mailsTo(posted.email, story.base), []);
    story.world.notion.setFaults([]);
    await story.world.result(id);
    const [second, ...rest] = await story.world.mailsTo(posted.email, story.base);
    assert.match(second ?? '', /^\+24h3\dm #2$/);
    assert.deepEqual(rest, ['+72h #3', '+96h #4', '+120h #5']);
    assert.deepEqual(await story.world.rows(id), [
      '#1 sent',
      '#2 sent',
      '#3 sent',
      '#4 sent',
      '#5 sent',
    ]);
  });

  it('makes each row once when answers are lost and new rows show late', async () => {
    const posted = story.someone();
    story.world.notion.setFaults([
      { kind: 'after', route: 'POST /pages', then: 'reset', times: 1 },
      { kind: 'after', route: 'POST /pages', then: 'reset', skip: 2, times: 2 },
      { kind: 'query-lag', delayMs: 30_000 },
    ]);
    const { id } = await story.world.accept(posted);
    await story.world.result(id);
    assert.deepEqual(await story.world.rows(id), [
      '#1 sent',
      '#2 sent',
      '#3 sent',
      '#4 sent',
      '#5 sent',
    ]);
    assert.equal(
      (await story.world.observer.contacts.find('email', 'equals', posted.email.toLowerCase()))
        .length,
      1,
    );
  });

  it('keeps its own rows where an event comes after months and Notion refuses one of them first', async () => {
    const { world } = story;
    const longAgo = new Date(story.base.getTime() - 40 * 24 * HOUR).toISOString();
    world.notion.setFaults([
      { kind: 'status', status: 503, route: 'POST /v1/pages', skip: 3, times: 1 },
    ]);
    const { id } = await world.accept(story.someone({ email_1_sent_at: longAgo }));
    await world.result(id);
    const rows = await world.observer.tracker.find('key', 'starts_with', `${id}/`);
    assert.deepEqual(
      rows.map(({ values }) => `${values.key}`).toSorted((a, b) => a.localeCompare(b)),
      [1, 2, 3, 4, 5].map((number) => `${id}/${number}`),
    );
  });

  it('tells what Resend has told with a later write, where Notion had no time for the first one', async () => {
    const { id } = await story.world.accept(story.someone());
    await story.env.sleep('25 hours');
    const run = story.env.client.workflow.getHandle(id);
    const emailId = story.world.resend.ledger().at(-1)?.id ?? '';
    await run.signal(delivery, { number: 2, event: 'email.delivered', emailId });
    story.world.notion.setFaults([
      { kind: 'status', status: 429, retryAfterSeconds: 1, route: 'PATCH /pages/:id' },
    ]);
    await run.executeUpdate(skipNext, { args: [{ by: 'Ann' }] });
    await story.env.sleep('2 minutes');
    story.world.notion.setFaults([]);
    await story.env.sleep('10 minutes');
    const rows = await story.world.observer.tracker.find('key', 'starts_with', `${id}/`);
    const told = rows.map(({ values }) => [values.number, values.status, values.delivery]);
    assert.deepEqual(told.toSorted((one, other) => Number(one[0]) - Number(other[0])).slice(1, 4), [
      [2, 'sent', 'delivered'],
      [3, 'skipped', null],
      [4, 'scheduled', null],
    ]);
  });

  it('knows what it has made where it has to come back, and makes the rest at once', async () => {
    const posted = story.someone();
    const busy = { kind: 'status', status: 429, retryAfterSeconds: 2 } as const;
    story.world.notion.setFaults([
      { ...busy, route: 'POST /pages', skip: 3, times: 1 },
      { kind: 'query-lag', delayMs: 30_000 },
    ]);
    const before = story.world.notion.log().length;
    await story.world.accept(posted);
    await story.env.sleep('20 seconds');
    const asked = story.world.notion.log().slice(before);
    const creates = asked.filter(({ method, path }) => `${method} ${path}` === 'POST /v1/pages');
    const statuses = creates.map(({ status }) => status);
    assert.deepEqual(statuses, [200, 200, 200, 429, 200, 200, 200]);
  });

  it('skips what Notion kept back for longer than the grace', async () => {
    // So late already that two hours are left: each minute of them is looked at.
    const base = new Date(story.base.getTime() - 46 * HOUR);
    const posted = story.someone({ email_1_sent_at: base.toISOString() });
    story.world.notion.setFaults([{ kind: 'refuse', route: 'GET /pages/:id' }]);
    const { id } = await story.world.accept(posted);
    await story.env.sleep('4 hours');
    story.world.notion.setFaults([]);
    await story.world.result(id);
    assert.deepEqual(await story.world.mailsTo(posted.email, base), [
      '+72h #3',
      '+96h #4',
      '+120h #5',
    ]);
    assert.equal((await story.world.rows(id))[1], '#2 skipped (too_late)');
    const reason = 'email 2 waited here until it was too late';
    assert.deepEqual(await shownOf(story.world, id), {
      needsAttention: true,
      kind: 'lost',
      reason,
    });
  });

  it('holds an email whose template is missing, and sends it when the copy is back', async () => {
    const posted = story.someone();
    const { id } = await story.world.accept(posted);
    const [template] = await story.world.observer.templates.find('name', 'equals', '5-Day E2');
    assert.ok(template);
    await story.world.observer.templates.update(template.id, { status: 'Inactive' });
    await story.env.sleep('26 hours');
    assert.deepEqual(await story.world.mailsTo(posted.email, story.base), []);
    const timeline = await story.world.runs.timelineOf(id);
    assert.match(timeline?.needsAttention ?? '', /"5-Day E2": expected one Active template/);
    await story.world.observer.templates.update(template.id, { status: 'Active' });
    await story.world.result(id);
    const [second] = await story.world.mailsTo(posted.email, story.base);
    assert.match(second ?? '', /^\+26h\d* ?.*#2$/);
  });

  it('parks an email whose fate nobody knows, and goes on with the next', async () => {
    const posted = story.someone();
    story.world.resend.setFaults([
      { kind: 'after', route: 'POST /emails', match: '"value":"2"', then: 500 },
    ]);
    const { id } = await story.world.accept(posted);
    const { emails } = await story.world.result(id);
    assert.equal(emails[1]?.outcome, 'unknown');
    const reason = 'email 2 may or may not have been sent: resolve it';
    assert.deepEqual(await shownOf(story.world, id), {
      needsAttention: true,
      kind: 'waits',
      reason,
    });
    assert.equal(
      story.world.resend.ledger().filter(({ idempotencyKey }) => idempotencyKey === `${id}/2`)
        .length,
      1,
    );
  });

  it('fails one email that can never be sent, and sends the others', async () => {
    const posted = story.someone();
    story.world.resend.setFaults([
      { kind: 'status', route: 'POST /emails', status: 422, times: 1 },
    ]);
    const { id } = await story.world.accept(posted);
    const { outcome } = await story.world.result(id);
    assert.equal(outcome, 'completed');
    assert.deepEqual(await story.world.mailsTo(posted.email, story.base), [
      '+72h #3',
      '+96h #4',
      '+120h #5',
    ]);
    assert.match((await story.world.rows(id))[1] ?? '', /^#2 failed \(/);
    const { needsAttention, kind, reason } = await shownOf(story.world, id);
    assert.deepEqual([needsAttention, kind], [true, 'lost']);
    assert.match(reason ?? '', /^email 2 failed: /);
  });

  it('does not send again what an earlier execution sent, after a terminate', async () => {
    const posted = story.someone();
    const { id } = await story.world.accept(posted);
    await story.env.sleep('73 hours');
    await story.env.client.workflow.getHandle(id).terminate('test');
    const again = await story.world.accept(posted);
    assert.equal(again.status, 'accepted');
    await story.world.result(id);
    assert.deepEqual(await story.world.mailsTo(posted.email, story.base), [
      '+24h #2',
      '+72h #3',
      '+96h #4',
      '+120h #5',
    ]);
  });
});
