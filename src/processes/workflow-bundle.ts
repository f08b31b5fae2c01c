import { fileURLToPath } from 'node:url';
import type { WorkerOptions } from '@temporalio/worker';
import { type Bundle, keptBundle, makeBundle } from './kept-bundle.js';

/** The file that `npm run build` leaves beside the compiled program. */
export const builtBundle = 'workflows.bundle.js';

const source = {
  workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)),
  interceptorsPath: fileURLToPath(new URL('../workflows/trace-header.ts', import.meta.url)),
  project: fileURLToPath(new URL('../..', import.meta.url)),
};
const keptAt = fileURLToPath(
  new URL('../../node_modules/.cache/evergreen/workflows.json', import.meta.url),
);

/** The workflow code as one script, made now from its source. */
export function bundleWorkflows(): Promise<Bundle> {
  return makeBundle(source);
}

/**
 * The workflow code as one script: compiled, the one that the build made; else the one of its source,
 * which is kept from process to process.
 */
export async function loadWorkflows(): Promise<NonNullable<WorkerOptions['workflowBundle']>> {
  const isCompiled = import.meta.url.endsWith('.js');
  if (!isCompiled) return keptBundle(source, keptAt);
  return { codePath: fileURLToPath(new URL(builtBundle, import.meta.url)) };
}
