import type { Environment } from './environment.js';

/** Settings that are planned and do nothing yet: who sets one would rely on it. */
const unbuilt: Record<string, string> = {
  SHADOW: 'there is no shadow mode yet',
};

/** Every such setting that is set, with what is not there yet. */
export function faultsOfUnbuilt(given: Environment): string[] {
  return Object.entries(unbuilt)
    .filter(([name]) => given[name] !== undefined)
    .map(([name, what]) => `${name}: is not built: ${what}; leave it unset`);
}
