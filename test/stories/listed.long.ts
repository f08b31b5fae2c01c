import assert from 'node:assert/strict';
import { inRealTime } from '../support/real-time.js';
import { eventually } from '../support/sandbox-process.js';

/** Runs of which an email did not go through, on a server that lists them. */
describe('the list of runs that need attention', () => {
  const real = inRealTime({ skipsWaits: true, goesOn: true });
  const ids: Record<string, string> = {};

  const accept = async (name: string) => {
    const email = `${name}@salon.example`;
    const { id } = await real.world.accept({ email, first_name: 'Sarah', red_systems: 0 });
    ids[name] = id;
    return id;
  };
  /** What is listed, by whose run it is. */
  const listed = async () => {
    const { runs } = await real.world.runs.list({ which: 'attention' });
    const nameOf = (id: string) => Object.keys(ids).find((name) => ids[name] === id);
    return Object.fromEntries(
      runs.map(({ id, status, attention }) => [nameOf(id), [status, attention?.reason]]),
    );
  };

  before(async () => {
    const { resend } = real.world;
    await real.world.result(await accept('fine'));
    resend.setFaults([{ kind: 'status', route: 'POST /emails', status: 422, times: 1 }]);
    await real.world.result(await accept('failed'));
    resend.setFaults([]);
    await real.world.client.workflow.getHandle(await accept('broken')).terminate('test');
  });

  it('shows each after its end, and why', async () => {
    await eventually('all are listed', async () => Object.keys(await listed()).length >= 2);
    const { failed, ...others } = await listed();
    assert.match(failed?.[1] ?? '', /^email 2 failed: /);
    assert.deepEqual(others, { broken: ['ended', 'the run was terminated'] });
  });

  it('shows an ended run by its result, with a worker and without', async () => {
    const outcome = async () => {
      const timeline = await real.world.runs.find(ids['failed'] ?? '');
      const { status, outcome: end, needsAttention, emails = [], asOf } = timeline ?? {};
      return {
        told: { status, end, needsAttention, states: emails.map(({ state }) => state) },
        asOf,
      };
    };
    const withWorker = await outcome();
    assert.equal(withWorker.asOf, undefined);
    assert.deepEqual(withWorker.told.states, ['sent', 'failed', 'sent', 'sent', 'sent']);
    assert.equal(withWorker.told.end, 'completed');
    await real.world.stopWorkers();
    assert.deepEqual(await outcome(), { told: withWorker.told, asOf: 'result' });
    await real.world.startWorkers();
  });

  it('forgets a run that was taken up since, and sent what had failed', async () => {
    const id = ids['failed'] ?? '';
    await real.world.control(id, 'restart', { from: 2 });
    await real.world.result(id);
    await eventually('it is gone', async () => !('failed' in (await listed())));
    assert.deepEqual(Object.keys(await listed()), ['broken']);
  });
});
