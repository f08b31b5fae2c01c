import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import type { WorkerOptions } from '@temporalio/worker';
import { encodedFailures } from '../codec/data-converter.js';
import { type Bundle, keptBundle, makeBundle } from './kept-bundle.js';

const source = {
  workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)),
  interceptorsPaths: [
    fileURLToPath(new URL('../workflows/trace-header.ts', import.meta.url)),
    fileURLToPath(new URL('../workflows/no-empty-task.ts', import.meta.url)),
  ],
  project: fileURLToPath(new URL('../..', import.meta.url)),
};

/** How failures are written is part of a script, so that there is one for each of the two ways. */
const inClear = { name: 'workflows', source };
const encoded = {
  name: 'workflows.encoded',
  source: { ...source, failureConverterPath: encodedFailures },
};

/** What `npm run build` leaves beside the compiled program: both scripts, made now from their source. */
export function bundleWorkflows(): Promise<(Bundle & { file: string })[]> {
  const made = [inClear, encoded].map(async (script) => {
    const { code } = await makeBundle(script.source);
    return { file: builtFile(script), code };
  });
  return Promise.all(made);
}

/**
 * The workflow code as one script, for whoever writes failures like that: compiled, the one that the build made;
 * else the one of its source, which is kept from process to process.
 */
export async function loadWorkflows({
  failureConverterPath,
}: Pick<DataConverter, 'failureConverterPath'> = {}): Promise<
  NonNullable<WorkerOptions['workflowBundle']>
> {
  const script = failureConverterPath === undefined ? inClear : encoded;
  const isCompiled = import.meta.url.endsWith('.js');
  if (isCompiled) return { codePath: fileURLToPath(new URL(builtFile(script), import.meta.url)) };
  const keptAt = `../../node_modules/.cache/evergreen/${script.name}.json`;
  return keptBundle(script.source, fileURLToPath(new URL(keptAt, import.meta.url)));
}

function builtFile({ name }: { name: string }): string {
  return `${name}.bundle.js`;
}
