import assert from 'node:assert/strict';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { HOUR } from '../../src/domain/duration.js';
import { eventually } from '../support/sandbox-process.js';
import { startSkippingDevServer } from '../support/temporal.js';
import { createWorld, type World } from '../support/world.js';

/** What an operator takes back after a run has ended; on the dev server, whose clock stays. */
describe('undo', function () {
  this.timeout(60_000);
  let env: TestWorkflowEnvironment;
  let world: World;

  before(async () => {
    env = await startSkippingDevServer();
    world = await createWorld({ env, now: async () => new Date() });
  });
  beforeEach(async () => {
    await world.notion.reset();
    await world.resend.reset();
  });
  after(async () => {
    await world?.close();
    await env?.teardown();
  });

  /** A run whose email #2 is due now. */
  const start = async (email: string) => {
    const email_1_sent_at = new Date(Date.now() - 24 * HOUR).toISOString();
    return (await world.accept({ email, email_1_sent_at })).id;
  };
  const states = (emails: { number: number; state: string }[]) =>
    emails.map(({ number, state }) => `#${number} ${state}`);
  const stateOf = async (id: string, number: number) =>
    (await world.operate(`/runs/${encodeURIComponent(id)}`)).body.emails[number - 1]?.state;

  it('restarts a run that was stopped by mistake, with what the late rule allows', async () => {
    const id = await start('restart@salon.example');
    await eventually('email #2 is sent', async () => (await stateOf(id, 2)) === 'sent');
    await world.control(id, 'stop');
    await world.result(id);

    assert.equal((await world.control(id, 'restart', { from: 2 })).status, 409);
    assert.equal((await world.control(id, 'restart', { from: 1 })).status, 409);
    assert.equal((await world.control(id, 'restart', { from: 6 })).status, 422);
    const { status, body } = await world.control(id, 'restart', { from: 3, reason: 'oops' });
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(states(body.emails), [
      '#1 sent',
      '#2 sent',
      '#3 scheduled',
      '#4 scheduled',
      '#5 scheduled',
    ]);
    assert.deepEqual(
      body.history.map(({ what, by }) => `${what} by ${by}`),
      ['stopped: operator by Ann', 'restarted from email 3 by Ann'],
    );
    await eventually('the rows follow', async () =>
      (await world.rows(id)).includes('#3 scheduled'),
    );
    assert.equal(world.resend.ledger().length, 1);
    await world.control(id, 'stop');
  });

  for (const as of ['sent', 'send-again']) {
    it(`resolves an email of an ended run as "${as}"`, async () => {
      const id = await start(`${as}@salon.example`);
      world.resend.setFaults([{ kind: 'after', route: 'POST /emails', then: 'reset' }]);
      await eventually('the first attempt is in doubt', async () => world.resend.log().length > 0);
      await world.control(id, 'stop');
      const { outcome } = await world.result(id);
      assert.equal(await stateOf(id, 2), 'unknown');
      world.resend.setFaults([]);

      const { status, body } = await world.control(id, 'resolve', { number: 2, as });
      assert.equal(status, 200, JSON.stringify(body));
      assert.equal((await world.result(id)).outcome, outcome);
      assert.equal(await stateOf(id, 2), 'sent');
      assert.deepEqual((await world.rows(id)).slice(0, 3), [
        '#1 sent',
        '#2 sent',
        '#3 stopped (operator)',
      ]);
      const keys = world.resend.ledger().map(({ idempotencyKey }) => idempotencyKey);
      assert.deepEqual(keys, [`${id}/2`, ...(as === 'sent' ? [] : [`${id}/2/again-1`])]);
    });
  }

  it('resubscribes a person, who then gets new runs; old ones stay ended', async () => {
    const email = 'back@salon.example';
    const id = await start(email);
    await eventually('they are known', async () => (await stateOf(id, 2)) === 'sent');
    assert.equal(
      (await world.operate(`/contacts/${email}/resubscribe`, { by: 'Ann' })).status,
      409,
    );
    const [contact] = await world.observer.contacts.find('email', 'equals', email);
    await world.observer.contacts.update(contact?.id ?? '', { emailStatus: 'Unsubscribed' });
    const none = await world.accept({ email, event_id: 'AB' }, '/webhooks/no-show');
    assert.equal((await world.result(none.id)).outcome, 'suppressed');

    const asked = { by: 'Ann', reason: 'asked by phone' };
    const { status, body } = await world.operate<{ id: string; was: string }>(
      `/contacts/${email}/resubscribe`,
      asked,
    );
    assert.deepEqual([status, body.was], [202, 'Unsubscribed']);
    await world.client.workflow.getHandle(body.id).result();
    const some = await world.accept({ email, event_id: 'CD' }, '/webhooks/no-show');
    await eventually('they are enrolled', async () => (await world.rows(some.id)).length === 3);
    await world.control(some.id, 'stop');
  });
});
