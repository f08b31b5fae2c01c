import { getTimeline } from '../../src/workflows/messages.js';
import { cpuMs } from '../cpu.js';
import { countOutcomes, keepBusy, measure } from '../load.js';
import type { Asked, Family, Found, Size } from '../report/row.js';
import { type Sleepers, withSleepers } from '../sleepers/sleepers.js';

const sleeping: Record<Size, number> = { quick: 100, full: 500, whole: 2_000 };
const mostAsked = 500;
const atOnce = 8;

/** What it takes to ask a sleeping run how it stands, where a worker has it in its cache and where it has not. */
export const cache: Family = {
  name: 'cache',
  rows: {
    'CPU to ask a run that is not in the cache / one that is': {
      how: 'worker and server, a query each',
      kind: 'ratio',
      better: 'less',
      goal: 5,
      floor: 15,
    },
    'CPU to ask a run in the cache': {
      how: 'the same, 500 runs cached, 2,000 with --whole',
      kind: 'time',
      unit: 'ms',
      better: 'less',
      goal: 5,
      floor: 20,
    },
    'CPU to ask a run that is not in the cache': {
      how: 'the same, none cached: it is replayed',
      kind: 'time',
      unit: 'ms',
      better: 'less',
      goal: 20,
      floor: 100,
    },
  },
  async measure({ size, say }: Asked): Promise<Found> {
    const runs = sleeping[size];
    const hot = await withSleepers({ cached: 2 * runs }, (one) => askedMs(one, runs));
    say(`${runs} in the cache: ${hot.toFixed(1)} ms to ask one`);
    const cold = await withSleepers({ cached: 0 }, (one) =>
      askedMs(one, Math.min(runs, mostAsked)),
    );
    say(`none in the cache: ${cold.toFixed(1)} ms`);
    return {
      rows: {
        'CPU to ask a run that is not in the cache / one that is': { value: cold / hot },
        'CPU to ask a run in the cache': { value: hot },
        'CPU to ask a run that is not in the cache': { value: cold },
      },
    };
  },
};

/** CPU time of worker and server for each question, in ms; the first round finds what the second finds warm. */
async function askedMs({ add, fleet, pid }: Sleepers, runs: number): Promise<number> {
  const { client, temporal } = fleet;
  await add(runs);
  const round = async () => {
    const beforeMs = cpuMs([pid, temporal.pid]);
    const ask = async (name: string) => {
      await client.workflow.getHandle(`assessment/${name}`).query(getTimeline);
      return 'told';
    };
    const { calls } = await keepBusy(atOnce, runs, (at) => measure(() => ask(`p${at}`)));
    const { told = 0, ...others } = countOutcomes(calls);
    if (told < runs) throw new Error(`not all have told: ${JSON.stringify(others)}`);
    return (cpuMs([pid, temporal.pid]) - beforeMs) / runs;
  };
  await round();
  return round();
}
