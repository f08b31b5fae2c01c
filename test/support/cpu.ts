import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** The CPU that this process takes while it does a piece of work, in ms. */
async function cpuOnce(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** The least of several, as whatever else the process does counts too: collecting the garbage of others, above all. */
export async function cpuOf(work: () => unknown, tries = 3): Promise<number> {
  let least = Infinity;
  for (let left = tries; left > 0; left -= 1) least = Math.min(least, await cpuOnce(work));
  return least;
}

/**
 * Fails where a piece of work never takes so little CPU. What is measured is what it takes and what others take: so one
 * measure within the limit is proof, and one over it is none. Limits are for what takes hundreds of times as long.
 */
export async function assertCpuWithin(
  limitMs: number,
  work: () => unknown,
  what: string,
  { tries = 20 } = {},
): Promise<void> {
  let least = Infinity;
  for (let left = tries; left > 0; left -= 1) {
    least = Math.min(least, await cpuOnce(work));
    if (least <= limitMs) return;
    await nextTurn();
  }
  assert.fail(`${what} took ${least} ms of CPU at least, of ${limitMs} that it may take`);
}
