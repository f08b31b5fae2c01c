import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { bundleWorkflows } from '../../src/processes/workflow-bundle.js';
import { quiet } from '../quiet.js';
import type { Family, Found } from '../report/row.js';

export const bundle: Family = {
  name: 'bundle',
  rows: {
    'workflow bundle without what an empty one has': {
      how: 'bytes of the script, without its map',
      kind: 'count',
      unit: 'bytes',
      better: 'less',
      goal: 120_000,
      floor: 250_000,
      // It grows with the product, a little each time.
      slack: 0.1,
    },
  },
  async measure(): Promise<Found> {
    const [ours] = await bundleWorkflows();
    // Beside our own modules, where it finds Temporal's.
    const folder = await mkdtemp(
      fileURLToPath(new URL('../../node_modules/.cache/bench-', import.meta.url)),
    );
    try {
      const workflowsPath = join(folder, 'empty.js');
      await writeFile(workflowsPath, 'exports.empty = async () => {};\n');
      const empty = await bundleWorkflowCode({ workflowsPath, logger: quiet });
      const value = bytesOf(ours?.code) - bytesOf(empty.code);
      return { rows: { 'workflow bundle without what an empty one has': { value } } };
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

function bytesOf(code = ''): number {
  return Buffer.byteLength(code.replace(/\n\/\/# sourceMappingURL=.*$/s, ''));
}
