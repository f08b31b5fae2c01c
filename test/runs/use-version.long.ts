import assert from 'node:assert/strict';
import type { Client } from '@temporalio/client';
import { createRuns } from '../../src/runs/runs.js';

const version = { deploymentName: 'evergreen', buildId: '0.2.0' };
const refusal = { code: 9, details: 'is missing active task queues', metadata: {} };
/** `ROUTING_CONFIG_UPDATE_STATE_IN_PROGRESS` and `…_COMPLETED`. */
const states = { told: 1, known: 2 };

/** A Temporal that refuses a version so often, and then tells its queues until it was asked so often whether they know. */
function temporalOf({ refuses = 0, tells = 0 }) {
  const asked = { sets: 0, looks: 0 };
  const client = {
    options: { namespace: 'default', identity: 'test' },
    connection: { withDeadline: (_: number, work: () => Promise<unknown>) => work() },
    workflow: { count: async () => ({ count: 0 }) },
    workflowService: {
      async describeTaskQueue() {
        const deploymentOptions = { ...version, workerVersioningMode: 2 };
        const pollers = [{ lastAccessTime: { seconds: 0, nanos: 0 }, deploymentOptions }];
        const isSet = asked.sets > refuses;
        return { pollers, versioningInfo: isSet ? { currentDeploymentVersion: version } : {} };
      },
      async describeWorkerDeployment() {
        if (asked.sets > refuses) asked.looks += 1;
        const routingConfigUpdateState = asked.looks > tells ? states.known : states.told;
        return { workerDeploymentInfo: { versionSummaries: [], routingConfigUpdateState } };
      },
      async setWorkerDeploymentCurrentVersion() {
        asked.sets += 1;
        if (asked.sets <= refuses) throw Object.assign(new Error(refusal.details), refusal);
      },
    },
  } as unknown as Client;
  return { runs: createRuns({ client, now: () => new Date(0) }), asked };
}

describe('a version that is to make all next steps', () => {
  it('is asked for again while Temporal does not know yet which queues it serves', async () => {
    const { runs, asked } = temporalOf({ refuses: 1 });
    await runs.useVersion('0.2.0');
    assert.equal(asked.sets, 2);
  });

  it('does so once the queues know, and not before', async () => {
    const { runs, asked } = temporalOf({ tells: 1 });
    await runs.useVersion('0.2.0');
    assert.deepEqual(asked, { sets: 1, looks: 2 });
  });

  it('is refused with the reason where that lasts', async () => {
    const { runs } = temporalOf({ refuses: Number.POSITIVE_INFINITY });
    await assert.rejects(runs.useVersion('0.2.0'), /Temporal refuses it: is missing active/);
  });
});
