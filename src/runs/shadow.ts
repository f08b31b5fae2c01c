import type { WorkflowExecutionInfo } from '@temporalio/client';
import { decodeFromPayloadsAtIndex } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { normaliseEmail } from '../domain/contact.js';
import { SECOND } from '../domain/duration.js';
import type { ShadowEmail } from '../domain/records/shadow.js';
import type { Control } from '../domain/run/control.js';
import type { RunInput } from '../domain/run/run.js';
import { standingOf } from '../domain/shadow.js';
import { stop } from '../workflows/messages.js';
import { within } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { eachExecution } from './executions.js';
import { look } from './find.js';
import { orGone } from './gone.js';
import type { History } from './histories.js';
import { readSubjects } from './history-account.js';
import { inParallel } from './in-parallel.js';
import { startedAtOf } from './list.js';
import { newestRuns } from './newest-runs.js';
import { patiently } from './patiently.js';
import { tell } from './tell.js';
import { isOpen, isRun } from './visibility-query.js';

const deadlineMs = 10 * SECOND;
/** So many are asked at once: a worker walks through a run's history to answer. */
const atOnce = 8;

/** Hears how many of how many are done. */
type OnEach = (done: number, of: number) => void;

/** What runs of shadow mode would have sent, and will. */
export interface ShadowPlan {
  runs: number;
  /** ISO instant at which the first of them began; missing where there is none. */
  startedAt?: string;
  emails: ShadowEmail[];
}

/** @throws {TemporalAway} */
export async function readShadow(
  deps: RunsDeps,
  since: Date,
  onEach: OnEach = () => {},
): Promise<ShadowPlan> {
  const runs = (await newestRuns(deps.client, since)).filter(isShadow);
  const emails = await countingEach(runs, onEach, (run) => readEmails(deps, run));
  const [startedAt] = runs.map(startedAtOf).toSorted();
  return { runs: runs.length, ...(startedAt && { startedAt }), emails: emails.flat() };
}

/** The emails of one run, with the subjects that they came to have. */
async function readEmails(deps: RunsDeps, run: WorkflowExecutionInfo): Promise<ShadowEmail[]> {
  const { client } = deps;
  const handle = client.workflow.getHandle(run.workflowId, run.runId);
  const read = () => within(client, deadlineMs, () => handle.fetchHistory());
  const history = await orGone(() => patiently(read));
  if (!history) return [];
  const { emails } = await patiently(() => look(deps, run));
  const { address, subjects } = await readHistory(deps, history);
  return emails
    .filter(({ sentBy }) => sentBy === 'evergreen')
    .map(({ number, template, dueAt, at = dueAt, state, reason }) => ({
      runId: run.workflowId,
      number,
      template,
      email: address,
      subject: subjects.get(number),
      at: state === 'sent' ? at : dueAt,
      state,
      reason,
    }));
}

/** Whose run it is, and the subject of each email that was prepared. */
async function readHistory(
  { client }: RunsDeps,
  { events }: History,
): Promise<{ address: string; subjects: Map<number, string> }> {
  const { loadedDataConverter } = client.options;
  const started = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads;
  const { contact } = await decodeFromPayloadsAtIndex<RunInput>(loadedDataConverter, 0, started);
  const subjects = await readSubjects(client, events ?? []);
  return {
    address: normaliseEmail(contact.email),
    subjects: new Map(subjects.map(({ number, subject }) => [number, subject])),
  };
}

/**
 * Ends all that is open of shadow mode: runs by an operator's stop, and what holds for later runs at once. Gives
 * how many runs were told. Safe to repeat.
 * @throws {TemporalAway}
 */
export async function endShadow(
  { client, now }: RunsDeps,
  who: Control,
  onEach: OnEach = () => {},
): Promise<number> {
  const message = { ...who, cause: 'operator', at: (await now()).toISOString() } as const;
  const runs = (await openWorkflows(client, isRun)).filter(isShadow);
  const told = await countingEach(runs, onEach, ({ workflowId }) =>
    patiently(() => tell(client, workflowId, stop, message)),
  );
  // What holds for later runs of a person would be open for ever.
  const lasting = (await openWorkflows(client, "WorkflowType = 'stopContact'")).filter(isShadow);
  await countingEach(
    lasting,
    () => {},
    ({ workflowId, runId }) => patiently(() => terminate(client, workflowId, runId)),
  );
  return told.filter(Boolean).length;
}

/** How many open runs began in shadow mode, and how many are to send. @throws {TemporalAway} */
export async function countModes({ client }: RunsDeps): Promise<{ shadow: number; real: number }> {
  const runs = await openWorkflows(client, isRun);
  const shadow = runs.filter(isShadow).length;
  return { shadow, real: runs.length - shadow };
}

async function terminate(client: RunsDeps['client'], workflowId: string, runId: string) {
  const handle = client.workflow.getHandle(workflowId, runId);
  await orGone(() => handle.terminate('shadow mode is over')); // it may have ended meanwhile
}

async function openWorkflows(client: RunsDeps['client'], which: string) {
  const found: WorkflowExecutionInfo[] = [];
  const query = [which, isOpen].join(' AND ');
  for await (const workflow of eachExecution(client, query)) found.push(workflow);
  return found;
}

function isShadow({ workflowId }: WorkflowExecutionInfo): boolean {
  return standingOf(workflowId) === 'shadow';
}

function countingEach<T, R>(things: readonly T[], onEach: OnEach, work: (thing: T) => Promise<R>) {
  let done = 0;
  return inParallel(atOnce, things, async (thing) => {
    const result = await work(thing);
    done += 1;
    onEach(done, things.length);
    return result;
  });
}
