import type { Environment } from './environment.js';

/** Which of several versions that run side by side a worker is; undefined where there are none. */
export function versionOf(deploymentName: string | undefined, buildId: string | undefined) {
  return deploymentName && buildId ? { deploymentName, buildId } : undefined;
}

const names = ['TEMPORAL_DEPLOYMENT_NAME', 'TEMPORAL_WORKER_BUILD_ID'];

/** A worker with one of them would run without a version beside those that have one. */
export function faultsOfVersion(given: Environment): string[] {
  const set = names.filter((name) => given[name] !== undefined);
  if (set.length !== 1) return [];
  const missing = names.filter((name) => !set.includes(name));
  return [`${missing.join()}: is required where ${set.join()} is set, as a version has both`];
}
