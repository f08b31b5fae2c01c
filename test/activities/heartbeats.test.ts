import assert from 'node:assert/strict';
import { ActivityCancellationDetails } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createsOfThisActivity } from '../../src/activities/create-once.js';
import { withHeartbeats } from '../../src/activities/heartbeats.js';
import { createNotionActivities } from '../../src/activities/index.js';
import { VendorFault } from '../../src/domain/errors.js';
import type { Workspace } from '../../src/vendors/notion/connect.js';
import { loneActivityDeps } from '../support/lone-activities.js';

/** An attempt that goes on until it is told how it ends; what it tells Temporal, and how time goes by. */
function attempt(heartbeatDetails?: unknown) {
  const logger = new DefaultLogger('ERROR');
  const env = new MockActivityEnvironment({ heartbeatDetails }, { logger });
  const told: unknown[] = [];
  env.on('heartbeat', (details) => told.push(details));
  return { env, told };
}

describe('a sign of life', () => {
  const { setInterval, clearInterval } = globalThis;
  const beats = new Set<() => void>();
  beforeEach(() => {
    const begin = (beat: () => void, everyMs: number) => {
      assert.ok(everyMs <= 7_000, 'thrice within what Temporal waits for one');
      beats.add(beat);
      return beat;
    };
    const end = (beat: () => void) => beats.delete(beat);
    Object.assign(globalThis, { setInterval: begin, clearInterval: end });
  });
  afterEach(() => {
    Object.assign(globalThis, { setInterval, clearInterval });
    beats.clear();
  });
  /** As long as one interval. */
  const waits = () => {
    for (const beat of beats) beat();
  };

  it('repeats what was remembered last, by an earlier attempt or by this one', async () => {
    const { env, told } = attempt({ made: { first: 'page-1' } });
    let fail: (error: unknown) => void = () => {};
    const work = withHeartbeats(async () => {
      waits();
      await createsOfThisActivity()('second', () => new Promise((_, reject) => (fail = reject)));
    });
    const ended = env.run(work);
    await Promise.resolve();
    assert.deepEqual(told.at(-2), { made: { first: 'page-1' } }, 'before it makes anything');
    const doubt = { made: { first: 'page-1' }, doubt: { key: 'second', looks: 0 } };
    assert.deepEqual(told.at(-1), doubt);
    const soFar = told.length;
    waits();
    assert.equal(told.length, soFar + 1);
    assert.deepEqual(told.at(-1), doubt, 'a page may have been made');

    fail(new VendorFault('no answer', { kind: 'retryable', isAmbiguous: true }));
    await assert.rejects(ended);
    const inAll = told.length;
    waits();
    assert.deepEqual([told.length, told.at(-1)], [inAll, doubt], 'and none after its end');
  });

  it('comes from everything that asks Notion', async () => {
    const never = () => new Promise<never>(() => {});
    const hangs = new Proxy({}, { get: () => never });
    const workspace = { contacts: hangs, tracker: hangs, templates: hangs, check: never };
    const deps = await loneActivityDeps({ workspace: workspace as unknown as Workspace });
    for (const [name, activity] of Object.entries(createNotionActivities(deps))) {
      const { env, told } = attempt();
      const act = activity as (of: unknown) => Promise<unknown>;
      // What it is asked makes no sense: it fails, but not before it has begun.
      env.run(act, {}).catch(() => {});
      waits();
      assert.ok(told.length > 0, name);
    }
  });
});

describe('an attempt that Temporal has given up', () => {
  it('makes nothing any more, as the next one may be making it', async () => {
    for (const reason of ['NOT_FOUND', 'TIMED_OUT'] as const) {
      const { env, told } = attempt();
      const details = { notFound: reason === 'NOT_FOUND', timedOut: reason === 'TIMED_OUT' };
      env.cancel(reason, new ActivityCancellationDetails(details));
      await assert.rejects(
        env.run(() => createsOfThisActivity()('a-key', () => assert.fail('it is made'))),
        { type: 'GivenUp' },
      );
      assert.deepEqual(told, []);
    }
  });
});
