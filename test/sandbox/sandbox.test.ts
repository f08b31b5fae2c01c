import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { Resend } from 'resend';
import type { RunReply } from '../../src/runs/reply.js';
import { databaseIds } from '../../src/sandbox/seed.js';
import { connectWorkspace } from '../../src/vendors/notion/connect.js';
import { openBrowser } from '../support/browser.js';
import {
  eventually,
  freePorts,
  type SandboxAddresses,
  SandboxProcess,
} from '../support/sandbox-process.js';
import { startTraceReceiver } from '../support/trace-receiver.js';

/** The sandbox as a newcomer meets it: one command, one curl, one look at the page. */
describe('the sandbox', () => {
  let sandbox: SandboxProcess;
  let at: SandboxAddresses;
  let browser: Browser;
  let traces: Awaited<ReturnType<typeof startTraceReceiver>>;

  before(async () => {
    sandbox = await SandboxProcess.create();
    traces = await startTraceReceiver();
    const [metricsPort] = await freePorts(1);
    sandbox.env['METRICS_PORT'] = String(metricsPort);
    sandbox.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = traces.url;
    sandbox.env['OTEL_BSP_SCHEDULE_DELAY'] = '100';
    [at, browser] = await Promise.all([sandbox.start(), openBrowser()]);
  });
  after(async () => {
    await browser?.close();
    await sandbox?.remove();
    await traces?.close();
  });

  const post = async (secondsAgo: number) => {
    const response = await fetch(`${at.api}/webhooks/assessment`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Authorization: `Bearer ${at.secrets.webhookKey}`,
      },
      body: JSON.stringify({
        email: 'sarah@example.com',
        first_name: 'Sarah <b>',
        red_systems: 2,
        email_1_sent_at: new Date(Date.now() - secondsAgo * 1_000).toISOString(),
      }),
    });
    assert.equal(response.status, 202);
    return (await response.json()) as { status: string; id: string; emails: { state: string }[] };
  };

  it('takes an assessment, mails it in testing time, and shows it on its page', async () => {
    assert.equal(at.console, `${at.api}/console`);
    assert.match(sandbox.said, /Console .*\/console, log in with sandbox-admin-token/);
    const empty = await (await fetch(at.api)).text();
    assert.match(empty, /curl -X POST .*\/webhooks\/assessment/);
    // #2 is due a minute after #1, so this one is due in a moment.
    const { status, id, emails } = await post(59);
    assert.equal(status, 'accepted');
    assert.equal(emails.length, 5);

    const resend = new Resend('re_observer', { baseUrl: at.resend });
    await eventually('email #2 is in the inbox', async () => {
      const { data } = await resend.emails.list();
      return data?.data.length === 1;
    });
    const { tracker } = await connectWorkspace({
      token: 'ntn_observer',
      baseUrl: at.notion,
      requestsPerSecond: 100,
      databases: databaseIds,
    });
    await eventually('the tracker says so', async () => {
      const rows = await tracker.newest();
      const sent = rows.filter(({ values }) => values.status === 'sent');
      return rows.length === 5 && sent.length === 2;
    });

    await eventually('Resend has told of it, and was understood', async () => {
      const answer = await fetch(`${at.api}/runs/${encodeURIComponent(id)}`, {
        headers: { Authorization: `Bearer ${at.secrets.adminToken}` },
      });
      const run = (await answer.json()) as RunReply;
      return run.emails.find(({ number }) => number === 2)?.delivery === 'delivered';
    });

    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await page.setViewport({ width: 360, height: 740 });
    await page.goto(at.api);
    const runs = await page.$eval('[data-live=runs]', ({ textContent }) => textContent);
    assert.match(runs, /Sarah <b> · sarah@example\.com/);
    assert.match(runs, /5-Day E2\s+sent/);
    assert.match(runs, /5-Day E3\s+scheduled/);
    await Promise.all([page.waitForNavigation(), page.click('.mails a')]);
    const frame = await (await page.waitForSelector('iframe'))?.contentFrame();
    await frame?.waitForSelector('body *');
    assert.match((await frame?.$eval('body', ({ textContent }) => textContent)) ?? '', /Sarah/);
    const ways = await page.$$eval('.controls a', (links) =>
      links.map((link) => link.getAttribute('href')),
    );
    const run = `/console/runs/${encodeURIComponent((await post(59)).id)}`;
    assert.deepEqual(ways.slice(0, 2), [run, `${run}#pause`]);
    const width = await page.evaluate('document.documentElement.scrollWidth');
    assert.equal(width, 360, 'nothing runs out of a phone');
    assert.deepEqual(errors, []);
  });

  it('counts and traces what it does, where that is asked for', async () => {
    const metrics = await fetch(`http://127.0.0.1:${sandbox.env['METRICS_PORT']}/metrics`);
    assert.match(await metrics.text(), /^evergreen_emails_total\{[^}]*outcome="sent"[^}]*\} 1$/m);
    const spanOf = (name: string) => traces.spans.find((span) => span.name === name);
    await eventually('the send is told', async () => Boolean(spanOf('RunActivity:sendEmail')));
    const { traceId } = spanOf('RunActivity:sendEmail') ?? {};
    assert.equal(spanOf('POST /webhooks/assessment')?.traceId, traceId);
  });

  it('answers its own machine and pages alone, on every port', async () => {
    for (const [url, path] of [
      [at.api, '/'],
      [at.api, '/sandbox'],
      [at.api, '/health'],
      [at.console, '/log-in'],
      [at.resend, '/emails'],
      [at.notion, '/v1/users/me'],
      [at.temporalUi, '/api/v1/settings'],
    ] as const) {
      assert.equal(await statusFor(url + path, { host: 'evil.example' }), 421, url + path);
      assert.equal(
        await statusFor(url + path, { origin: 'https://evil.example' }),
        403,
        url + path,
      );
    }
    assert.equal(await statusFor(`${at.api}/sandbox`, { host: new URL(at.api).host }), 200);
    assert.equal(await statusFor(`${at.temporalUi}/api/v1/settings`, {}), 200);
  });

  it('keeps its state for its owner alone', async () => {
    const folder = sandbox.env['SANDBOX_DIR'] ?? '';
    const modes = await Promise.all(
      (await readdir(folder)).map(async (name) => [
        name,
        ((await stat(join(folder, name))).mode & 0o777).toString(8),
      ]),
    );
    assert.ok(modes.some(([name]) => name === 'temporal.db') && modes.length > 4);
    for (const [name, mode] of modes) assert.equal(mode, '600', name);
    assert.equal(((await stat(folder)).mode & 0o777).toString(8), '700');
  });

  it('takes a post whose length is not told, and one without a body, as in production', async () => {
    const headers = {
      'Content-Type': 'application/json',
      Authorization: `Bearer ${at.secrets.webhookKey}`,
    };
    const chunks = new Blob(['{"email":"chunks@example.com"}']).stream();
    const asked: RequestInit = { method: 'POST', headers, body: chunks, duplex: 'half' };
    assert.equal((await fetch(`${at.api}/webhooks/signup`, asked)).status, 202);
    const empty = { method: 'POST', headers };
    assert.equal((await fetch(`${at.api}/webhooks/signup`, empty)).status, 400);
    assert.equal(await postNothing(`${at.api}/unsubscribe/not-ours`), 404);
  });

  it('has a website that sends #1 itself, then posts the webhook', async () => {
    const page = await browser.newPage();
    await page.goto(at.api);
    for (const [name, value] of [
      ['email', 'maria@example.com'],
      ['first_name', 'Maria'],
    ]) {
      await page.$eval(
        `input[name=${name}]`,
        (input, text) => input.setAttribute('value', text),
        value ?? '',
      );
    }
    await Promise.all([page.waitForNavigation(), page.click('button[value=assessment]')]);
    const said = await page.$eval('.said', ({ textContent }) => textContent);
    assert.match(said, /^202: Accepted: 4 emails are to come/);
    const { data } = await new Resend('re_observer', { baseUrl: at.resend }).emails.list();
    const mails = data?.data.filter(({ to }) => to.includes('maria@example.com')) ?? [];
    assert.equal(mails.length, 1);
    await eventually('the page shows the run', async () => {
      await page.goto(at.api);
      const runs = await page.$eval('[data-live=runs]', ({ textContent }) => textContent);
      return /Maria · maria@example\.com/.test(runs) && /5-Day E1\s+sent by the website/.test(runs);
    });
  });

  it('ends on Ctrl-C, and finds the same state when it starts again, also on all addresses', async () => {
    const change = { database: databaseIds.tracker, property: 'Reason', rename: 'Why' };
    const changed = await fetch(`${at.notion}/_control/drift`, {
      method: 'POST',
      body: JSON.stringify(change),
    });
    assert.equal(changed.status, 200, await changed.text());
    assert.equal(await sandbox.stop('SIGINT'), 0);
    await eventually('Temporal is gone', async () => !(await answers(sandbox.env)));
    sandbox.env['HOST'] = '0.0.0.0';
    sandbox.said = '';
    at = await sandbox.start();
    assert.match(sandbox.said, /^Notion: .*Reason/m);
    assert.equal(at.api, `http://127.0.0.1:${sandbox.env['PORT']}`);
    for (const address of ownAddresses()) {
      const url = `http://${address}:${sandbox.env['PORT']}/health`;
      assert.equal((await fetch(url)).status, 200, url);
    }
    assert.equal((await post(59)).status, 'duplicate');
    const { data } = await new Resend('re_observer', { baseUrl: at.resend }).emails.list();
    assert.ok((data?.data.length ?? 0) >= 1);
  });

  it('leaves no Temporal behind when it is killed', async () => {
    await sandbox.stop('SIGKILL');
    await eventually('Temporal is gone', async () => !(await answers(sandbox.env)));
  });
});

async function answers(env: Record<string, string>): Promise<boolean> {
  const socket = connect(Number(env['SANDBOX_TEMPORAL_PORT']), '127.0.0.1');
  const isOpen = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'error').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return isOpen;
}

function ownAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((some) => some ?? []);
  return all.filter(({ family }) => family === 'IPv4').map(({ address }) => address);
}

/** The status of a request with a header that `fetch` lets nobody choose. */
async function statusFor(url: string, headers: Record<string, string>) {
  const [answer] = (await once(request(url, { headers }).end(), 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode;
}

/** Posts without a word on a body, as no `fetch` does; gives the status. */
async function postNothing(url: string): Promise<number | undefined> {
  const asked = request(url, { method: 'POST' });
  asked.removeHeader('Content-Length');
  asked.removeHeader('Transfer-Encoding');
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode;
}
