import assert from 'node:assert/strict';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DAY, HOUR } from '../../src/domain/duration.js';
import { evergreen } from '../cli/evergreen.js';
import { operatorsSettings } from '../support/operators-settings.js';
import { postedAssessment } from '../support/posted-assessment.js';
import { eventually } from '../support/sandbox-process.js';
import { startSkippingDevServer } from '../support/temporal.js';
import { createWorld, type World } from '../support/world.js';

interface Imported {
  started: number;
  hereAlready: number;
  people: { email: string; verdict: string }[];
}

/** The steps of docs/years.md, "Temporal's database is lost", without a back-up. */
describe('a lost Temporal database', () => {
  const envs: TestWorkflowEnvironment[] = [];
  const worlds: World[] = [];
  const begin = async (settings: Record<string, string> = {}) => {
    const env = await startSkippingDevServer();
    envs.push(env);
    const world = await createWorld({ env, settings, now: async () => new Date() });
    worlds.push(world);
    return world;
  };
  after(async () => {
    for (const world of worlds.toReversed()) await world.close();
    for (const env of envs) await env.teardown();
  });

  it('is made anew of the tracker: who was in mid-sequence goes on, and nobody is mailed twice', async () => {
    const lost = await begin();
    const start = async (name: string) =>
      (await lost.accept(postedAssessment(`${name}@salon.example`, 3 * DAY + HOUR))).id;
    const [open, gone] = [await start('open'), await start('gone')];
    const isAt = (row: string) => async () =>
      (await lost.rows(open))[2] === row && (await lost.rows(gone))[2] === row;
    await eventually('#3 is sent and written', isAt('#3 sent'));
    const before = await lost.rows(open);
    const mail = lost.resend.ledger().find(({ to }) => to.includes('gone@salon.example'));
    const [, link = ''] =
      /<https?:\/\/[^/]+(\/.*)>/.exec(mail?.headers['List-Unsubscribe'] ?? '') ?? [];
    assert.equal((await lost.app.request(link, { method: 'POST' })).status, 200);
    await lost.result(gone);
    await eventually('Notion knows', async () => (await lost.rows(gone))[3] !== '#4 scheduled');
    await lost.stopWorkers();
    const mailed = lost.resend.ledger().length;

    const { notion, resend } = lost.config;
    const anew = await begin({
      NOTION_BASE_URL: notion.baseUrl ?? '',
      RESEND_BASE_URL: resend.baseUrl ?? '',
    });
    const go = async (typed: string) => {
      const { code, out, err } = await evergreen(`${typed} --json`, {
        env: operatorsSettings(lost, 'import'),
        now: () => new Date(),
        withRuns: (work) => work(anew.runs),
      });
      assert.equal(code, 0, err);
      return JSON.parse(out) as Imported;
    };
    const dry = await go('import --from notion');
    const verdicts = dry.people.map(({ email, verdict }) => `${email} ${verdict}`).toSorted();
    assert.deepEqual(verdicts, ['gone@salon.example nothing left', 'open@salon.example ready']);
    assert.equal((await go('import --from notion --go')).started, 1);
    const again = await go('import --from notion --go');
    assert.deepEqual([again.started, again.hereAlready], [0, 1]);
    assert.equal((await anew.control(open, 'send-now')).status, 200);
    await eventually('#4 is written', async () => (await lost.rows(open))[3] === '#4 sent');

    assert.deepEqual((await lost.rows(open)).slice(0, 3), before.slice(0, 3));
    const keys = lost.resend.ledger().map(({ idempotencyKey }) => idempotencyKey);
    assert.deepEqual(keys.slice(mailed), [`${open}/4`]);
    const { id } = await anew.accept(
      { email: 'gone@salon.example', event_id: 'AB' },
      '/webhooks/no-show',
    );
    assert.equal((await anew.result(id)).outcome, 'suppressed');
    assert.equal(lost.resend.ledger().length, mailed + 1);
  });
});
