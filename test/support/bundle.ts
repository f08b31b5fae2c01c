import { bundleWorkflows } from '../../src/processes/run-workers.js';

let bundle: ReturnType<typeof bundleWorkflows> | undefined;

/** The workflow bundle, made once per test run. */
export function workflowBundle(): ReturnType<typeof bundleWorkflows> {
  bundle ??= bundleWorkflows();
  return bundle;
}
