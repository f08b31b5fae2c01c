import assert from 'node:assert/strict';
import { Client } from '@temporalio/client';
import { TemporalAway } from '../../src/domain/errors.js';
import { createRuns } from '../../src/runs/runs.js';
import { connectToNobody } from '../support/nobody.js';

const id = 'assessment/5f1c0e9b7d2a4c6e8f1a3b5c7d9e0f12';

describe('a control that nobody answers', () => {
  const runs = createRuns({
    client: new Client({ connection: connectToNobody() }),
    now: () => new Date(),
  });

  it('may still apply: asking again is safe for an email that is named, and else wants a look', async () => {
    for (const control of ['skip-next', 'send-now'] as const) {
      const said = (more: object) =>
        runs.steer(id, control, { by: 'Ann', ...more }).catch((error: unknown) => {
          assert.ok(error instanceof TemporalAway);
          return error.message;
        });
      const what = 'No worker has answered yet. It may still apply:';
      assert.equal(await said({}), `${what} look before asking again.`);
      const named = `${what} asking again for email 2 is safe, as it comes upon no other.`;
      assert.equal(await said({ number: 2 }), named);
    }
  });
});
