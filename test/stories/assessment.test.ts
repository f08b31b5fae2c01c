import assert from 'node:assert/strict';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { queryTimeline } from '../../src/api/runs.js';
import { HOUR } from '../../src/domain/duration.js';
import { stop } from '../../src/workflows/messages.js';
import { startSkippingServer } from '../support/temporal.js';
import { createWorld, type World } from '../support/world.js';

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
  const someone = (more: object = {}) =>
    sarah({ email: `person${++person}@salon.example`, ...more });

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
      assert.ok(
        lateMs >= 0 && lateMs < 5_000,
        `email ${index + 2} went ${lateMs} ms after its time`,
      );
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
    const statuses = replies.map(({ status }) => status).toSorted();
    assert.deepEqual(statuses, ['accepted', ...Array(19).fill('duplicate')]);
    const [first] = replies;
    assert.ok(first);
    for (const { id, emails } of replies) {
      assert.equal(id, first.id);
      assert.equal(emails.length, 5);
    }
    await world.result(first.id);
    assert.deepEqual(await world.mailsTo(posted.email, base), [
      '+24h #2',
      '+72h #3',
      '+96h #4',
      '+120h #5',
    ]);
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
      [
        ['sent', null],
        ['sent', null],
        ['sent', null],
        ['stopped', 'booked'],
        ['stopped', 'booked'],
      ],
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
    assert.deepEqual(await world.mailsTo(posted.email, base), [
      '+24h #2',
      '+72h #3',
      '+96h #4',
      '+120h #5',
    ]);
    const requests = world.resend.log().filter(({ method }) => method === 'POST');
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

  it('makes each row once when answers are lost and new rows show late', async () => {
    const posted = someone();
    world.notion.setFaults([
      { kind: 'after', route: 'POST /pages', then: 'reset', times: 1 },
      { kind: 'after', route: 'POST /pages', then: 'reset', skip: 2, times: 2 },
      { kind: 'query-lag', delayMs: 30_000 },
    ]);
    const { id } = await world.accept(posted);
    await world.result(id);
    assert.deepEqual(await world.rows(id), ['#1 sent', '#2 sent', '#3 sent', '#4 sent', '#5 sent']);
    assert.equal((await world.observer.contacts.find('email', 'equals', posted.email)).length, 1);
  });

  it('skips what Notion kept back for longer than the grace', async () => {
    const posted = someone();
    const { id } = await world.accept(posted);
    await env.sleep('23 hours');
    world.notion.setFaults([{ kind: 'refuse' }]);
    await env.sleep('26 hours');
    world.notion.setFaults([]);
    await world.result(id);
    assert.deepEqual(await world.mailsTo(posted.email, base), ['+72h #3', '+96h #4', '+120h #5']);
    assert.equal((await world.rows(id))[1], '#2 skipped (too_late)');
  });

  it('gives later emails the data of a repeated assessment, and keeps the schedule', async () => {
    const posted = someone();
    const { id } = await world.accept(posted);
    await env.sleep('25 hours');
    const again = await world.accept({ ...posted, first_name: 'Sally', red_systems: 0 });
    assert.equal(again.status, 'duplicate');
    assert.deepEqual(again.emails[1]?.state, 'sent');
    await world.result(id);
    assert.deepEqual(await world.mailsTo(posted.email, base), [
      '+24h #2',
      '+72h #3',
      '+96h #4',
      '+120h #5',
    ]);
    const [contact] = await world.observer.contacts.find('email', 'equals', posted.email);
    assert.equal(contact?.values.firstName, 'Sally');
    assert.equal(contact?.values.segment, 'OPTIMIZE');
  });

  it('holds an email whose template is missing, and sends it when the copy is back', async () => {
    const posted = someone();
    const { id } = await world.accept(posted);
    const [template] = await world.observer.templates.find('name', 'equals', '5-Day E2');
    assert.ok(template);
    await world.observer.templates.update(template.id, { status: 'Inactive' });
    await env.sleep('26 hours');
    assert.deepEqual(await world.mailsTo(posted.email, base), []);
    const timeline = await queryTimeline(world.client, id);
    assert.match(timeline?.history.at(-1)?.reason ?? '', /"5-Day E2": expected one Active template/);
    await world.observer.templates.update(template.id, { status: 'Active' });
    await world.result(id);
    const [second] = await world.mailsTo(posted.email, base);
    assert.match(second ?? '', /^\+26h\d* ?.*#2$/);
  });

  it('ends when the owner unsubscribes the person in Notion', async () => {
    const posted = someone();
    const { id } = await world.accept(posted);
    await env.sleep('25 hours');
    const [contact] = await world.observer.contacts.find('email', 'equals', posted.email);
    await world.observer.contacts.update(contact?.id ?? '', { emailStatus: 'Unsubscribed' });
    const { outcome } = await world.result(id);
    assert.equal(outcome, 'stopped:unsubscribed');
    assert.deepEqual(await world.mailsTo(posted.email, base), ['+24h #2']);
  });

  it('records the data of a suppressed person, and schedules nothing', async () => {
    const posted = someone();
    await world.observer.contacts.create({ email: posted.email, emailStatus: 'Bounced' });
    const { id } = await world.accept(posted);
    const { outcome } = await world.result(id);
    assert.equal(outcome, 'suppressed');
    assert.deepEqual(await world.rows(id), ['#1 sent']);
    assert.deepEqual(await world.mailsTo(posted.email, base), []);
    const [contact] = await world.observer.contacts.find('email', 'equals', posted.email);
    assert.equal(contact?.values.segment, 'CRITICAL');
    assert.equal(contact?.values.campaignStatus, null);
  });

  it('parks an email whose fate nobody knows, and goes on with the next', async () => {
    const posted = someone();
    world.resend.setFaults([{ kind: 'after', route: 'POST /emails', match: '"value":"2"', then: 500 }]);
    const { id } = await world.accept(posted);
    const { emails } = await world.result(id);
    assert.equal(emails[1]?.outcome, 'unknown');
    assert.equal(world.resend.ledger().filter(({ idempotencyKey }) => idempotencyKey === `${id}/2`).length, 1);
  });

  it('fails one email that can never be sent, and sends the others', async () => {
    const posted = someone();
    world.resend.setFaults([{ kind: 'status', route: 'POST /emails', status: 422, times: 1 }]);
    const { id } = await world.accept(posted);
    const { outcome } = await world.result(id);
    assert.equal(outcome, 'completed');
    assert.deepEqual(await world.mailsTo(posted.email, base), ['+72h #3', '+96h #4', '+120h #5']);
    assert.match((await world.rows(id))[1] ?? '', /^#2 failed \(/);
  });

  it('does not send again what an earlier execution sent, after a terminate', async () => {
    const posted = someone();
    const { id } = await world.accept(posted);
    await env.sleep('73 hours');
    await env.client.workflow.getHandle(id).terminate('test');
    const again = await world.accept(posted);
    assert.equal(again.status, 'accepted');
    await world.result(id);
    assert.deepEqual(await world.mailsTo(posted.email, base), [
      '+24h #2',
      '+72h #3',
      '+96h #4',
      '+120h #5',
    ]);
  });
});
