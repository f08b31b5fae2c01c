import assert from 'node:assert/strict';
import type { Info } from '@temporalio/activity';
import { ActivityCancellationDetails, type ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createOnce, withCreates } from '../../src/activities/create-once.js';
import { withHeartbeats } from '../../src/activities/heartbeats.js';
import { createNotionActivities, createResendActivities } from '../../src/activities/index.js';
import { VendorFault } from '../../src/domain/errors.js';
import type { Workspace } from '../../src/vendors/notion/connect.js';
import { loneActivityDeps } from '../support/lone-activities.js';

/** An attempt that goes on until it is told how it ends; what it tells Temporal, and how time goes by. */
function attempt({ info = {} }: { info?: Partial<Info> } = {}) {
  const logger = new DefaultLogger('ERROR');
  const env = new MockActivityEnvironment(info, { logger });
  const told: unknown[] = [];
  env.on('heartbeat', (details) => told.push(details));
  return { env, told };
}

/** What the first attempt has left. */
const left = { ended: 1, made: { first: 'page-1' } };

describe('a sign of life', () => {
  const { setInterval, clearInterval } = globalThis;
  const beats = new Set<() => void>();
  let longestMs = 0;
  beforeEach(() => {
    longestMs = 0;
    const begin = (beat: () => void, everyMs: number) => {
      assert.ok(everyMs <= 7_000, 'thrice within what Temporal waits for one');
      beats.add(beat);
      longestMs = Math.max(longestMs, everyMs);
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

  it('tells what the next attempt should know', async () => {
    const { env, told } = attempt({ info: { attempt: 2, heartbeatDetails: left } });
    let answer: (id: string) => void = () => {};
    let fail: (error: unknown) => void = () => {};
    const work = withHeartbeats(
      withCreates(async () => {
        await createOnce('second', () => new Promise((resolve) => (answer = resolve)));
        await createOnce('third', () => new Promise((_, reject) => (fail = reject)));
      }),
    );
    const ended = env.run(work);
    waits();
    answer('page-2');
    await new Promise(setImmediate);
    waits();
    fail(new VendorFault('no answer', { kind: 'retryable', isAmbiguous: true }));
    await assert.rejects(ended);
    waits();
    const made = { first: 'page-1', second: 'page-2' };
    assert.deepEqual(told, [
      left,
      { ended: 1, made },
      { ended: 2, made, doubt: { key: 'third', looks: 0 } },
    ]);
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

  it('comes from whatever sends, within a third of what Temporal waits for that', async () => {
    const never = () => new Promise<never>(() => {});
    const workspace = new Proxy({} as Workspace, { get: () => never });
    const deps = await loneActivityDeps({ workspace, mails: { keep() {}, find: never } });
    const { sendEmail, sendTestMail } = createResendActivities({ ...deps, sendMail: never });
    for (const activity of [sendEmail, sendTestMail] as ((request: object) => Promise<unknown>)[]) {
      const { env, told } = attempt();
      env.run(activity, {}).catch(() => {}); // as above
      assert.ok(longestMs <= 10_000 / 3, `every ${longestMs} ms`);
      waits();
      assert.equal(told.length, 1);
    }
  });
});

describe('a page that may have been made without our knowing', () => {
  /** Attempts one after the other, each with what the last one has told: how they ended. */
  async function attempts(from: number, heartbeatDetails: unknown, key: string) {
    const ends: string[] = [];
    let details = heartbeatDetails;
    for (let at = from; !ends.includes('made'); at += 1) {
      const { env, told } = attempt({ info: { attempt: at, heartbeatDetails: details } });
      const make = withCreates(() => createOnce(key, async () => 'made'));
      const end = await env.run(make).catch((error: ApplicationFailure) => {
        assert.equal(error.nextRetryDelay, 15_000);
        return error.type;
      });
      ends.push(String(end));
      details = told.at(-1);
    }
    return ends;
  }
  const looked = ['MaybeCreated', 'MaybeCreated', 'MaybeCreated', 'made'];

  it('is looked for where its answer was lost', async () => {
    const doubt = { ended: 1, made: {}, doubt: { key: 'a-key', looks: 0 } };
    assert.deepEqual(await attempts(2, doubt, 'a-key'), looked);
    assert.deepEqual(await attempts(2, doubt, 'another'), ['made']);
  });

  it('is looked for where an attempt has ended without a word', async () => {
    assert.deepEqual(await attempts(2, undefined, 'a-key'), looked);
    assert.deepEqual(await attempts(4, left, 'a-key'), looked, 'the third one said nothing');
    assert.deepEqual(await attempts(2, left, 'a-key'), ['made']);
  });

  it('is known where an attempt has told of it', async () => {
    const { env } = attempt({ info: { attempt: 2, heartbeatDetails: left } });
    const make = withCreates(() => createOnce('first', () => assert.fail('it is made')));
    assert.equal(await env.run(make), 'page-1');
  });
});

describe('an attempt that Temporal has given up', () => {
  it('makes nothing any more, as the next one may be making it', async () => {
    for (const reason of ['NOT_FOUND', 'TIMED_OUT'] as const) {
      const { env, told } = attempt();
      const details = { notFound: reason === 'NOT_FOUND', timedOut: reason === 'TIMED_OUT' };
      env.cancel(reason, new ActivityCancellationDetails(details));
      await assert.rejects(
        env.run(withCreates(() => createOnce('a-key', () => assert.fail('it is made')))),
        { type: 'GivenUp' },
      );
      assert.deepEqual(told, []);
    }
  });
});
