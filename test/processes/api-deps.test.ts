import assert from 'node:assert/strict';
import { loadConfig } from '../../src/config.js';
import { MINUTE } from '../../src/domain/duration.js';
import { createApiDeps } from '../../src/processes/api-deps.js';
import { createLogger } from '../../src/processes/log.js';
import { createSite } from '../../src/processes/site.js';
import { createRuns } from '../../src/runs/runs.js';
import { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import { databaseIds, notionSeed } from '../../src/sandbox/seed.js';
import { sandboxSettings } from '../../src/sandbox/settings.js';
import { freePorts } from '../support/sandbox-process.js';
import { temporalSwitchedOn } from '../support/switch-temporal.js';

/** The API process and Notion: whatever becomes of that, it needs no restart. */
describe('the API, while Notion is in trouble', () => {
  const notion = createNotionStandIn({ file: ':memory:' });
  let api: ReturnType<typeof createSite>;
  let findContact: ReturnType<typeof createApiDeps>['findContact'];
  let port: number;
  let nowMs = Date.parse('2025-12-01T12:00:00Z');
  /** How often Temporal was looked at. */
  let looks = 0;

  before(async () => {
    await notion.seed(await notionSeed());
    [port = 0] = await freePorts(1);
    const env = { ...sandboxSettings({}, '/').env, NOTION_BASE_URL: `http://127.0.0.1:${port}` };
    const config = loadConfig(
      { ...env, NOTION_REQUESTS_PER_SECOND: '100000' },
      { isSandbox: true },
    );
    const client = temporalSwitchedOn();
    const now = () => new Date(nowMs);
    const deps = createApiDeps(config, client, createLogger('silent'), {
      now,
      runs: { ...createRuns({ client, now }), requireKeys: async () => {} },
      checkTemporal: async () => {
        looks += 1;
      },
    });
    ({ findContact } = deps);
    api = createSite(deps);
  });
  after(() => notion.close());

  /** As an operator is told, once what was found is too old. */
  const ready = async () => {
    nowMs += MINUTE;
    const headers = { Authorization: 'Bearer sandbox-admin-token' };
    const answer = await api.request('/ready', { headers });
    return `${answer.status} ${await answer.text()}`;
  };
  const rename = async (property: string, to: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}/_control/drift`, {
      method: 'POST',
      body: JSON.stringify({ database: databaseIds.contacts, property, rename: to }),
    });
    assert.equal(answer.status, 200);
  };

  it('it starts, is not ready, and names Notion; it is ready when Notion is there', async () => {
    assert.match(await ready(), /^503 .*Notion \(/);
    await notion.listen(port);
    assert.match(await ready(), /^200 /);
    assert.equal(await findContact('nobody@salon.example'), undefined);
  });

  it('a renamed column makes it not ready within a minute, and the mend, by any case of its name, makes it ready again', async () => {
    await rename('email', 'Mail address');
    await assert.rejects(findContact('nobody@salon.example'), /email/);
    assert.match(await ready(), /^503 .*Notion \(.*email/s);
    await rename('Mail address', 'EMAIL');
    assert.match(await ready(), /^200 /);
    assert.equal(await findContact('nobody@salon.example'), undefined);
  });

  for (const [what, faults] of [
    ['there', []],
    ['in trouble', [{ kind: 'status', status: 503 } as const]],
  ] as const) {
    it(`a thousand strangers who ask cost Temporal and Notion one look, while Notion is ${what}`, async () => {
      notion.setFaults([...faults]);
      nowMs += MINUTE;
      const before = notion.log().length;
      const looksBefore = looks;
      const ask = async () => (await api.request('/ready')).text();
      const told = await Promise.all(Array.from({ length: 1_000 }, ask));
      for (let count = 0; count < 100; count += 1) told.push(await ask());
      assert.equal(new Set(told).size, 1);
      assert.doesNotMatch(told.join(), /answered|email|127\.0\.0\.1|\(/);
      // Each of three databases, and where its rows are.
      const requests = notion.log().length - before;
      assert.ok(requests > 0 && requests <= 6, String(requests));
      assert.equal(looks - looksBefore, 1);
      notion.setFaults([]);
    });
  }

  it('names Notion when it goes away later', async () => {
    notion.setFaults([{ kind: 'status', status: 503 }]);
    assert.match(await ready(), /^503 .*Notion \(/);
    notion.setFaults([]);
    assert.match(await ready(), /^200 /);
  });
});
