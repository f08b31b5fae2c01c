import assert from 'node:assert/strict';
import {
  Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { json, loneApi } from '../support/lone-api.js';
import { connectToNobody } from '../support/nobody.js';

/** Sending was switched on a moment ago, so that the switch's workflow is just ending. */
describe('switching sending off again', () => {
  const connection = connectToNobody();
  after(() => connection.close());

  /** How it is answered when the workflow has ended by the `ended`th start. */
  const switchOff = async (ended: number) => {
    let starts = 0;
    const client = new Client({
      connection,
      interceptors: {
        workflow: [
          {
            async startWithDetails({ options: { workflowId } }) {
              starts += 1;
              if (starts >= ended) return { runId: '1', eagerlyStarted: false };
              throw new WorkflowExecutionAlreadyStartedError('', workflowId, 'sendingSwitch');
            },
            async describe() {
              throw new WorkflowNotFoundError('', 'sending-switch', undefined);
            },
            async startUpdate() {
              throw new WorkflowNotFoundError('', 'sending-switch', undefined);
            },
            async query() {
              throw new WorkflowNotFoundError('', 'sending-switch', undefined);
            },
          },
        ],
      },
    });
    const { status } = await loneApi({ client }).request('/switch', {
      method: 'POST',
      headers: { ...json, Authorization: 'Bearer admin-token' },
      body: JSON.stringify({ by: 'Ann', sending: false }),
    });
    return { status, starts };
  };

  it('starts it anew when it ends before it can be told', async () => {
    assert.deepEqual(await switchOff(2), { status: 200, starts: 2 });
  });

  it('is never answered with success when it is not off', async () => {
    assert.equal((await switchOff(Number.POSITIVE_INFINITY)).status, 503);
  });
});
