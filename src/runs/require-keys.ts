import type { Client } from '@temporalio/client';
import { keyIdOf } from '../codec/codec.js';
import { DAY, SECOND } from '../domain/duration.js';
import { InvalidSetup } from '../domain/errors.js';
import { taskQueues } from '../domain/run/task-queues.js';
import { orAway } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { firstPayloads } from './first-payloads.js';
import { inParallel } from './in-parallel.js';
import { isOpen } from './visibility-query.js';

/**
 * How old the open workflows are that are looked at: keys change seldom, so that the few of these tell of all,
 * and looking costs the same however many are open.
 */
const agesMs = [0, 1 / 8, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 4_096].map(
  (days) => days * DAY,
);
/** Of each age: they may be the last of their kind. */
const ofEachAge = 3;
const atOnce = 5;
/** Whoever asks whether we are ready waits for five. */
const deadlineMs = 4 * SECOND;

/**
 * Looks whether what is open can be read with the keys of these ids.
 * @throws {InvalidSetup} naming each key that is needed and missing.
 * @throws {TemporalAway}
 */
export async function requireKeys(deps: RunsDeps, held: readonly string[]): Promise<void> {
  const needed = await orAway(deps.client, () => neededKeys(deps), deadlineMs);
  const missing = needed.filter((id) => !held.includes(id)).map((id) => `"${id}"`);
  if (missing.length === 0) return;
  const which = missing.length === 1 ? 'the key' : 'the keys';
  throw new InvalidSetup(
    `what is open in Temporal is sealed with ${which} ${missing.join(', ')}, which ENCRYPTION_KEY does not hold; put it behind the others, with a comma`,
  );
}

async function neededKeys({ client, now: clock }: RunsDeps): Promise<string[]> {
  const nowMs = (await clock()).getTime();
  const found = await inParallel(atOnce, agesMs, (ageMs) => listOlder(client, nowMs - ageMs));
  const each = new Map(found.flat().map((one) => [one.execution?.runId ?? '', one]));
  const first = await inParallel(atOnce, [...each.values()], (one) => firstPayloads(client, one));
  return [...new Set(first.flat().flatMap((payload) => keyIdOf(payload) ?? []))].toSorted();
}

/** The newest of those that began before an instant. */
async function listOlder({ workflowService, options }: Client, beforeMs: number) {
  const { namespace } = options;
  const began = `StartTime <= '${new Date(beforeMs).toISOString()}'`;
  const query = `TaskQueue = '${taskQueues.workflows}' AND ${isOpen} AND ${began}`;
  const asked = { namespace, query, pageSize: ofEachAge };
  return (await workflowService.listWorkflowExecutions(asked)).executions;
}
