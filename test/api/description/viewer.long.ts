import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { serve } from '@hono/node-server';
import type { Browser, Page } from 'puppeteer-core';
import { describeApi } from '../../../src/api/description/openapi.js';
import { openBrowser } from '../../support/browser.js';
import { loneApi } from '../../support/lone-api.js';
import { assertForAll } from '../../support/page-check.js';

const { paths } = describeApi('1.2.3');
const summaries = Object.values(paths).flatMap((methods) =>
  Object.values(methods).map(({ summary }) => summary),
);

describe('the viewer of /docs', () => {
  let server: ReturnType<typeof serve>;
  let browser: Browser;
  let url: string;
  before(async () => {
    server = serve({ fetch: loneApi().fetch, hostname: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await openBrowser();
  });
  after(async () => {
    await browser.close();
    await promisify(server.close.bind(server))();
  });

  /** The page, and whatever it should not do: ask another host, break its policy, fail. */
  async function open(hasScripts = true): Promise<{ page: Page; faults: string[] }> {
    const page = await browser.newPage();
    const faults: string[] = [];
    await page.setJavaScriptEnabled(hasScripts);
    await page.setRequestInterception(true);
    page.on('request', (request) => {
      const isOurs = request.url().startsWith(url) || request.url().startsWith('data:');
      if (!isOurs) faults.push(`asked ${request.url()}`);
      void (isOurs ? request.continue() : request.abort());
    });
    page.on('console', (said) => said.type() === 'error' && faults.push(said.text()));
    page.on('pageerror', (error) => faults.push(String(error)));
    await page.goto(`${url}/docs`, { waitUntil: 'networkidle0' });
    return { page, faults };
  }

  it('shows every operation, with nothing from another host and nothing that its policy forbids', async () => {
    const { page, faults } = await open();
    // The viewer draws them one after the other: what is never drawn ends as a time-out.
    await page.waitForFunction(
      `document.querySelectorAll('#viewer:not([hidden]) .opblock').length >= ${summaries.length}`,
    );
    const shown = await page.$$eval('.opblock-summary-description', (all) =>
      all.map(({ textContent }) => textContent),
    );
    assert.equal(shown.length, summaries.length);
    assert.deepEqual(new Set(shown), new Set(summaries));
    assert.equal(await page.$eval('#plain', (plain) => plain.checkVisibility()), false);
    assert.deepEqual(faults, []);
  });

  it('shows how to post an event, and asks nobody for a key', async () => {
    const { page, faults } = await open();
    const signup = await page.waitForSelector('[id$="post_webhooks_signup"] button');
    await signup?.click();
    await page.waitForSelector('.opblock-description pre');
    const said = await page.$eval('#viewer', ({ textContent }) => textContent ?? '');
    assert.match(said, /curl --fail-with-body/);
    assert.match(said, /await fetch\(/);
    assert.equal(await page.$('.try-out'), null);
    const asked = await page.$$eval('.authorize, .authorization__btn', (all) =>
      all.filter((one) => one.checkVisibility()),
    );
    assert.deepEqual(asked, []);
    assert.deepEqual(faults, []);
  });

  it('can be read by everybody', async () => {
    const { page } = await open();
    await page.waitForSelector('#viewer:not([hidden]) .opblock');
    // How the viewer orders its headings and regions is its own; neither is asked for by WCAG.
    await assertForAll(page, ['heading-order', 'region']);
  });

  it('leaves the page as it is where no script runs', async () => {
    const { page, faults } = await open(false);
    const said = await page.$eval('#plain', (plain) => plain.textContent ?? '').catch(() => '');
    assert.match(said || (await page.content()), /POST \/webhooks\/signup/);
    assert.deepEqual(faults, []);
  });

  it('is kept for ever by browsers, and comes small', async () => {
    const html = await (await fetch(`${url}/docs`)).text();
    const files = [...html.matchAll(/"(\/docs\/[^"]+)"/g)].map(([, path = '']) => path);
    assert.equal(files.length, 3);
    for (const path of files) {
      assert.match(path, /^\/docs\/[0-9a-f]{16}\//);
      const response = await fetch(`${url}${path}`, { headers: { 'Accept-Encoding': 'gzip' } });
      assert.equal(response.status, 200);
      assert.match(response.headers.get('Cache-Control') ?? '', /immutable/);
      assert.equal(response.headers.get('Content-Encoding'), 'gzip');
      const plain = await loneApi().request(path);
      assert.equal(plain.headers.get('Content-Encoding'), null);
      assert.equal(await plain.text(), await response.text());
    }
    const page = await loneApi().request('/docs');
    assert.equal(page.headers.get('Cache-Control'), 'no-store');
  });
});
