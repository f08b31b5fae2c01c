import { SECOND } from '../../src/domain/duration.js';
import { SandboxProcess } from '../../test/support/sandbox-process.js';
import type { Asked, Family, Found } from '../report/row.js';
import { measuredOf } from '../report/spread.js';

export const sandboxFamily: Family = {
  name: 'sandbox',
  rows: {
    'second start of the sandbox': {
      how: 'until /ready says yes, median of 3',
      kind: 'time',
      unit: 's',
      better: 'less',
      goal: 5,
      floor: 10,
    },
  },
  async measure({ size }: Asked): Promise<Found> {
    const sandbox = await SandboxProcess.create();
    const times: number[] = [];
    try {
      await sandbox.start();
      for (let start = 0; start < (size === 'quick' ? 1 : 3); start += 1) {
        await sandbox.stop();
        const startedMs = performance.now();
        await sandbox.start();
        times.push((performance.now() - startedMs) / SECOND);
      }
    } finally {
      await sandbox.stop();
      await sandbox.remove();
    }
    return { rows: { 'second start of the sandbox': measuredOf(times) } };
  },
};
