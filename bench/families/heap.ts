import type { Asked, Family, Found } from '../report/row.js';
import { type Sleepers, withSleepers } from '../sleepers/sleepers.js';

/** What a sleeping run that stays in a worker's cache takes of its heap. */
export const heap: Family = {
  name: 'heap',
  rows: {
    'heap per cached sleeping run / a bare one': {
      how: '500 runs, forced collection',
      kind: 'ratio',
      better: 'less',
      goal: 1.2,
      floor: 1.6,
    },
    'heap per cached sleeping run': {
      how: 'the same, ours alone',
      kind: 'time',
      unit: 'KiB',
      better: 'less',
      // 1.2 and 1.6 times the 79 that a bare one takes.
      goal: 95,
      floor: 126,
    },
  },
  async measure({ size, say }: Asked): Promise<Found> {
    const runs = size === 'quick' ? 100 : 500;
    const each = async ({ add, heap: read }: Sleepers) => {
      await add(20);
      const before = await read();
      await add(runs);
      return ((await read()) - before) / runs / 1_024;
    };
    const cached = 2 * runs;
    const bare = await withSleepers({ cached, isBare: true }, each);
    const ours = await withSleepers({ cached }, each);
    say(`a run takes ${ours.toFixed(0)} KiB, a bare one ${bare.toFixed(0)} KiB`);
    return {
      rows: {
        'heap per cached sleeping run / a bare one': { value: ours / bare },
        'heap per cached sleeping run': { value: ours },
      },
    };
  },
};
