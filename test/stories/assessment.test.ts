import assert from 'node:assert/strict';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { HOUR } from '../../src/domain/duration.js';
import { stop } from '../../src/workflows/messages.js';
import { startSkippingServer } from '../support/temporal.js';
import { type World, createWorld } from '../support/world.js';

/** The story of an assessment, told by the calendar that a reader would draw. */
describe('assessment, in skipped time', function () {
  this.timeout(60_000);
  let env: TestWorkflowEnvironment;
  let world: World;
  let base: Date;

  before(async () => {
    env = await startSkippingServer();
    world = await createWorld({ env });
  });
  beforeEach(async () => {
    await world.notion.reset();
    await world.resend.reset();
    base = await world.now();
  });
  after(async () => {
    await world?.close();
    await env?.teardown();
  });

  const sarah = (more: object = {}) => ({
    email: 'Sarah@Salon.example',
    first_name: 'Sarah',
    red_systems: 2,
    weakest_system_1: 'GPS',
    email_1_sent_at: base.toISOString(),
    ...more,
  });
  let person = 0;
  /** Each story has a person of its own: a finished run is not repeated. */
  const someone = (more: object = {}) => sarah({ email: `person${++person}@salon.example`, ...more });

  it('sends four emails over five days and completes', async () => {
    const { id, emails, segment } = await world.accept(sarah());
    assert.equal(segment, 'CRITICAL');
    const { outcome } = await world.result(id);

    assert.equal(outcome, 'completed');
    assert.deepEqual(await world.mailsTo('Sarah@Salon.example', base), [
      '+24h #2',
      '+72h #3',
      '+96h #4',
      '+120h #5',
    ]);
    assert.deepEqual(await world.rows(id), ['#1 sent', '#2 sent', '#3 sent', '#4 sent', '#5 sent']);
    const planned = emails.filter(({ sentBy }) => sentBy === 'evergreen').map(({ dueAt }) => dueAt);
    const sent = world.resend.ledger().map(({ at }) => at);
    for (const [index, at] of sent.entries()) {
      const lateMs = Date.parse(at) - Date.parse(planned[index] ?? '');
      assert.ok(lateMs >= 0 && lateMs < 5_000, `email ${index + 2} went ${lateMs} ms after its time`);
    }
    const [contact] = await world.observer.contacts.find('email', 'equals', 'sarah@salon.example');
    assert.equal(contact?.values.firstName, 'Sarah');
    assert.equal(contact?.values.segment, 'CRITICAL');
    assert.equal(contact?.values.campaignStatus, 'Completed');
  });

  it('takes up a late webhook: skips what is too late, sends what is not', async () => {
    const late = new Date(base.getTime() - 90 * HOUR);
    const posted = someone({ email_1_sent_at: late.toISOString() });
    const { id, emails } = await world.accept(posted);
    assert.equal(emails[1]?.state, 'skipped');
    await world.result(id);
    assert.deepEqual(await world.mailsTo(posted.email, late), ['+90h #3', '+102h #4', '+120h #5']);
    assert.deepEqual(await world.rows(id), [
      '#1 sent',
      '#2 skipped (too_late)',
      '#3 sent',
      '#4 sent',
      '#5 sent',
    ]);
  });

  it('makes one run, one set of rows and one of each mail of twenty posts in parallel', async () => {
    const posted = someone();
    const replies = await Promise.all(Array.from({ length: 20 }, () => world.accept(posted)));
    const statuses = replies.map(({ status }) => status).sort();
    assert.deepEqual(statuses, ['accepted', ...Array(19).fill('duplicate')]);
    const [first] = replies;
    assert.ok(first);
    for (const { id, emails } of replies) {
      assert.equal(id, first.id);
      assert.equal(emails.length, 5);
    }
    await world.result(first.id);
    assert.deepEqual(await world.mailsTo(posted.email, base), ['+24h #2', '+72h #3', '+96h #4', '+120h #5']);
    assert.equal((await world.rows(first.id)).length, 5);
  });

  it('stops in the middle: nothing more goes out, and the rows say why', async () => {
    const posted = someone();
    const { id } = await world.accept(posted);
    await env.sleep('73 hours');
    await env.client.workflow
      .getHandle(id)
      .signal(stop, { cause: 'booked', at: new Date().toISOString() });
    const { outcome, emails } = await world.result(id);
    assert.equal(outcome, 'stopped:booked');
    assert.deepEqual(
      emails.map(({ outcome: fate, reason }) => [fate, reason]),
      [['sent', null], ['sent', null], ['sent', null], ['stopped', 'booked'], ['stopped', 'booked']],
    );
    await env.sleep('60 hours');
    assert.deepEqual(await world.mailsTo(posted.email, base), ['+24h #2', '+72h #3']);
    assert.deepEqual(await world.rows(id), [
      '#1 sent',
      '#2 sent',
      '#3 sent',
      '#4 stopped (booked)',
      '#5 stopped (booked)',
    ]);
  });

  it('sends once when Resend accepts and its answer is lost', async () => {
    const posted = someone();
    world.resend.setFaults([{ kind: 'after', route: 'POST /emails', then: 'reset', times: 3 }]);
    const { id } = await world.accept(posted);
    await world.result(id);
    assert.deepEqual(await world.mailsTo(posted.email, base), ['+24h #2', '+72h #3', '+96h #4', '+120h #5']);
    const requests = world.resend.log().filter(({ method }) => method === 'POST');
    assert.equal(requests.length, 4 + 3);
    const [lost] = requests;
    const again = requests.filter(({ idempotencyKey }) => idempotencyKey === lost?.idempotencyKey);
    assert.equal(again.length, 4);
    assert.equal(new Set(again.map(({ bodyHash }) => bodyHash)).size, 1, 'the same bytes each time');
  });

  it('waits for Notion when it is away for an hour, then sends what is due', async () => {
    const posted = someone();
    const { id } = await world.accept(posted);
    await env.sleep('1410 minutes');
    world.notion.setFaults([{ kind: 'refuse' }]);
    await env.sleep('1 hour');
    assert.deepEqual(await world.mailsTo(posted.email, base), []);
    world.notion.setFaults([]);
    await world.result(id);
    const [second, ...rest] = await world.mailsTo(posted.email, base);
    assert.match(second ?? '', /^\+24h3\dm #2$/);
    assert.deepEqual(rest, ['+72h #3', '+96h #4', '+120h #5']);
    assert.deepEqual(await world.rows(id), ['#1 sent', '#2 sent', '#3 sent', '#4 sent', '#5 sent']);
  });
});
