import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { Sealed } from '../codec/codec.js';
import { normaliseEmail } from '../domain/contact.js';
import { MINUTE } from '../domain/duration.js';
import type { ExecutionAccount, Held, HeldExecution, Sought } from '../domain/person.js';
import { lastingCauses, resubscribeId, stopId } from '../domain/run/stop.js';
import { within } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { describeUnopened, listAllExecutions } from './executions.js';
import { orGone } from './gone.js';
import { readAccount, readInput } from './history-account.js';
import { inParallel } from './in-parallel.js';
import { derivedIds } from './names.js';
import { patiently } from './patiently.js';

const atOnce = 8;

/** Hears how many of how many are done. */
export type OnEach = (done: number, of: number) => void;

/** Workflows that are listed under no contact key: tests of copy, and questions on their way to Notion. */
const keyless = "WorkflowType IN ('sendTest', 'answerQuestion')";

/**
 * Every execution that Temporal keeps of a person: all that are listed under their keys, older ones of one run too;
 * those whose ids can be derived, as lists lag; and those that name them only in what they were asked. May take a minute.
 * @throws {TemporalAway}
 */
export async function heldOf({ client }: RunsDeps, sought: Sought): Promise<Held> {
  const keys = sought.keys.map((key) => `'${key}'`).join(', ');
  const [listed, derived, others] = await Promise.all([
    list(client, `ContactKey IN (${keys})`),
    inParallel(atOnce, sought.keys.flatMap(knownIds), (id) =>
      patiently(() => within(client, MINUTE, () => describeUnopened(client, id))),
    ),
    keylessOf(client, sought),
  ]);
  const found = [...listed, ...derived.flatMap((one) => one ?? []), ...others.theirs];
  const each = new Map(found.map((one) => [one.runId, toHeld(one)]));
  const executions = [...each.values()].toSorted((a, b) => a.startedAt.localeCompare(b.startedAt));
  return { executions, sealed: others.sealed };
}

/** Ids that need no list to be found. */
function knownIds(contactKey: string): string[] {
  return [
    ...derivedIds(contactKey),
    `signup/${contactKey}`,
    resubscribeId(contactKey),
    ...[...lastingCauses, 'operator'].map((stop) => stopId({ stop, contactKey })),
  ];
}

async function keylessOf(client: Client, { email, keys }: Sought) {
  const address = normaliseEmail(email);
  const isOfThem = (text: string) =>
    keys.includes(text) || (text.includes('@') && normaliseEmail(text) === address);
  const found = await list(client, keyless);
  const isTheirs = await inParallel(atOnce, found, async ({ workflowId, runId }) => {
    const input = await orGone(() => readInput(client, { workflowId, runId })).catch(asSealed);
    return input === sealed ? undefined : textsIn(input).some(isOfThem);
  });
  return {
    theirs: found.filter((_, index) => isTheirs[index]),
    sealed: found.flatMap(({ workflowId }, index) =>
      isTheirs[index] === undefined ? [workflowId] : [],
    ),
  };
}

const sealed = Symbol('nobody here can open it');

function asSealed(error: unknown): typeof sealed {
  if (error instanceof Sealed) return sealed;
  throw error;
}

/** All texts of a value, whatever its shape. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/**
 * What stands in an execution's history; undefined for one that is gone since it was found.
 * @throws {TemporalAway} @throws {Error} where it is sealed with a key that we do not have.
 */
export function accountOf(
  { client }: RunsDeps,
  held: HeldExecution,
): Promise<ExecutionAccount | undefined> {
  return orGone(() => readAccount(client, held));
}

function list(client: Client, query: string): Promise<WorkflowExecutionInfo[]> {
  return patiently(() => within(client, MINUTE, () => listAllExecutions(client, query)));
}

function toHeld(one: Omit<WorkflowExecutionInfo, 'raw'>): HeldExecution {
  const { workflowId: id, runId, type, status, startTime, closeTime } = one;
  return {
    id,
    runId,
    type,
    isOpen: status.name === 'RUNNING',
    startedAt: startTime.toISOString(),
    ...(closeTime && { endedAt: closeTime.toISOString() }),
  };
}
