import assert from 'node:assert/strict';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { createRuns } from '../../src/runs/runs.js';

/** A Temporal in which these runs are open: id -> ISO instant of the start. */
function runsOf(open: Record<string, string>) {
  const client = {
    workflow: {
      list: () =>
        Object.entries(open).map(([workflowId, at]) => ({ workflowId, startTime: new Date(at) })),
      getHandle: (id: string) => ({
        describe: async () => {
          throw new WorkflowNotFoundError('', id, undefined);
        },
        signal: async () => {},
      }),
    },
  } as unknown as Client;
  return createRuns({ client, now: () => new Date(0) });
}

const at = '2025-12-01T12:00:00.000Z';
const before = '2025-12-01T11:59:59.999Z';
const later = '2025-12-01T12:00:00.001Z';

/** The stop that a run of the person "k" starts when it begins. */
const supersededBy = (open: Record<string, string>, id: string) => {
  const [stop = '', contactKey = ''] = id.split('/');
  const startedBefore = open[id] ?? at;
  const request = { stop, contactKey, email: 'a@b.org', at, spares: id, startedBefore };
  return runsOf(open).tellStop({ request, startedBefore });
};

describe('a run that supersedes others', () => {
  for (const sequence of ['no-show', 'post-call']) {
    const [one, two] = [`${sequence}/k/1`, `${sequence}/k/2`];

    it(`ends an older ${sequence}, and is not ended by it`, async () => {
      const open = { [one]: at, [two]: before };
      assert.deepEqual(await supersededBy(open, one), [two]);
      assert.deepEqual(await supersededBy(open, two), []);
    });

    it(`ends one of two ${sequence} runs of one instant, whichever of them asks`, async () => {
      const open = { [one]: at, [two]: at };
      assert.deepEqual(await supersededBy(open, two), [one]);
      assert.deepEqual(await supersededBy(open, one), []);
    });

    it(`lets a younger ${sequence} go on`, async () => {
      assert.deepEqual(await supersededBy({ [one]: at, [two]: later }, one), []);
    });
  }

  it('ends runs of other sequences that began in the same instant', async () => {
    const open = { 'assessment/k': at, 'no-show/k/1': before, 'post-call/k/1': at };
    assert.deepEqual(await supersededBy(open, 'post-call/k/1'), ['assessment/k', 'no-show/k/1']);
  });
});
