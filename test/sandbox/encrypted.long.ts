import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import type { Browser, HTTPResponse } from 'puppeteer-core';
import { keyIdOf } from '../../src/codec/codec.js';
import type { CheckResult } from '../../src/setup/check-result.js';
import { evergreen } from '../cli/evergreen.js';
import { openBrowser } from '../support/browser.js';
import { eventually, type SandboxAddresses, SandboxProcess } from '../support/sandbox-process.js';

/** The sandbox with a key of one's own, and without it again. */
describe('the sandbox with an ENCRYPTION_KEY', () => {
  let sandbox: SandboxProcess;
  let at: SandboxAddresses;
  let browser: Browser;
  before(async () => {
    sandbox = await SandboxProcess.create();
    sandbox.env['ENCRYPTION_KEY'] = `own:${randomBytes(32).toString('base64')}`;
    [at, browser] = await Promise.all([sandbox.start(), openBrowser()]);
  });
  after(async () => {
    await browser?.close();
    await sandbox?.remove();
  });

  it('is well by its own doctor, but for being a sandbox', async () => {
    const { code, out, err } = await evergreen('doctor --json', {
      env: sandbox.env,
      now: () => new Date(),
      fetch,
    });
    const { ok, checks } = JSON.parse(out) as { ok: boolean; checks: CheckResult[] };
    const bad = checks.filter(({ level }) => level !== 'good');
    assert.deepEqual(
      bad.map(({ id }) => id),
      ['testing-mode', 'alert-address'],
      JSON.stringify(bad),
    );
    assert.deepEqual({ code, ok }, { code: 0, ok: true });
    assert.match(err, /^Looking at the sandbox …\n( {2}\w+: \d+ looked at\n)+$/);
  });

  it("stores nothing in clear, shows all in Temporal's Web UI, and refuses to start without it", async () => {
    const email = 'sealed@salon.example';
    const response = await fetch(`${at.api}/webhooks/assessment`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Authorization: `Bearer ${at.secrets.webhookKey}`,
      },
      body: JSON.stringify({ email, email_1_sent_at: new Date().toISOString() }),
    });
    assert.equal(response.status, 202);
    const { id } = (await response.json()) as { id: string };
    const connection = await Connection.connect({ address: at.temporal });
    try {
      const { events } = await new Client({ connection }).workflow.getHandle(id).fetchHistory();
      const [input] = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
      assert.ok(input);
      assert.equal(keyIdOf(input), 'own');
    } finally {
      await connection.close();
    }

    // What its page has opened, as it shows it.
    const page = await browser.newPage();
    let shown = '';
    const reads: Promise<void>[] = [];
    const read = async (answer: HTTPResponse) => {
      const { payloads } = (await answer.json()) as { payloads: { data?: string }[] };
      for (const { data = '' } of payloads) shown += Buffer.from(data, 'base64').toString();
    };
    page.on('response', (answer) => {
      const isOurs = answer.url().startsWith(`${at.temporalUi}/codec/decode`) && answer.ok();
      if (isOurs && answer.request().method() === 'POST') reads.push(read(answer));
    });
    await page.goto(`${at.temporalUi}/namespaces/default/workflows/${encodeURIComponent(id)}`);
    await eventually('Temporal Web UI has the address', async () => shown.includes(email));
    // A page that is closed while an answer is still read fails that read.
    page.removeAllListeners('response');
    await Promise.all(reads);
    await page.close();

    await sandbox.stop();
    delete sandbox.env['ENCRYPTION_KEY'];
    await assert.rejects(
      sandbox.start(),
      /is sealed with the key "own", which ENCRYPTION_KEY does not hold/,
    );
  });
});
