import assert from 'node:assert/strict';
import { inRealTime } from '../support/real-time.js';
import { eventually } from '../support/sandbox-process.js';
import { hoursAfter } from '../support/world.js';

/** The same story on the server that the sandbox runs, which knows what the skipping one does not. */
describe('assessment, on the dev server', () => {
  const real = inRealTime({ skipsWaits: true, goesOn: true });

  it('walks the whole calendar from one webhook, and says so wherever one looks', async () => {
    const base = new Date();
    const body = {
      email: 'sarah@salon.example',
      first_name: 'Sarah',
      red_systems: 1,
      weakest_system_1: 'GPS',
      email_1_sent_at: base.toISOString(),
    };
    const reply = await real.world.accept(body);
    const calendar = reply.emails.map(
      ({ number, dueAt }) => `${hoursAfter(base, dueAt)} #${number}`,
    );
    assert.deepEqual(calendar, ['+0h #1', '+24h #2', '+72h #3', '+96h #4', '+120h #5']);

    const { outcome, emails } = await real.world.result(reply.id);
    assert.equal(outcome, 'completed');
    assert.deepEqual(
      emails.map(({ number, at }) => `${hoursAfter(base, at ?? '')} #${number}`),
      calendar,
    );
    const mails = real.world.resend.ledger().map(({ idempotencyKey }) => idempotencyKey);
    assert.deepEqual(
      mails,
      [2, 3, 4, 5].map((number) => `${reply.id}/${number}`),
    );
    assert.deepEqual(await real.world.rows(reply.id), [
      '#1 sent',
      '#2 sent',
      '#3 sent',
      '#4 sent',
      '#5 sent',
    ]);

    const timeline = await real.world.runs.timelineOf(reply.id);
    assert.equal(timeline?.outcome, 'completed');
  });

  it('takes an assessment repeated after the end for news of the contact, and mails nobody', async () => {
    const again = await real.world.accept({ email: 'sarah@salon.example', first_name: 'Sally' });
    assert.equal(again.status, 'duplicate');
    assert.match(again.message, /nothing is left to send/);
    await real.world.result(again.id.replace('assessment/', 'signup/'));
    const [contact] = await real.world.observer.contacts.find(
      'email',
      'equals',
      'sarah@salon.example',
    );
    assert.equal(contact?.values.firstName, 'Sally');
    assert.equal(contact?.values.segment, 'OPTIMIZE');
    assert.equal(contact?.values.campaignStatus, 'Completed');
    assert.equal(real.world.resend.ledger().length, 4);
  });

  it('shows a run by its search attributes and a readable plan, without name or address', async () => {
    const [, key = ''] = (
      await real.world.accept({
        email: 'visible@salon.example',
        first_name: 'Visible',
        red_systems: 2,
      })
    ).id.split('/');
    await real.world.result(`assessment/${key}`);
    const query = `ContactKey = "${key}" AND Segment = "CRITICAL"`;
    const { workflow } = real.world.client;
    await eventually('it is listed', async () => (await workflow.count(query)).count > 0);
    assert.equal((await workflow.count(query)).count, 1);
    const described = await real.world.client.workflow.getHandle(`assessment/${key}`).describe();
    assert.doesNotMatch(JSON.stringify(described.raw), /visible/i);
  });
});
