import assert from 'node:assert/strict';
import type { ContactReply } from '../../src/api/operators/read-contact.js';
import { DAY } from '../../src/domain/duration.js';
import type { RunReply, RunsReply } from '../../src/runs/reply.js';
import { openSession } from '../console/operator.js';
import { assertDescribed } from '../support/described.js';
import { inRealTime } from '../support/real-time.js';
import { eventually } from '../support/sandbox-process.js';

/** What is shown of runs while no worker is there to tell. */
describe('without a worker', () => {
  const real = inRealTime({ goesOn: true });
  let open = '';
  let paused = '';
  let ended = '';

  const look = async (id: string): Promise<RunReply> => {
    const { body } = await real.world.operate(`/runs/${encodeURIComponent(id)}`);
    assertDescribed('Run', body);
    return body;
  };

  before(async () => {
    const { world } = real;
    const accept = async (name: string) => {
      const email = `${name}@salon.example`;
      return (await world.accept({ email, first_name: 'Sarah', red_systems: 2 })).id;
    };
    [open, paused, ended] = [await accept('open'), await accept('paused'), await accept('ended')];
    await world.control(paused, 'pause');
    await world.control(ended, 'stop');
    await world.result(ended);
    await eventually('the server lists them as they are', async () => {
      const { runs } = await world.runs.list({ which: 'all' });
      return runs.filter(({ status }) => status !== 'running').length === 2;
    });
    await world.stopWorkers();
  });

  it('an open run is shown as it was planned, and says so', async () => {
    const { status, asOf, segment, testing, emails } = await look(open);
    assert.deepEqual([status, asOf, segment, testing], ['running', 'plan', 'CRITICAL', false]);
    assert.deepEqual(
      emails.map(({ state }) => state),
      ['sent', 'scheduled', 'scheduled', 'scheduled', 'scheduled'],
    );
    assert.equal((await look(paused)).status, 'paused');
  });

  it('an ended run shows its result', async () => {
    const { status, asOf, outcome, emails } = await look(ended);
    assert.deepEqual([status, asOf, outcome], ['ended', 'result', 'stopped:operator']);
    assert.deepEqual(
      emails.map(({ state, reason }) => [state, reason]),
      [['sent', undefined], ...[2, 3, 4, 5].map(() => ['stopped', 'operator'])],
    );
  });

  it('so does a person', async () => {
    const { body } = await real.world.operate<ContactReply>('/contacts/ended@salon.example');
    assertDescribed('Contact', body);
    assert.deepEqual(
      body.runs.map(({ id, outcome }) => [id, outcome]),
      [[ended, 'stopped:operator']],
    );
  });

  it('lists show every run, and whose it is', async () => {
    const { runs, total } = await real.world.runs.list({ which: 'all' });
    assert.equal(total, 3);
    assert.deepEqual(
      runs.map(({ id, status, isTesting, segment }) => [id, status, isTesting, segment]),
      [
        [paused, 'paused', false, 'CRITICAL'],
        [open, 'running', false, 'CRITICAL'],
        [ended, 'ended', false, 'CRITICAL'],
      ],
    );
    assert.deepEqual(runs[1]?.next, { number: 2, template: '5-Day E2' });
    assert.equal((await real.world.runs.personOf(open))?.email, 'open@salon.example');
  });

  it('lists are handed out over HTTP, a page at a time', async () => {
    const page = await real.world.operate<RunsReply>('/runs?which=all');
    assertDescribed('Runs', page.body);
    assert.deepEqual([page.status, page.body.total, page.body.next], [200, 3, undefined]);
    const due = new Date(Date.now() + 2 * DAY).toISOString();
    const { body } = await real.world.operate<RunsReply>(`/runs?due_before=${due}`);
    assert.deepEqual(
      body.runs.map(({ id }) => id),
      [open],
    );
    for (const wrong of ['which=none', 'due_before=soon', 'after=x']) {
      const { status } = await real.world.operate(`/runs?${wrong}`);
      assert.equal(status, 422, wrong);
    }
  });

  it('a repeated event is answered with what is stored', async () => {
    const again = { email: 'ended@salon.example', first_name: 'Sarah', red_systems: 2 };
    const { status, emails } = await real.world.accept(again);
    assert.equal(status, 'duplicate');
    assert.deepEqual(
      emails.map(({ state }) => state),
      ['sent', 'stopped', 'stopped', 'stopped', 'stopped'],
    );
  });

  const stopped = ['sent', ...[2, 3, 4, 5].map(() => 'stopped (operator)')];
  const states = ({ emails }: RunReply) =>
    emails.map(({ state, reason }) => `${state}${reason ? ` (${reason})` : ''}`);

  it('a run that is told to stop says so, and shows nothing as to come', async () => {
    const said = 'Told to stop: no more email goes out, and it ends once a worker is there.';
    for (const time of ['once', 'twice']) {
      const { status, body } = await real.world.control(open, 'stop', { reason: 'by phone' });
      assertDescribed('Run', body);
      assert.deepEqual([status, body.status, body.asOf], [200, 'running', 'plan'], time);
      assert.equal(body.message, said);
      assert.deepEqual(states(body), stopped);
    }
    assert.deepEqual(states(await look(open)), stopped);

    const { app } = real.world;
    const { Cookie } = await openSession(app, 'Ann', 'sandbox-admin-token');
    const path = `/console/runs/${encodeURIComponent(open)}?done=stop`;
    const page = await (await app.request(path, { headers: { Cookie } })).text();
    assert.ok(page.includes(said));
    assert.ok(!page.includes('The run is stopped.'));
  });

  it('so does one whose person is stopped, and all end once a worker is there', async () => {
    const path = '/contacts/paused@salon.example';
    const { status } = await real.world.operate(`${path}/stop`, { by: 'Ann' });
    assert.equal(status, 202);
    const { body } = await real.world.operate<ContactReply>(path);
    assert.deepEqual(body.runs.map(states), [stopped]);
    await real.world.startWorkers();
    for (const id of [open, paused]) {
      assert.equal((await real.world.result(id)).outcome, 'stopped:operator');
    }
  });
});
