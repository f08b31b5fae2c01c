import { setTimeout } from 'node:timers/promises';
import { type Client, QueryNotRegisteredError, WorkflowNotFoundError } from '@temporalio/client';
import { Sealed } from '../codec/codec.js';
import { SECOND } from '../domain/duration.js';
import { NotBegun } from '../domain/errors.js';
import type { HeldExecution, Traces } from '../domain/person.js';
import type { Control } from '../domain/run/control.js';
import { isLastingStop, type LastingCause, type StopRequest, stopId } from '../domain/run/stop.js';
import { isOfShadow } from '../domain/shadow.js';
import { getTimeline } from '../workflows/messages.js';
import { isAway, within } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { describeUnopened } from './executions.js';
import { orGone } from './gone.js';
import { accountOf, type OnEach } from './held.js';
import { isUntold, readTraces } from './history-account.js';
import { inParallel } from './in-parallel.js';
import { openStops } from './lasting-stops.js';
import { patiently } from './patiently.js';
import { startUnlessThere } from './start-unless-there.js';
import { tellStop, toStart } from './stop.js';

const deadlineMs = 10 * SECOND;
/** Whoever is there answers sooner, also where Temporal asks one first that has just ended. */
const answerMs = 20 * SECOND;
const atOnce = 8;
const lookEveryMs = SECOND / 4;
/** One that goes on no more has no answer, whether or not a worker is there. */
const mostAsked = 5;
/** Longer than an email in flight takes, and than Notion asks us to wait as a rule. */
const endsWithinMs = 120 * SECOND;
/** The server deletes in the background, and what has just ended only once it has settled all else of it. */
const goneWithinMs = 180 * SECOND;

/**
 * Whether an execution ends before it is deleted: a run, and whatever else writes to Notion. Of a stop only what it has
 * yet to tell Notion is waited for: one that lasts never ends, and all others look again for runs, as we do.
 */
export function endsFirst({ isOpen, type }: HeldExecution): boolean {
  return isOpen && type !== 'stopContact';
}

/**
 * Ends what is open of a person, but for stops that last: runs by an operator's stop, all else by itself. An email
 * that is on the wire is answered first. Waits as long as something of them ends now and then.
 * @throws {NotBegun} naming what has not ended; asking again is safe.
 * @throws {TemporalAway}
 */
export async function endAllOf(
  deps: RunsDeps,
  { held, keys, ...who }: Control & { held: readonly HeldExecution[]; keys: readonly string[] },
  onEach: OnEach,
): Promise<void> {
  const { client } = deps;
  const isBusy = async (one: HeldExecution) => ((await isUnderWay(client, one)) ? [one] : []);
  const meant = (await inParallel(atOnce, held.filter(isMarkedOpen), isBusy)).flat();
  if (meant.length === 0) return;
  await requireWorker(client, meant);
  const at = (await deps.now()).toISOString();
  for (const contactKey of keys) {
    const request: StopRequest = { ...who, stop: 'operator', contactKey, at };
    await patiently(() =>
      within(client, deadlineMs, () => tellStop(deps, { request })).catch(asAway),
    );
  }
  let open = meant;
  for (let lastMs = Date.now(); open.length > 0; await setTimeout(lookEveryMs)) {
    const left = (await inParallel(atOnce, open, isBusy)).flat();
    if (left.length < open.length) {
      lastMs = Date.now();
      onEach(meant.length - left.length, meant.length);
    }
    open = left;
    if (Date.now() > lastMs + endsWithinMs) throw notEnded('These have not ended:', open);
  }
}

/** Some runs that could not be told are as good as Temporal's being away: all of them are told again. */
function asAway(error: unknown): never {
  throw error instanceof Error && isAway(error.cause) ? error.cause : error;
}

/** @throws {NotBegun} when none is there to end anything. */
async function requireWorker(client: Client, open: readonly HeldExecution[]): Promise<void> {
  const asked = open.slice(0, mostAsked).map((one) => isAnswered(client, one));
  if ((await Promise.all(asked)).some(Boolean)) return;
  throw notEnded(`No worker answers, so that nothing which is open can end:`, open);
}

/** Whether a worker answers for a workflow, if only that it does not know what it is asked. */
async function isAnswered(client: Client, { id, runId }: HeldExecution): Promise<boolean> {
  const handle = client.workflow.getHandle(id, runId);
  try {
    await within(client, answerMs, () => handle.query(getTimeline));
    return true;
  } catch (error) {
    if (isAway(error)) return false;
    // That there is no such query, or what nobody here can open, is an answer too.
    const answers = [QueryNotRegisteredError, WorkflowNotFoundError, Sealed];
    if (answers.some((kind) => error instanceof kind)) return true;
    throw error;
  }
}

function notEnded(what: string, open: readonly HeldExecution[]): NotBegun {
  const ids = open.map(({ id }) => id).join(', ');
  const message = `${what} ${ids}. Does the worker run, and does Notion answer? What can go on no more is ended by "temporal workflow terminate --workflow-id <id>".`;
  return new NotBegun(message, { retryAfterMs: endsWithinMs });
}

function isMarkedOpen({ isOpen }: HeldExecution): boolean {
  return isOpen;
}

async function isUnderWay(client: Client, one: HeldExecution): Promise<boolean> {
  const ask = () => describeUnopened(client, one.id, one.runId);
  const found = await patiently(() => within(client, deadlineMs, ask));
  if (found?.status.name !== 'RUNNING') return false;
  if (endsFirst(one)) return true;
  const { pendingWorkflowTask, pendingActivities } = found.raw;
  const isWriting = pendingActivities?.some(
    ({ activityType }) => activityType?.name === 'recordStop',
  );
  return Boolean(pendingWorkflowTask) || isWriting;
}

/** What leads to a person's pages, from executions that still had to do with them lately. */
export async function tracesOf(
  { client }: RunsDeps,
  held: readonly HeldExecution[],
): Promise<Traces> {
  const found = await inParallel(atOnce, held, ({ id: workflowId, runId }) =>
    // What nobody can open leads nowhere, and is deleted all the same.
    orGone(() => readTraces(client, { workflowId, runId })).catch(unlessSealed),
  );
  const all = (name: keyof Traces) => [...new Set(found.flatMap((one) => one?.[name] ?? []))];
  return {
    addresses: all('addresses'),
    contactPageIds: all('contactPageIds'),
    rowIds: all('rowIds'),
  };
}

function unlessSealed(error: unknown): undefined {
  if (!(error instanceof Sealed)) throw error;
}

/** Stops of a person that hold, as Temporal has them. @throws {TemporalAway} */
export function stopsOf(deps: RunsDeps, contactKey: string): Promise<LastingCause[]> {
  return patiently(() => within(deps.client, deadlineMs, () => openStops(deps, contactKey)));
}

/**
 * Has a stop hold by the contact's key alone: its record is replaced, without a moment between, by one that
 * holds neither address nor words. One that is so already stays as it is. Safe to repeat.
 * @throws {TemporalAway}
 */
export async function keepStop(
  deps: RunsDeps,
  { contactKey, cause }: { contactKey: string; cause: LastingCause },
): Promise<void> {
  const { client } = deps;
  const workflowId = stopId({ stop: cause, contactKey });
  const found = await patiently(() =>
    within(client, deadlineMs, () => describeUnopened(client, workflowId)),
  );
  const isOpen = found?.status.name === 'RUNNING';
  const before = isOpen ? await stopAccount(deps, workflowId, found.runId) : undefined;
  if (before?.isBare) return;
  const at = before?.at ?? (await deps.now()).toISOString();
  const request: StopRequest = { stop: cause, contactKey, at };
  await patiently(() =>
    within(client, deadlineMs, () =>
      startUnlessThere(client, 'stopContact', {
        ...toStart(request),
        args: [request, true],
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        workflowIdConflictPolicy: 'TERMINATE_EXISTING',
      }),
    ),
  );
}

/** The ids of executions that hold nothing but a contact key: records of stops that are kept. */
export async function bareStops(
  deps: RunsDeps,
  held: readonly HeldExecution[],
): Promise<Set<string>> {
  const stops = held.filter((one) => one.isOpen && isLastingStop(one.id) && !isOfShadow(one.id));
  const bare = await inParallel(atOnce, stops, async ({ id, runId }) =>
    (await stopAccount(deps, id, runId))?.isBare ? [runId] : [],
  );
  return new Set(bare.flat());
}

/** When a stop was asked for, and whether its record holds nothing but a contact key. */
async function stopAccount(deps: RunsDeps, id: string, runId: string) {
  const held = { id, runId, type: 'stopContact', isOpen: true, startedAt: '' };
  const account = await accountOf(deps, held).catch(unlessSealed);
  const [request] = (account?.told[0]?.given ?? []) as StopRequest[];
  if (!account || !request) return undefined;
  const isBare = request.email === undefined && isUntold(account);
  return { at: request.at, isBare };
}

/**
 * Deletes executions, and waits until the server has. One that is gone already is deleted.
 * @throws {NotBegun} naming what is still there. @throws {TemporalAway}
 */
export async function deleteAll(
  { client }: RunsDeps,
  held: readonly HeldExecution[],
  onEach: OnEach,
): Promise<void> {
  let done = 0;
  await inParallel(atOnce, held, async (one) => {
    await patiently(() => within(client, deadlineMs, () => deleteOne(client, one)));
    done += 1;
    onEach(done, held.length);
  });
  let left = [...held];
  for (const untilMs = Date.now() + goneWithinMs; ; await setTimeout(lookEveryMs)) {
    const there = await inParallel(atOnce, left, async (one) => {
      const ask = () => describeUnopened(client, one.id, one.runId);
      return (await patiently(() => within(client, deadlineMs, ask))) ? [one] : [];
    });
    left = there.flat();
    if (left.length === 0) return;
    if (Date.now() > untilMs) {
      const ids = left.map(({ id }) => id).join(', ');
      const message = `Temporal has not deleted these yet: ${ids}.`;
      throw new NotBegun(message, { retryAfterMs: goneWithinMs });
    }
  }
}

/** An open one, as a stop may be, ends with it. */
async function deleteOne(client: Client, { id: workflowId, runId }: HeldExecution): Promise<void> {
  const { namespace } = client.options;
  const workflowExecution = { workflowId, runId };
  await orGone(() =>
    client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution }),
  );
}
