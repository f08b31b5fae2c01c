import assert from 'node:assert/strict';
import { isCarriedOut } from '../support/carried-out.js';
import { inRealTime } from '../support/real-time.js';
import { eventually } from '../support/sandbox-process.js';
import { trash } from '../support/trash.js';

/** A reader unsubscribes by the link of an email; on the dev server, as runs are found by listing. */
describe('unsubscribing', () => {
  const real = inRealTime();

  /** Starts a run whose email #2 is due now, and gives the link in it. */
  const receiveEmail = async (email: string) => {
    const sentAt = new Date(Date.now() - 24 * 3_600_000).toISOString();
    const { id } = await real.world.accept({ email, email_1_sent_at: sentAt });
    await eventually('email #2 is sent', async () => real.world.resend.ledger().length === 1);
    const [mail] = real.world.resend.ledger();
    const [, path = ''] =
      /<http:\/\/127\.0\.0\.1:8000(.*)>/.exec(mail?.headers['List-Unsubscribe'] ?? '') ?? [];
    assert.match(path, /^\/unsubscribe\/[\w-]+$/);
    assert.equal(mail?.headers['List-Unsubscribe-Post'], 'List-Unsubscribe=One-Click');
    return { id, path, email };
  };
  const contactOf = async (email: string) =>
    (await real.world.observer.contacts.find('email', 'equals', email))[0]?.values;

  it('asks with a button and changes nothing, then ends every marketing run', async () => {
    const email = 'one@salon.example';
    const paid = await real.world.accept(
      { email, payment_confirmed: true },
      '/webhooks/onboarding',
    );
    const { id, path } = await receiveEmail(email);
    const maybe = await real.world.accept({ email }, '/webhooks/post-call');
    assert.equal((await real.world.result(id)).outcome, 'stopped:superseded');
    await eventually('both are enrolled', async () => {
      const [asked, client] = await Promise.all([
        real.world.rows(maybe.id),
        real.world.rows(paid.id),
      ]);
      return asked.length === 3 && client.length === 3;
    });

    const asked = await real.world.app.request(path);
    assert.equal(asked.status, 200);
    assert.match(await asked.text(), /<form method="post"><button>Unsubscribe<\/button>/);
    assert.equal((await contactOf(email))?.emailStatus, 'Subscribed');

    assert.equal((await real.world.app.request(path, { method: 'POST' })).status, 200);
    assert.equal((await real.world.result(maybe.id)).outcome, 'stopped:unsubscribed');
    await eventually('Notion says so', async () => {
      const contact = await contactOf(email);
      return contact?.emailStatus === 'Unsubscribed' && contact.campaignStatus === 'Unsubscribed';
    });
    const { status } = await real.world.client.workflow.getHandle(paid.id).describe();
    assert.equal(status.name, 'RUNNING', 'onboarding goes on');
    await real.world.client.workflow.getHandle(paid.id).terminate();

    const later = await real.world.accept({ email, event_id: 'CD' }, '/webhooks/no-show');
    assert.equal((await real.world.result(later.id)).outcome, 'suppressed');
    assert.equal(real.world.resend.ledger().length, 1);
  });

  it('holds at once while Notion is down, also for a run that starts meanwhile', async () => {
    const { id, path, email } = await receiveEmail('two@salon.example');
    real.world.notion.setFaults([{ kind: 'refuse', key: 'ntn_sandbox' }]);
    const form = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    const posted = await real.world.app.request(path, { method: 'POST', body: form });
    assert.equal(posted.status, 200);
    const stopped = real.world.client.workflow.getHandle(id);
    await eventually('the run has heard', async () => {
      const { events } = await stopped.fetchHistory();
      return events?.some(({ workflowExecutionSignaledEventAttributes: signal }) => signal);
    });
    assert.equal((await contactOf(email))?.emailStatus, 'Subscribed');

    real.world.notion.setFaults([{ kind: 'status', status: 503, route: 'PATCH /pages/:id' }]);
    const later = await real.world.accept({ email, event_id: 'EF' }, '/webhooks/no-show');
    await real.world.client.workflow.getHandle(later.id).describe();
    real.world.notion.setFaults([]);
    assert.equal((await real.world.result(later.id)).outcome, 'suppressed');
    assert.equal((await real.world.result(id)).outcome, 'stopped:unsubscribed');
    await eventually(
      'Notion says so',
      async () => (await contactOf(email))?.emailStatus === 'Unsubscribed',
    );
    assert.equal(real.world.resend.ledger().length, 1);
  });

  const stopOf = (id: string) => `stop/${id.split('/')[1]}/unsubscribed`;
  const isOpen = async (id: string) =>
    (await real.world.client.workflow.getHandle(id).describe()).status.name === 'RUNNING';
  const unsubscribe = (path: string) => real.world.app.request(path, { method: 'POST' });
  const resubscribe = (email: string) =>
    real.world.operate<{ id: string; was: string; warnings: string[] }>(
      `/contacts/${email}/resubscribe`,
      { by: 'Ann', reason: 'asked by phone' },
    );
  const missCall = async (email: string, event_id: string) =>
    (await real.world.accept({ email, event_id }, '/webhooks/no-show')).id;

  it('ends no run that starts after it, however long it waits for a worker itself', async () => {
    const { id, path, email } = await receiveEmail('late@salon.example');
    await real.world.stopWorkers();
    assert.equal((await unsubscribe(path)).status, 200);
    const later = await missCall(email, 'AB');
    const route = 'POST /data_sources/:id/query'; // so that the run cannot end before it would hear
    real.world.notion.setFaults([{ kind: 'refuse', key: 'ntn_sandbox', route }]);
    await real.world.startWorkers();
    await eventually('it has told open runs', async () => {
      const { events } = await real.world.client.workflow.getHandle(stopOf(id)).fetchHistory();
      return events?.some((event) => event.activityTaskCompletedEventAttributes);
    });
    real.world.notion.setFaults([]);
    assert.equal((await real.world.result(id)).outcome, 'stopped:unsubscribed');
    assert.equal((await real.world.result(later)).outcome, 'suppressed');
  });

  it('stays on record without a timer, and told again ends what began meanwhile', async () => {
    const { id, path, email } = await receiveEmail('three@salon.example');
    await unsubscribe(path);
    await eventually('it is carried out', () => isCarriedOut(real.world.client, stopOf(id)));
    const stop = real.world.client.workflow.getHandle(stopOf(id));
    assert.ok(await isOpen(stopOf(id)));
    const idle = (await stop.fetchHistory()).events ?? [];
    const count = (kind: (event: (typeof idle)[number]) => unknown) => idle.filter(kind).length;
    assert.equal(
      count((event) => event.timerStartedEventAttributes),
      count((event) => event.timerFiredEventAttributes),
    );
    assert.ok(idle.length < 60, `${idle.length} events`);

    real.world.notion.setFaults([{ kind: 'refuse', key: 'ntn_sandbox' }]);
    const meanwhile = await missCall(email, 'AB');
    await unsubscribe(path);
    const handle = real.world.client.workflow.getHandle(meanwhile);
    await eventually('the run has heard', async () => {
      const { events } = await handle.fetchHistory();
      return events?.some(({ workflowExecutionSignaledEventAttributes: signal }) => signal);
    });
    real.world.notion.setFaults([]);
    assert.equal((await real.world.result(meanwhile)).outcome, 'stopped:unsubscribed');
    const runIds = (await stop.fetchHistory()).events?.filter(
      (event) => event.workflowExecutionStartedEventAttributes,
    );
    assert.equal(runIds?.length, 1, 'it has joined');
  });

  it('holds whatever becomes of the row: edited, deleted, doubled', async () => {
    const { path, email } = await receiveEmail('six@salon.example');
    await unsubscribe(path);
    await eventually(
      'Notion says so',
      async () => (await contactOf(email))?.emailStatus === 'Unsubscribed',
    );
    const { contacts } = real.world.observer;
    const rows = () => contacts.find('email', 'equals', email);
    const suppressed = async (call: string) =>
      assert.equal((await real.world.result(await missCall(email, call))).outcome, 'suppressed');

    await contacts.update((await rows())[0]?.id ?? '', { emailStatus: 'Subscribed' });
    await suppressed('edited');

    await trash(real.world, (await rows())[0]?.id ?? '');
    await suppressed('deleted');
    const [made, ...others] = await rows();
    assert.deepEqual([made?.values.emailStatus, others.length], ['Unsubscribed', 0]);
    assert.notEqual(made?.values.campaignStatus, 'No-Show Recovery');

    await contacts.create({ email, emailStatus: 'Subscribed' });
    await suppressed('doubled');
    const paid = { email, payment_confirmed: true };
    const client = await real.world.accept(paid, '/webhooks/onboarding');
    await eventually('onboarding goes on', async () => {
      return (await real.world.rows(client.id)).length === 3;
    });
    assert.ok(await isOpen(client.id));
    await real.world.control(client.id, 'stop');

    await real.world.result((await resubscribe(email)).body.id);
    assert.deepEqual(
      (await rows()).map(({ values }) => values.emailStatus),
      ['Subscribed', 'Subscribed'],
    );
  });

  it('is taken back at once, also while it is carried out and Notion is away', async () => {
    const { id, path, email } = await receiveEmail('four@salon.example');
    real.world.notion.setFaults([{ kind: 'refuse', key: 'ntn_sandbox' }]);
    await unsubscribe(path);
    assert.ok(await isOpen(stopOf(id)));
    const { status, body } = await resubscribe(email);
    assert.deepEqual([status, body.was], [202, 'Unsubscribed']);
    assert.match(body.warnings.join(), /Notion could not be asked/);
    await eventually('it holds no more', async () => !(await isOpen(stopOf(id))));
    assert.equal((await resubscribe(email)).status, 202, 'it is safe to repeat');

    real.world.notion.setFaults([]);
    await real.world.result(body.id);
    assert.equal((await contactOf(email))?.emailStatus, 'Subscribed');
    assert.equal((await resubscribe(email)).status, 409, 'nothing is left to take back');
    const later = await missCall(email, 'GH');
    await eventually('they are enrolled', async () => (await real.world.rows(later)).length === 3);
    assert.ok(await isOpen(later));
    assert.equal((await contactOf(email))?.emailStatus, 'Subscribed', 'no stop came after it');
    await real.world.control(later, 'stop');
  });

  it('wins where it comes after the word that takes it back, in whatever order they are heard', async () => {
    const { id, path, email } = await receiveEmail('five@salon.example');
    await unsubscribe(path);
    const [, contactKey = ''] = id.split('/');
    const before = { contactKey, email, by: 'Ann', at: new Date(0).toISOString() };
    await real.world.runs.endStops(before);
    assert.ok(await isOpen(stopOf(id)), 'an older word changes nothing');

    real.world.notion.setFaults([{ kind: 'refuse', key: 'ntn_sandbox' }]);
    const { body } = await resubscribe(email);
    await unsubscribe(path);
    assert.ok(await isOpen(stopOf(id)));
    real.world.notion.setFaults([]);
    await real.world.result(body.id);
    await eventually('it is carried out', () => isCarriedOut(real.world.client, stopOf(id)));
    assert.equal((await contactOf(email))?.emailStatus, 'Unsubscribed');
    assert.equal((await real.world.result(await missCall(email, 'IJ'))).outcome, 'suppressed');
  });

  it('knows only its own links', async () => {
    for (const method of ['GET', 'POST']) {
      assert.equal((await real.world.app.request('/unsubscribe/forged', { method })).status, 404);
    }
    const headers = { Accept: 'text/html,*/*' };
    const page = await real.world.app.request('/unsubscribe/cut', { headers });
    assert.equal(page.status, 404);
    assert.match(await page.text(), /just reply to the email/);
  });
});
