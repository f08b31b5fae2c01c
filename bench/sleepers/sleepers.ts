import { DAY } from '../../src/domain/duration.js';
import { createRuns, type Runs } from '../../src/runs/runs.js';
import { type Fleet, FleetProcess, startFleet } from '../../test/support/fleet.js';
import { ownEnvironment } from '../../test/support/own-environment.js';
import { eventually } from '../../test/support/sandbox-process.js';
import { countOutcomes, keepBusy, measure } from '../load.js';
import { inputOf } from '../people.js';

/** More only wait for each other, and a start is given up after some seconds. */
const atOnce = 8;

/** A server with nothing but runs that sleep, and a worker of theirs. */
export interface Sleepers {
  fleet: Fleet;
  runs: Runs;
  /** Of the worker. */
  pid: number;
  /** Starts so many more runs, and waits until all of them sleep. */
  add(count: number): Promise<void>;
  /** How large the worker's heap is after a forced collection, in bytes. */
  heap(): Promise<number>;
}

/**
 * Runs begin as the API begins them, and nobody asks Notion: a stand-in would be most of the work. Each sleeps
 * until its next email, days from now. `isBare` has them wait in the plainest way that can be woken.
 */
export async function withSleepers<T>(
  { cached, isBare = false }: { cached: number; isBare?: boolean },
  work: (sleepers: Sleepers) => Promise<T>,
): Promise<T> {
  const fleet = await startFleet({ workers: 0, apis: 0, notionPerSecond: 1, resendPerSecond: 1 });
  const { client } = fleet;
  const worker = new FleetProcess('bench/sleepers/worker.ts', {
    TEMPORAL_ADDRESS: fleet.temporal.address,
    ENCRYPTION_KEY: ownEnvironment.ENCRYPTION_KEY,
    CACHED: String(cached),
    ...(isBare && { BARE: 'yes' }),
  });
  const runs = createRuns({ client, now: () => new Date() });
  const start = {
    ours: (name: string) =>
      runs.startOnce({
        id: `assessment/${name}`,
        workflowType: 'assessment',
        input: inputOf(name),
      }),
    bare: (name: string) =>
      client.workflow.start('bareWaits', {
        taskQueue: 'bare',
        workflowId: `bare/${name}`,
        args: [1, 30 * DAY],
      }),
  }[isBare ? 'bare' : 'ours'];
  let count = 0;
  const one = async (name: string) => {
    await start(name);
    return 'started';
  };
  const addSome = async (more: number) => {
    const from = count;
    count += more;
    const { calls } = await keepBusy(atOnce, more, (at) => measure(() => one(`p${from + at}`)));
    const { started = 0, ...others } = countOutcomes(calls);
    if (started < more) throw new Error(`not all have started: ${JSON.stringify(others)}`);
    await untilAsleep(fleet, count);
  };
  try {
    await worker.says('the worker is running');
    return await work({
      fleet,
      runs,
      pid: worker.pid,
      async add(more) {
        for (let left = more; left > 0; left -= portion) await addSome(Math.min(left, portion));
      },
      heap: () => heapOf(worker),
    });
  } finally {
    await worker.end('SIGKILL');
    await fleet.close();
  }
}

/** What sleeps has a timer, and nothing else under way: no task of any run is left to do. */
async function untilAsleep({ client }: Fleet, count: number): Promise<void> {
  const { namespace } = client.options;
  const query = `ExecutionStatus = 'Running'`;
  await eventually(
    'all are listed',
    async () => (await client.workflow.count(query)).count >= count,
  );
  await eventually('nothing of the newest of them is under way', async () => {
    const { executions } = await client.workflowService.listWorkflowExecutions({
      namespace,
      pageSize: 50,
      query,
    });
    const described = await Promise.all(
      executions.map(({ execution }) =>
        client.workflow.getHandle(execution?.workflowId ?? '').describe(),
      ),
    );
    return described.every(({ historyLength, raw: { pendingWorkflowTask, pendingActivities } }) => {
      const isIdle = !pendingWorkflowTask && (pendingActivities ?? []).length === 0;
      return isIdle && historyLength > begun;
    });
  });
}

/** So many are started before the worker is waited for, as it is slower than who starts them. */
const portion = 1_000;

/** A history of no more events has only been asked for. */
const begun = 3;

async function heapOf(worker: FleetProcess): Promise<number> {
  const told = () => worker.events.filter((event) => event.startsWith('heap '));
  const before = told().length;
  worker.signal('SIGURG');
  await eventually('it tells its heap', async () => told().length > before);
  return Number(told().at(-1)?.slice('heap '.length));
}
