import { setTimeout } from 'node:timers/promises';
import { type Client, isGrpcServiceError } from '@temporalio/client';
import type { WorkerDeploymentVersion as WorkerVersion } from '@temporalio/common';
import { SECOND } from '../domain/duration.js';
import { Refused } from '../domain/errors.js';
import { taskQueues } from '../domain/run/task-queues.js';
import { watchLimits } from '../domain/watch.js';
import { orAway } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { eventually } from './eventually.js';
import { orGone } from './gone.js';
import { inParallel } from './in-parallel.js';
import { describeWorkflowQueue, isSameVersion } from './queues.js';
import { isOpen } from './visibility-query.js';

/** What becomes of a version that is current no more, as Temporal's own words say it. */
type Drain = 'draining' | 'drained';

/** One version of the worker, or those without. */
export interface VersionState {
  /** Undefined: workers without a version. */
  version: WorkerVersion | undefined;
  /** Whether its workers ask for tasks. */
  asks: boolean;
  /** Whether it gets them. */
  isCurrent: boolean;
  /** How many open runs and other workflows made their last step in it. At their next they are the current one's. */
  open: number;
  drain?: Drain;
}

const deadlineMs = 10 * SECOND;
const countsAtOnce = 4;

/** A version whose workers have just begun to ask is refused until Temporal has noted which queues they serve. */
const refusals = 6;

/** Every version that asks for tasks, gets them, or has made the last step of something open; the current one first. */
export async function readVersions(deps: RunsDeps): Promise<VersionState[]> {
  const { client } = deps;
  const nowMs = (await deps.now()).getTime();
  return orAway(client, () => read(client, nowMs), deadlineMs);
}

async function read(client: Client, nowMs: number): Promise<VersionState[]> {
  const { pollers, routing } = await describeWorkflowQueue(client);
  const asking = pollers.filter(({ askedMs }) => nowMs - askedMs <= watchLimits.quiet);
  const versions = [routing.current, ...asking.map(({ version }) => version)];
  const names = new Set(versions.flatMap((version) => version?.deploymentName ?? []));
  const known = (await Promise.all([...names].map((name) => readKnown(client, name)))).flat();
  const all = [...versions, ...known.map(({ version }) => version), undefined];
  const each = all.filter((one, at) => all.findIndex((other) => isSameVersion(one, other)) === at);
  const states = await inParallel(countsAtOnce, each, async (version): Promise<VersionState> => {
    const drain = known.find((one) => isSameVersion(one.version, version))?.drain;
    return {
      version,
      asks: asking.some((one) => isSameVersion(one.version, version)),
      isCurrent: isSameVersion(version, routing.current),
      open: await countOpen(client, version),
      ...(drain && { drain }),
    };
  });
  return states.filter(({ asks, isCurrent, open }) => asks || isCurrent || open > 0);
}

/** By `VersionDrainageStatus` of Temporal's API. */
const drains: (Drain | undefined)[] = [undefined, 'draining', 'drained'];

interface Known {
  version: WorkerVersion;
  drain: Drain | undefined;
}

/** What Temporal remembers of a deployment: nothing where no worker has ever asked as one of it. */
async function readKnown(client: Client, deploymentName: string): Promise<Known[]> {
  const { namespace } = client.options;
  const known = await orGone(() =>
    client.workflowService.describeWorkerDeployment({ namespace, deploymentName }),
  );
  const summaries = known?.workerDeploymentInfo?.versionSummaries ?? [];
  return summaries.map(({ deploymentVersion, drainageStatus }) => ({
    version: { deploymentName, buildId: deploymentVersion?.buildId ?? '' },
    drain: drains[drainageStatus ?? 0],
  }));
}

/** As Temporal's API has it: `ROUTING_CONFIG_UPDATE_STATE_IN_PROGRESS`. */
const isBeingTold = 1;

/** Temporal tells its queues one after the other: until all know, a task may still go to the version before. */
async function isRouted(
  client: Client,
  deploymentName: string,
  version: WorkerVersion | undefined,
): Promise<boolean> {
  const { namespace } = client.options;
  const { workerDeploymentInfo } = await client.workflowService.describeWorkerDeployment({
    namespace,
    deploymentName,
  });
  if (workerDeploymentInfo?.routingConfigUpdateState === isBeingTold) return false;
  const { routing } = await describeWorkflowQueue(client);
  return isSameVersion(routing.current, version);
}

/** Of gRPC. */
const failedPrecondition = 9;

async function countOpen(client: Client, version: WorkerVersion | undefined): Promise<number> {
  const its = version ? `= '${version.deploymentName}:${version.buildId}'` : 'IS NULL';
  const { count } = await client.workflow.count(
    `TaskQueue = '${taskQueues.workflows}' AND ${isOpen} AND TemporalWorkerDeploymentVersion ${its}`,
  );
  return count;
}

/**
 * Has every open run make its next step, and every new one its first, in a version whose workers ask for tasks; in
 * those without a version where none is named. Done once Temporal's queues know it.
 * @throws {Refused} where nobody would take the tasks then.
 */
export async function useVersion(deps: RunsDeps, buildId: string | undefined): Promise<void> {
  const states = await readVersions(deps);
  const { version: current } = states.find(({ isCurrent }) => isCurrent) ?? {};
  const named = states.filter(({ version }) => version?.buildId === buildId);
  const meant = named.find(({ asks }) => asks);
  const what =
    buildId === undefined ? 'a worker without a version' : `a worker of version ${buildId}`;
  if (!meant) {
    const others = states.flatMap(({ asks, version }) =>
      asks ? [version?.buildId ?? 'those without'] : [],
    );
    const there = others.length > 0 ? `these do: ${others.join(', ')}` : 'nor does any other';
    throw new Refused(`${what} does not ask for tasks; ${there}. Start it first`);
  }
  if (meant.isCurrent) return;
  const deploymentName = (meant.version ?? current)?.deploymentName ?? '';
  const set = () => setCurrent(deps.client, deploymentName, buildId ?? '');
  for (let left = refusals; left >= 0; left -= 1) {
    try {
      await orAway(deps.client, set, deadlineMs);
      break;
    } catch (error) {
      if (!(error instanceof Refused) || left === 0) throw error;
      await setTimeout(SECOND / 2);
    }
  }
  await eventually(() =>
    orAway(deps.client, () => isRouted(deps.client, deploymentName, meant.version), deadlineMs),
  );
}

async function setCurrent(client: Client, deploymentName: string, buildId: string): Promise<void> {
  const { namespace, identity } = client.options;
  try {
    await client.workflowService.setWorkerDeploymentCurrentVersion({
      namespace,
      deploymentName,
      buildId,
      identity,
    });
  } catch (error) {
    if (!isGrpcServiceError(error) || error.code !== failedPrecondition) throw error;
    throw new Refused(`Temporal refuses it: ${error.details}`);
  }
}
