import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { withRuns } from '../../src/cli/temporal.js';
import { keyIdOf } from '../../src/codec/codec.js';
import { sandboxSecrets } from '../../src/config/known-secrets.js';
import { contactKey } from '../../src/domain/contact.js';
import { stopId } from '../../src/domain/run/stop.js';
import { loadWorkflows } from '../../src/processes/workflow-bundle.js';
import { replayHistories } from '../../src/replay/replay-histories.js';
import { dataConverterIn } from '../../src/runs/connect.js';
import { createRuns } from '../../src/runs/runs.js';
import { evergreen } from '../cli/evergreen.js';
import { askApi, type Fleet, startFleet } from '../support/fleet.js';
import { eventually } from '../support/sandbox-process.js';
import { quietRuntime } from '../support/temporal.js';

const drawn = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const older = drawn('old');
const newer = drawn('new');
const both = `${newer},${older}`;

/** Real processes on one Temporal server, started with one key, with none, and with others. */
describe('an encryption key is replaced while runs are open', () => {
  let fleet: Fleet;
  /** A run that is still open. */
  let begunWithOld: string;
  before(async () => {
    fleet = await startFleet({
      workers: 1,
      apis: 1,
      notionPerSecond: 200,
      resendPerSecond: 50,
      settings: { ENCRYPTION_KEY: older },
    });
  });
  after(() => fleet.close());

  const ask = (path: string, body?: object) => askApi(fleet.apis[0] ?? '', path, body);
  const enrol = async (email: string) => {
    const email_1_sent_at = new Date(Date.now() - 24 * 3_600_000).toISOString();
    const { status, body } = await ask('/webhooks/assessment', { email, email_1_sent_at });
    assert.equal(status, 202);
    return String(body['id']);
  };
  const keysOf = (to: string) =>
    fleet.resend
      .ledger()
      .filter((mail) => mail.to.includes(to))
      .map(({ idempotencyKey }) => idempotencyKey?.split('/').at(-1));
  const sent = (to: string, ...numbers: string[]) =>
    eventually(`${to} got #${numbers.join()}`, async () => String(keysOf(to)) === String(numbers));
  /** By which key each payload is sealed that a run began with, or was given since. */
  const sealsOf = async (id: string) => {
    const { events } = await fleet.client.workflow.getHandle(id).fetchHistory();
    const payloads = (events ?? []).flatMap((event) => [
      ...(event.workflowExecutionStartedEventAttributes?.input?.payloads ?? []),
      ...(event.activityTaskCompletedEventAttributes?.result?.payloads ?? []),
    ]);
    return [...new Set(payloads.map(keyIdOf))];
  };

  const keys = (ENCRYPTION_KEY: string) => dataConverterIn({ ENCRYPTION_KEY });
  const runsWith = (converter: DataConverter) => {
    const { connection } = fleet.client;
    const client = new Client({ connection, dataConverter: converter });
    return createRuns({ client, now: () => new Date() });
  };
  const asOperator = async (
    typed: string,
    ENCRYPTION_KEY = both,
    env: Record<string, string> = { USER: 'ann' },
  ) => {
    const work = runsWith(keys(ENCRYPTION_KEY));
    return evergreen(typed, { env, withRuns: (doing) => doing(work) });
  };

  it('goes on with both, refuses to start without what is needed, and waits for what it lacks', async () => {
    const first = await enrol('first@salon.example');
    await sent('first@salon.example', '2');
    assert.deepEqual(await sealsOf(first), ['old']);
    await fleet.endAll();

    for (const [given, why] of [
      ['', 'without any'],
      [newer, 'with another alone'],
    ] as const) {
      const worker = fleet.startOther('src/worker.ts', { ENCRYPTION_KEY: given });
      await assert.rejects(
        worker.says('the worker is running'),
        /what is open in Temporal is sealed with the key "old", which ENCRYPTION_KEY does not hold/,
        why,
      );
    }
    const blind = fleet.startOther('src/server.ts', { ENCRYPTION_KEY: newer });
    await eventually('the API says so', async () => {
      const none = { status: 0, body: { detail: '' } };
      const { status, body } = await ask('/ready').catch(() => none);
      return status === 503 && /ENCRYPTION_KEY \(.* the key "old"/.test(String(body['detail']));
    });
    await blind.end('SIGTERM');

    // An API that was restarted first: its runs wait for the worker, which does not have the key yet.
    const behind = fleet.startOther('src/worker.ts', { ENCRYPTION_KEY: older });
    await behind.says('the worker is running');
    await fleet.startOther('src/server.ts', { ENCRYPTION_KEY: both }).says('the API is listening');
    const second = await enrol('second@salon.example');
    await eventually('the worker meets it', async () =>
      behind.said.includes('it is sealed with the key \\"new\\"'),
    );
    await behind.end('SIGTERM');
    assert.deepEqual(keysOf('second@salon.example'), []);
    await fleet.startOther('src/worker.ts', { ENCRYPTION_KEY: both }).says('the worker is running');
    await sent('second@salon.example', '2');
    assert.deepEqual(await sealsOf(second), ['new']);

    // One that began with the old key goes on, and is sealed with the new one from here.
    const { status } = await ask(`/runs/${encodeURIComponent(first)}/send-now`, { by: 'Ann' });
    assert.equal(status, 200);
    await sent('first@salon.example', '2', '3');
    assert.deepEqual(await sealsOf(first), ['old', 'new']);
    await replaysFromFile(first);
    begunWithOld = first;
  });

  it('hides no other workflow from whoever lacks the key of one', async () => {
    const question = { about: 'address', of: 'somebody@salon.example' };
    const { connection } = fleet.client;
    const blind = new Client({ connection, dataConverter: keys(older) });
    const asked = await blind.workflow.start('answerQuestion', {
      taskQueue: 'nobody',
      workflowId: 'question/sealed',
      args: [question],
      memo: { told: 'sealed' },
    });
    const work = runsWith(keys(newer));
    await eventually('it is listed', async () => {
      const found: string[] = [];
      const { each } = await work.histories("ExecutionStatus = 'Running'");
      for await (const { workflowId } of each) found.push(workflowId);
      return found.includes(asked.workflowId) && found.includes(begunWithOld);
    });
    const listed = await asOperator('runs', newer);
    assert.deepEqual([listed.code, listed.err], [0, '']);
    assert.match(listed.out, /assessment/);
    const held = await work.heldOf({ keys: ['a'.repeat(32)], email: 'nobody@salon.example' });
    assert.deepEqual(held, { executions: [], sealed: [asked.workflowId] });
    await assert.rejects(work.readHeld(new Date(0)), (error: Error) => {
      assert.match(
        error.message,
        /^assessment\/\w+ cannot be opened: it is sealed with the key "old"/,
      );
      return true;
    });
    await asked.terminate();
  });

  it('starts nothing for whoever lacks its key, as no worker could open that', async () => {
    const env = { TEMPORAL_ADDRESS: fleet.temporal.address, ENCRYPTION_KEY: newer };
    const { code, err } = await evergreen('reconcile', {
      env,
      withRuns: (doing, starting) => withRuns(env, doing, starting),
    });
    assert.equal(code, 1);
    assert.match(err, /sealed with the key "old", which ENCRYPTION_KEY does not hold/);
    const { count } = await fleet.client.workflow.count("WorkflowType = 'reconcile'");
    assert.equal(count, 0);
  });

  it('has lasting stops sealed anew, so that an older key can go', async () => {
    const key = contactKey(sandboxSecrets.CONTACT_KEY_SECRET, 'gone@salon.example');
    const stopped = stopId({ stop: 'unsubscribed', contactKey: key });
    await runsWith(keys(older)).keepStop({ contactKey: key, cause: 'unsubscribed' });
    await eventually('it is kept', async () => (await sealsOf(stopped)).length > 0);
    assert.deepEqual(await sealsOf(stopped), ['old']);

    const looked = await asOperator('reseal --json', both, {});
    assert.equal(JSON.parse(looked.out).older.old.stops, 1, looked.err);
    assert.match((await asOperator('reseal')).out, /^old: 1 lasting stop$/m);
    assert.deepEqual(await sealsOf(stopped), ['old'], 'asked alone, it does nothing');
    const told = await asOperator('reseal --by Ann --go');
    assert.match(told.out, /^old: 1 lasting stop, told to be sealed with "new"$/m);
    await eventually('it is sealed anew', async () => (await sealsOf(stopped)).join() === 'new');
    assert.doesNotMatch((await asOperator('reseal')).out, /lasting stop$/m);
    assert.deepEqual(await runsWith(keys(newer)).stopsOf(key), ['unsubscribed']);
    const { out, err, code } = await asOperator('reseal', '');
    assert.deepEqual([out, code], ['', 1]);
    assert.match(err, /there is no ENCRYPTION_KEY/);
  });

  /** `evergreen replay --file` opens it with both keys, and says what is missing with one. */
  async function replaysFromFile(id: string): Promise<void> {
    quietRuntime();
    const folder = await mkdtemp(join(tmpdir(), 'evergreen-'));
    try {
      const file = join(folder, 'sealed.json');
      const history = await fleet.client.workflow.getHandle(id).fetchHistory();
      await writeFile(file, historyToJSON(history));
      const replay = (ENCRYPTION_KEY: string) =>
        evergreen(['replay', '--file', file], {
          replay: async (histories) => {
            const { payloadCodecs = [] } = dataConverterIn({ ENCRYPTION_KEY });
            const dataConverter = { payloadCodecs };
            return replayHistories(
              { workflowBundle: await loadWorkflows(), dataConverter },
              histories,
            );
          },
        });
      const good = await replay(both);
      assert.deepEqual([good.code, good.out], [0, '1 history replayed, 0 failed\n']);
      const bad = await replay(newer);
      assert.equal(bad.code, 1);
      assert.match(`${bad.out}${bad.err}`, /is sealed with the key "old"/);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
});
