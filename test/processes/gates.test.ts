import assert from 'node:assert/strict';
import type { Client } from '@temporalio/client';
import { loadConfig } from '../../src/config.js';
import { createActivityDeps, createGates } from '../../src/processes/activity-deps.js';
import { directAnswers } from '../../src/processes/notion-answers.js';
import type { Runs } from '../../src/runs/runs.js';
import { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import { createResendStandIn } from '../../src/sandbox/resend/server.js';
import { notionSeed } from '../../src/sandbox/seed.js';
import { sandboxSettings } from '../../src/sandbox/settings.js';

/** What a process asks of a vendor passes its one gate, whoever in it asks. */
describe('the gates of a process', () => {
  const notion = createNotionStandIn({ file: ':memory:' });
  const resend = createResendStandIn({ file: ':memory:', requestsPerSecond: 1_000 });
  after(() => {
    notion.close();
    resend.close();
  });

  it('see each request that a vendor gets', async () => {
    await notion.seed(await notionSeed());
    const urls = { NOTION_BASE_URL: (await notion.listen(0)).url };
    const config = loadConfig(
      {
        ...sandboxSettings({}, '/').env,
        ...urls,
        RESEND_BASE_URL: (await resend.listen(0)).url,
        NOTION_REQUESTS_PER_SECOND: '100000',
        RESEND_REQUESTS_PER_SECOND: '100000',
      },
      { isSandbox: true },
    );
    const gates = createGates(config);
    const passed = { notion: 0, resend: 0 };
    for (const vendor of ['notion', 'resend'] as const) {
      const { pass } = gates[vendor];
      gates[vendor].pass = (request) => {
        passed[vendor] += 1;
        return pass.call(gates[vendor], request) as ReturnType<typeof request>;
      };
    }
    const client = { options: { namespace: 'default' } } as Client;
    const deps = await createActivityDeps(config, client, { runs: {} as Runs, gates });
    await deps.workspace.check();
    await deps.checkSender();
    const answers = directAnswers(config, () => new Date(), gates.notion);
    await answers.schema();
    await answers.contact('nobody@salon.example');
    const asked = { notion: notion.log().length, resend: resend.log().length };
    assert.ok(asked.notion >= 10 && asked.resend >= 4, JSON.stringify(asked));
    assert.deepEqual(passed, asked);
  });
});
