import assert from 'node:assert/strict';
import { inRealTime } from '../support/real-time.js';
import { eventually } from '../support/sandbox-process.js';

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
