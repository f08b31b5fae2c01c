import assert from 'node:assert/strict';
import { inRealTime } from '../support/real-time.js';
import { eventually } from '../support/sandbox-process.js';

/** What repeated events cost, and what they may not do. */
describe('events that are told again', () => {
  const real = inRealTime({ goesOn: true });

  const eventsOf = async (id: string) => {
    const { events = [] } = await real.world.client.workflow.getHandle(id).fetchHistory();
    return events ?? [];
  };
  const signalsOf = async (id: string) =>
    (await eventsOf(id)).filter((event) => event.workflowExecutionSignaledEventAttributes).length;

  it('add nothing to the run when they say nothing new', async () => {
    const { world } = real;
    const posted = { email: 'sarah@salon.example', first_name: 'Sarah', red_systems: 2 };
    const { id } = await world.accept(posted);
    for (let again = 0; again < 20; again += 1) {
      assert.equal((await world.accept(posted)).status, 'duplicate');
    }
    assert.equal(await signalsOf(id), 0);

    const news = { ...posted, first_name: 'Sally' };
    for (let again = 0; again < 20; again += 1) await world.accept(again % 2 ? posted : news);
    assert.equal(await signalsOf(id), 1);
    await eventually('the run has heard the news', async () =>
      ((await world.runs.timelineOf(id))?.history ?? []).some(({ what }) => /updated/.test(what)),
    );
  });

  it('record a contact once', async () => {
    const { world } = real;
    const posted = { email: 'once@salon.example', first_name: 'Sarah' };
    const { id } = await world.accept(posted, '/webhooks/signup');
    await world.result(id);
    for (let again = 0; again < 20; again += 1) {
      assert.equal((await world.accept(posted, '/webhooks/signup')).status, 'duplicate');
    }
    const { runId } = await world.client.workflow.getHandle(id).describe();
    assert.equal(await signalsOf(id), 0);
    await world.accept({ ...posted, first_name: 'Sally' }, '/webhooks/signup');
    const later = await world.client.workflow.getHandle(id).describe();
    assert.notEqual(later.runId, runId, 'news are recorded');
  });
});

/** A server that takes few signals for one run, as every server does in the end. */
describe('a run that was told too much', () => {
  const real = inRealTime({ limits: { 'history.maximumSignalsPerExecution': '10' } });

  it('can still be stopped, and keeps no other from its stop', async () => {
    const { world } = real;
    const posted = { email: 'storm@salon.example', first_name: 'Sarah', red_systems: 2 };
    const paid = { ...posted, payment_confirmed: true };
    const { id: full } = await world.accept(paid, '/webhooks/onboarding');
    const { id: other } = await world.accept({ ...posted, event_id: 'ab' }, '/webhooks/no-show');
    const handle = world.client.workflow.getHandle(full);
    for (let told = 0; told < 10; told += 1) {
      await handle.signal('updateContact', { contact: { firstName: `Sarah ${told}` } });
    }
    await assert.rejects(handle.signal('updateContact', {}), 'it takes no more');

    const email = encodeURIComponent(posted.email);
    await world.operate(`/contacts/${email}/stop`, { by: 'Ann' });
    for (const id of [full, other]) {
      assert.equal((await world.result(id)).outcome, 'stopped:operator', id);
    }
  });
});

/** Some run may not be told for now, whatever the cause: the server, a limit, the way there. */
describe('a stop that its workflow cannot tell a run', () => {
  const real = inRealTime();

  it('is recorded in Notion all the same', async () => {
    const { world } = real;
    const posted = { email: 'deaf@salon.example', first_name: 'Sarah', red_systems: 2 };
    const { id } = await world.accept(posted);
    await eventually('they are enrolled', async () => (await world.rows(id)).length === 5);
    const { tellStop } = world.runs;
    let tried = 0;
    await world.stopWorkers();
    world.runs.tellStop = async () => {
      tried += 1;
      throw new Error('it takes no signal');
    };
    await world.startWorkers();
    await world.runs.stopPerson({
      stop: 'booked',
      contactKey: id.split('/')[1] ?? '',
      email: posted.email,
      at: new Date().toISOString(),
    });
    await eventually('Notion says so', async () => {
      const [contact] = await world.observer.contacts.find('email', 'equals', posted.email);
      return contact?.values.bookingStatus === 'Booked';
    });
    assert.ok(tried > 0);
    world.runs.tellStop = tellStop;
  });
});

/** Whoever got no mail, as they wanted none, may get some later. */
describe('an event of somebody who wanted no mail', () => {
  const real = inRealTime({ goesOn: true });
  const posted = { email: 'back@salon.example', first_name: 'Sarah', red_systems: 2 };

  it('starts anew once they are resubscribed, and until then is a repeat', async () => {
    const { world } = real;
    await world.observer.contacts.create({ email: posted.email, emailStatus: 'Unsubscribed' });
    const first = await world.accept(posted);
    assert.equal((await world.result(first.id)).outcome, 'suppressed');
    assert.equal((await world.accept(posted)).status, 'duplicate');

    const email = encodeURIComponent(posted.email);
    const { status, body } = await world.operate<{ id: string }>(`/contacts/${email}/resubscribe`, {
      by: 'Ann',
      reason: 'wrote to us',
    });
    assert.equal(status, 202);
    await world.client.workflow.getHandle(body.id).result();
    const again = await world.accept(posted);
    assert.deepEqual([again.status, again.id], ['accepted', first.id]);
    await eventually('the run goes on', async () => {
      const timeline = await world.runs.timelineOf(again.id);
      return timeline?.status === 'running' && timeline.emails[1]?.state === 'scheduled';
    });
  });

  it('starts anew where it tells something else', async () => {
    const { world } = real;
    const other = { ...posted, email: 'other@salon.example' };
    await world.observer.contacts.create({ email: other.email, emailStatus: 'Unsubscribed' });
    const { id } = await world.accept(other);
    await world.result(id);
    const again = await world.accept({ ...other, red_systems: 3 });
    assert.deepEqual([again.status, again.id], ['accepted', id]);
    assert.equal((await world.result(id)).outcome, 'suppressed');
  });
});
