import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { raiseAlert } from '../../src/activities/raise-alert.js';
import { VendorFault } from '../../src/domain/errors.js';

describe('alerts that nobody takes for long', () => {
  it('leave most of a worker to stops; what is too much at once is raised again later', async () => {
    let asked = 0;
    let take = () => {};
    const taken = new Promise<void>((resolve) => {
      take = resolve;
    });
    const raise = raiseAlert({
      sendAlert: () => {
        asked += 1;
        return taken;
      },
      runUrl: (id) => id,
      isShadow: false,
      pageUrl: (page) => page,
    });
    const logger = new DefaultLogger('ERROR');
    const alert = () =>
      new MockActivityEnvironment({}, { logger }).run(raise, { kind: 'failed' } as const);
    const first = Array.from({ length: 20 }, alert);
    await assert.rejects(
      alert(),
      (error) => error instanceof VendorFault && error.kind === 'retryable',
    );
    assert.equal(asked, 20);
    take();
    await Promise.all(first);
    await alert();
    assert.equal(asked, 21);
  });
});
