import { Client, type ConnectionLike, WorkflowClient } from '@temporalio/client';
import type { DataConverter, SearchAttributeType } from '@temporalio/common';
import type { SearchAttributeKey } from '@temporalio/common/lib/search-attributes.js';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { locate } from '../../scripts/tools.mjs';
import { createLogger } from '../../src/processes/log.js';
import { installRuntime } from '../../src/processes/temporal-log.js';
import { attributes } from '../../src/workflows/messages.js';

let isInstalled = false;

/**
 * Temporal's native part tells errors only. It lives until its last user ends, so it is made when needed. A signal
 * is for the process: workers that stop under a test's feet fail it.
 */
export function quietRuntime(): void {
  if (!isInstalled) installRuntime(createLogger('error'), { shutdownSignals: [] });
  isInstalled = true;
}

/** A Temporal server whose clock skips the waits. */
export async function startSkippingServer(): Promise<TestWorkflowEnvironment> {
  quietRuntime();
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: required('temporal-test-server') } },
  });
  await env.connection.operatorService.addSearchAttributes({
    namespace: env.namespace ?? 'default',
    searchAttributes: { ContactKey: 2, Segment: 2, NextSendAt: 6, NeedsAttention: 5, Progress: 7 },
  });
  return env;
}

/** Temporal's own dev server, as the sandbox runs it. */
function startDevServer(
  extraArgs: string[] = [],
  searchAttributes: SearchAttributeKey<SearchAttributeType>[] = Object.values(attributes),
): Promise<TestWorkflowEnvironment> {
  quietRuntime();
  return TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: required('temporal') },
      searchAttributes,
      extraArgs: ['--dynamic-config-value', 'matching.enableFairness=true', ...extraArgs],
    },
  });
}

function required(tool: 'temporal' | 'temporal-test-server'): string {
  const path = locate(tool);
  if (!path) throw new Error(`${tool} is missing; run "npm test", which fetches it first`);
  return path;
}

/** A dev server that can skip the waits of runs that ask for it; with limits of its own where they are given. */
export function startSkippingDevServer(
  limits: Record<string, string> = {},
): Promise<TestWorkflowEnvironment> {
  const values = Object.entries({ 'frontend.WorkflowTimeSkippingEnabled': 'true', ...limits });
  return startDevServer(
    values.flatMap(([name, value]) => ['--dynamic-config-value', `${name}=${value}`]),
  );
}

/** A dev server whose namespace an earlier version has made: it knows nothing of `Progress`. */
export function startOlderDevServer(): Promise<TestWorkflowEnvironment> {
  const { progress: _, ...older } = attributes;
  return startDevServer([], Object.values(older));
}

/** A dev server that tells of a workflow's failing tasks after the first of them, and not after the fifth. */
export function startTellingDevServer(): Promise<TestWorkflowEnvironment> {
  const failures = 'system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute=1';
  return startDevServer(['--dynamic-config-value', failures]);
}

/** Starts every run so that the dev server skips its waits. */
export class SkippingClient extends Client {
  override readonly workflow: WorkflowClient;

  constructor(
    { connection, namespace }: { connection: ConnectionLike; namespace?: string | undefined },
    dataConverter: DataConverter = {},
  ) {
    const options = { connection, namespace: namespace ?? 'default', dataConverter };
    super(options);
    this.workflow = new SkippingWorkflowClient(options);
  }
}

class SkippingWorkflowClient extends WorkflowClient {
  protected override async createStartWorkflowRequest(
    input: Parameters<WorkflowClient['createStartWorkflowRequest']>[0],
  ) {
    const request = await super.createStartWorkflowRequest(input);
    return { ...request, timeSkippingConfig: { enabled: true, maxSessionSkipCount: 500 } };
  }
}
