import { Client, ServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { encodeUnifiedSearchAttributes } from '@temporalio/common/lib/converter/payload-search-attributes.js';
import { msToTs } from '@temporalio/common/lib/time.js';
import { switchId } from '../../src/domain/run/switch.js';
import { attributes } from '../../src/workflows/messages.js';
import { connectToNobody } from './nobody.js';

/** Reaches nothing: all but what is described here fails. */
const connection = connectToNobody();

/** A Temporal that only describes workflows, by their ids. */
export function temporalThatDescribes(describe: (workflowId: string) => Promise<object>): Client {
  const answer = async (workflowId: string) => (await describe(workflowId)) as never;
  return new Client({
    connection,
    interceptors: {
      workflow: [{ describe: (input) => answer(input.workflowExecution?.workflowId ?? '') }],
    },
  });
}

/** One that takes starts while it is not `isAway`, and knows the workflows that were started. */
export function temporalThatStarts() {
  const started = new Set<string>();
  const state = { isAway: false };
  const client = new Client({
    connection,
    interceptors: {
      workflow: [
        {
          async startWithDetails({ options: { workflowId } }) {
            if (state.isAway) throw new ServiceError('away');
            started.add(workflowId);
            return { runId: '1', eagerlyStarted: false };
          },
          async describe({ workflowExecution }) {
            const id = workflowExecution?.workflowId ?? '';
            if (!started.has(id)) throw new WorkflowNotFoundError('', id, undefined);
            return switchedOffDescription('2025-12-01T10:00:00.000Z');
          },
        },
      ],
    },
  });
  return Object.assign(state, { client, started });
}

/** One that knows no workflow, so that sending is on. */
export function temporalSwitchedOn(): Client {
  return temporalThatDescribes(async (id) => {
    throw new WorkflowNotFoundError('', id, undefined);
  });
}

/** One that knows of the switch alone: sending is off since an instant. */
export function temporalSwitchedOff(offAt: string): Client {
  return temporalThatDescribes(async (workflowId) => {
    if (workflowId !== switchId) throw new WorkflowNotFoundError('', workflowId, undefined);
    return switchedOffDescription(offAt);
  });
}

/** What Temporal describes of the switch while sending is off since an instant. */
export function switchedOffDescription(offAt: string): object {
  const isOff = new TypedSearchAttributes([{ key: attributes.needsAttention, value: true }]);
  return {
    workflowExecutionInfo: {
      execution: { workflowId: switchId, runId: '1' },
      type: { name: 'sendingSwitch' },
      status: 1,
      startTime: msToTs(Date.parse(offAt)),
      historyLength: { toNumber: () => 1 },
      searchAttributes: { indexedFields: encodeUnifiedSearchAttributes(undefined, isOff) },
    },
    executionConfig: {},
  };
}

after(() => connection.close());
