import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { dataConverterOf } from '../../src/codec/data-converter.js';
import { createActivityDeps } from '../../src/processes/activity-deps.js';
import { runLeasedWorkers } from '../../src/processes/leased-workers.js';
import { createLogger } from '../../src/processes/log.js';
import type { RunningWorkers } from '../../src/processes/run-workers.js';
import { doctoredWorkflows } from './doctored.js';
import type { World } from './world.js';

/** One release of the worker. */
export interface Release {
  /** As TEMPORAL_WORKER_BUILD_ID has it; none where releases replace each other. */
  buildId?: string;
  /** What stands otherwise in its workflow code. */
  changes?: Record<string, string>;
  /** As INACTIVE_PATCHES has it. */
  inactivePatches?: readonly string[];
}

/** Releases of the worker beside each other, each as a process of its own has it, on one world's server. */
export class Releases {
  private readonly running = new Map<Release, RunningWorkers>();

  private readonly world: World;
  private readonly env: TestWorkflowEnvironment;

  constructor(world: World, env: TestWorkflowEnvironment) {
    this.world = world;
    this.env = env;
  }

  async start(release: Release): Promise<void> {
    const { config, client, now, runs } = this.world;
    const { buildId, changes = {}, inactivePatches = [] } = release;
    const parts = {
      connection: this.env.nativeConnection,
      namespace: client.options.namespace,
      bundle: await doctoredWorkflows(changes),
      dataConverter: dataConverterOf([]),
      deps: await createActivityDeps(config, client, { now, templateCacheMs: 1, runs }),
      resendRequestsPerSecond: config.resend.requestsPerSecond,
      version: buildId === undefined ? undefined : { deploymentName: 'evergreen', buildId },
      inactivePatches,
      overrides: { shutdownGraceTime: '1s', shutdownForceTime: '2s' },
    } as const;
    const log = createLogger('fatal');
    this.running.set(release, await runLeasedWorkers(parts, { client, log }));
  }

  async stop(release: Release): Promise<void> {
    const workers = this.running.get(release);
    this.running.delete(release);
    await workers?.stop();
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.running.keys()].map((release) => this.stop(release)));
  }

  /** Which releases made the steps of a run, one after the other; without a version it is empty. */
  async walkedBy(id: string): Promise<string[]> {
    const { events } = await this.world.client.workflow.getHandle(id).fetchHistory();
    const steps = (events ?? []).flatMap(({ workflowTaskCompletedEventAttributes: step }) =>
      step ? [step.deploymentVersion?.buildId ?? ''] : [],
    );
    return steps.filter((one, at) => one !== steps[at - 1]);
  }
}
