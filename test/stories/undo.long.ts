import assert from 'node:assert/strict';
import { HOUR } from '../../src/domain/duration.js';
import { inRealTime } from '../support/real-time.js';
import { eventually } from '../support/sandbox-process.js';

/** What an operator takes back after a run has ended; on the dev server, whose clock stays. */
describe('undo', () => {
  const real = inRealTime();

  /** A run whose email #2 is due now. */
  const start = async (email: string) => {
    const email_1_sent_at = new Date(Date.now() - 24 * HOUR).toISOString();
    return (await real.world.accept({ email, email_1_sent_at })).id;
  };
  /** The same, of whose email #2 nobody knows whether it went: the answers are lost before it is sent. */
  const startInDoubt = async (email: string) => {
    real.world.resend.setFaults([{ kind: 'after', route: 'POST /emails', then: 'reset' }]);
    const id = await start(email);
    await eventually('it is in doubt', async () => real.world.resend.log().length > 0);
    return id;
  };
  const states = (emails: { number: number; state: string }[]) =>
    emails.map(({ number, state }) => `#${number} ${state}`);
  const stateOf = async (id: string, number: number) =>
    (await real.world.operate(`/runs/${encodeURIComponent(id)}`)).body.emails[number - 1]?.state;

  it('restarts a run that was stopped by mistake, with what the late rule allows', async () => {
    const id = await start('restart@salon.example');
    await eventually('email #2 is sent', async () => (await stateOf(id, 2)) === 'sent');
    await real.world.control(id, 'stop');
    await real.world.result(id);

    assert.equal((await real.world.control(id, 'restart', { from: 2 })).status, 409);
    assert.equal((await real.world.control(id, 'restart', { from: 1 })).status, 409);
    assert.equal((await real.world.control(id, 'restart', { from: 6 })).status, 422);
    const { status, body } = await real.world.control(id, 'restart', { from: 3, reason: 'oops' });
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
      (await real.world.rows(id)).includes('#3 scheduled'),
    );
    assert.equal(real.world.resend.ledger().length, 1);
    await real.world.control(id, 'stop');
  });

  it('restarts a run whose last rows still wait for a Notion that is away', async () => {
    const id = await start('away@salon.example');
    await eventually('email #2 is sent', async () => (await stateOf(id, 2)) === 'sent');
    await eventually('all is told', async () => (await real.world.rows(id)).includes('#2 sent'));
    real.world.notion.setFaults([{ kind: 'refuse', key: 'ntn_sandbox' }]);
    assert.equal((await real.world.control(id, 'stop')).body.status, 'ended');
    const { status, body } = await real.world.control(id, 'restart', { from: 3 });
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.emails[2]?.state, 'scheduled');
    real.world.notion.setFaults([]);
    assert.equal(real.world.resend.ledger().length, 1);
    await real.world.control(id, 'send-now');
    await eventually('the run that took it up sends and records', async () =>
      (await real.world.rows(id)).includes('#3 sent'),
    );
    assert.equal(real.world.resend.ledger().length, 2);
    await real.world.control(id, 'stop');
  });

  for (const as of ['sent', 'send-again']) {
    it(`resolves an email of an ended run as "${as}"`, async () => {
      const id = await startInDoubt(`${as}@salon.example`);
      await real.world.control(id, 'stop');
      const { outcome } = await real.world.result(id);
      assert.equal(await stateOf(id, 2), 'unknown');
      real.world.resend.setFaults([]);

      const { status, body } = await real.world.control(id, 'resolve', { number: 2, as });
      assert.equal(status, 200, JSON.stringify(body));
      assert.equal((await real.world.result(id)).outcome, outcome);
      assert.equal(await stateOf(id, 2), 'sent');
      assert.deepEqual((await real.world.rows(id)).slice(0, 3), [
        '#1 sent',
        '#2 sent',
        '#3 stopped (operator)',
      ]);
      const keys = real.world.resend.ledger().map(({ idempotencyKey }) => idempotencyKey);
      assert.deepEqual(keys, [`${id}/2`, ...(as === 'sent' ? [] : [`${id}/2/again-1`])]);
    });
  }

  for (const [as, mails] of Object.entries({ sent: 1, 'send-again': 2 })) {
    it(`resolves an email of a run whose last rows still wait for Notion as "${as}"`, async () => {
      const id = await startInDoubt(`closing-${as}@salon.example`);
      await eventually('they are enrolled', async () => (await real.world.rows(id)).length === 5);
      real.world.notion.setFaults([{ kind: 'refuse', key: 'ntn_sandbox' }]);
      await real.world.control(id, 'stop');
      await eventually('it has ended', async () => (await stateOf(id, 2)) === 'unknown');
      real.world.resend.setFaults([]);

      const never = await real.world.control(id, 'resolve', { number: 3, as });
      assert.equal(never.status, 409);
      assert.match(JSON.stringify(never.body), /email 3 is stopped, not unknown/);
      const { status, body } = await real.world.control(id, 'resolve', { number: 2, as });
      assert.equal(status, 200, JSON.stringify(body));
      real.world.notion.setFaults([]);
      assert.equal((await real.world.result(id)).outcome, 'stopped:operator');
      assert.deepEqual((await real.world.rows(id)).slice(1, 3), [
        '#2 sent',
        '#3 stopped (operator)',
      ]);
      assert.equal(real.world.resend.ledger().length, mails);
    });
  }

  it('begins nothing anew for whoever gets no mail, until they are resubscribed', async () => {
    const email = 'unsubscribed@salon.example';
    const id = await startInDoubt(email);
    await eventually('they are known', async () => (await real.world.rows(id)).length === 5);
    const [contact] = await real.world.observer.contacts.find('email', 'equals', email);
    const setStatus = (emailStatus: string) =>
      real.world.observer.contacts.update(contact?.id ?? '', { emailStatus });
    const refused = async (control: string, more: object) => {
      const { status, body } = await real.world.control(id, control, more);
      assert.equal(status, 409, JSON.stringify(body));
      return (body as unknown as { detail: string }).detail;
    };
    const why = 'Nothing was changed: their mail is stopped (unsubscribed): resubscribe first.';
    await setStatus('Unsubscribed');
    await real.world.control(id, 'stop');
    await real.world.result(id);
    real.world.resend.setFaults([]);
    assert.equal(await refused('restart', { from: 3 }), why, 'as Notion says');
    assert.equal(await refused('resolve', { number: 2, as: 'send-again' }), why);

    await setStatus('Subscribed');
    const { key: contactKey } = (await real.world.runs.personOf(id)) ?? { key: '' };
    const stop = { stop: 'unsubscribed', contactKey, email, at: new Date().toISOString() };
    await real.world.runs.stopPerson(stop);
    real.world.notion.setFaults([{ kind: 'refuse', key: 'ntn_sandbox' }]);
    assert.equal(await refused('restart', { from: 3 }), why, 'as Temporal knows');
    real.world.notion.setFaults([]);
    const { body } = await real.world.operate(`/runs/${encodeURIComponent(id)}`);
    assert.equal(body.outcome, 'stopped:operator', 'how it ended is still known');

    const path = `/contacts/${email}/resubscribe`;
    const back = await real.world.operate<{ id: string }>(path, { by: 'Ann' });
    await real.world.result(back.body.id);
    assert.equal((await real.world.control(id, 'restart', { from: 3 })).status, 200);
    await real.world.control(id, 'stop');
    await real.world.result(id);
  });

  it('resubscribes a person, who then gets new runs; old ones stay ended', async () => {
    const email = 'back@salon.example';
    const id = await start(email);
    await eventually('they are known', async () => (await stateOf(id, 2)) === 'sent');
    assert.equal(
      (await real.world.operate(`/contacts/${email}/resubscribe`, { by: 'Ann' })).status,
      409,
    );
    const [contact] = await real.world.observer.contacts.find('email', 'equals', email);
    await real.world.observer.contacts.update(contact?.id ?? '', { emailStatus: 'Unsubscribed' });
    const none = await real.world.accept({ email, event_id: 'AB' }, '/webhooks/no-show');
    assert.equal((await real.world.result(none.id)).outcome, 'suppressed');

    const asked = { by: 'Ann', reason: 'asked by phone' };
    const { status, body } = await real.world.operate<{ id: string; was: string }>(
      `/contacts/${email}/resubscribe`,
      asked,
    );
    assert.deepEqual([status, body.was], [202, 'Unsubscribed']);
    await real.world.client.workflow.getHandle(body.id).result();
    const some = await real.world.accept({ email, event_id: 'CD' }, '/webhooks/no-show');
    await eventually(
      'they are enrolled',
      async () => (await real.world.rows(some.id)).length === 3,
    );
    await real.world.control(some.id, 'stop');
  });
});
