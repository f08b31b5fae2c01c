import assert from 'node:assert/strict';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { HOUR } from '../../src/domain/duration.js';
import type { OffTime } from '../../src/domain/run/switch.js';
import { switchId } from '../../src/domain/run/switch.js';
import type { SwitchReply } from '../../src/runs/switch.js';
import { getTimeline } from '../../src/workflows/messages.js';
import { inRealTime } from '../support/real-time.js';
import { eventually } from '../support/sandbox-process.js';

const msBetween = (from = '', until = '') => Date.parse(until) - Date.parse(from);

/** Many runs, most of them long before their first email, on a server that signals them itself. */
describe('the sending switch, over many runs', () => {
  const real = inRealTime({ goesOn: true });
  let people = 0;

  /** Runs of people who have just finished an assessment; nothing is due for a day. */
  const start = async (count: number) => {
    const ids: string[] = [];
    const last = people + count;
    const postNext = async () => {
      while (people < last) {
        people += 1;
        const posted = { email: `many${people}@salon.example` };
        ids.push((await real.world.accept(posted)).id);
      }
    };
    await Promise.all(Array.from({ length: 10 }, postNext));
    return ids;
  };
  const turn = async (asked: object) => {
    const { status } = await real.world.operate<SwitchReply>('/switch', { by: 'Ann', ...asked });
    assert.equal(status, 200);
  };
  const describeSwitch = () => real.world.client.workflow.getHandle(switchId).describe();
  const lastOffTime = async () => {
    const { memo } = await describeSwitch();
    const known = (memo?.['offTimes'] ?? []) as OffTime[];
    return known.at(-1) ?? assert.fail('none');
  };

  const keptOf = async (id: string) => {
    const { memo } = await real.world.client.workflow.getHandle(id).describe();
    return memo?.['emails'] as { plannedAt: string }[];
  };
  const acceptedAt = async (id: string) => (await keptOf(id))[0]?.plannedAt ?? '';

  /** So long after the website's own email each of ours goes. */
  const afterHours = [0, 24, 72, 96, 120];
  /** By how many ms each email of ours has moved since its run was accepted; lists know of it, too. */
  const movedMs = async (id: string) => {
    const { emails } = await real.world.client.workflow.getHandle(id).query(getTimeline);
    const planned = emails.map(({ plannedAt }) => plannedAt);
    assert.deepEqual(
      (await keptOf(id)).map(({ plannedAt }) => plannedAt),
      planned,
    );
    return planned
      .map((at, index) => msBetween(planned[0], at) - (afterHours[index] ?? 0) * HOUR)
      .slice(1);
  };
  const isTold = async (id: string) => {
    const { history } = await real.world.client.workflow.getHandle(id).query(getTimeline);
    return history.some(({ what }) => what === 'sending is on again: shift');
  };
  const signalsOf = async (id: string) => {
    const { events } = await real.world.client.workflow.getHandle(id).fetchHistory();
    return events?.filter((event) => event.workflowExecutionSignaledEventAttributes).length;
  };

  it('moves each by the time that it was off, though the worker goes right after, and none that came later', async () => {
    const before = await start(50);
    await turn({ sending: false });
    const [between = ''] = await start(1);
    await turn({ sending: true, mode: 'shift' });
    await real.world.stopWorkers();
    const later = await start(5);
    await real.world.startWorkers();
    const { offAt, at } = await lastOffTime();
    await real.world.result(switchId);
    await eventually('all have been told', async () => {
      const told = await Promise.all([...before, between].map(isTold));
      return told.every(Boolean);
    });

    const offMs = msBetween(offAt, at);
    assert.ok(offMs > 0);
    for (const id of before) assert.deepEqual(await movedMs(id), [offMs, offMs, offMs, offMs], id);
    for (const id of later) assert.deepEqual(await movedMs(id), [0, 0, 0, 0], id);
    const restMs = msBetween(await acceptedAt(between), at);
    assert.deepEqual(await movedMs(between), [restMs, restMs, restMs, restMs]);
    assert.equal(await signalsOf(switchId), 0, 'no other workflow is signalled');
    assert.equal(await signalsOf(later[0] ?? ''), 0);
  });

  it('keeps a history that does not grow with the runs', async () => {
    const history = await real.world.client.workflow.getHandle(switchId).fetchHistory();
    assert.ok((history.events?.length ?? 0) < 60);
    assert.doesNotMatch(historyToJSON(history), /assessment/);
  });

  it('moves no run again when it is told again', async () => {
    const [id = ''] = await start(1);
    const offTime = await lastOffTime();
    const later = new Date(Date.now() + 50_000).toISOString(); // so that few others are told too
    await eventually('it is listed', async () => {
      const [, key] = id.split('/');
      return (await real.world.client.workflow.count(`ContactKey = '${key}'`)).count > 0;
    });
    const message = { ...offTime, at: later, by: 'Ann' };
    for (const jobId of ['once', 'once', 'twice']) {
      await eventually('it is told', () =>
        real.world.runs.tellSwitchedOn({ message, audience: 'unlisted', jobId }),
      );
    }
    await eventually('it has heard twice', async () => (await signalsOf(id)) === 2);
    const ms = msBetween(await acceptedAt(id), later);
    assert.deepEqual(await movedMs(id), [ms, ms, ms, ms]);
    const { history } = await real.world.client.workflow.getHandle(id).query(getTimeline);
    assert.equal(history.length, 1);
  });
});
