import assert from 'node:assert/strict';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Browser, Page } from 'puppeteer-core';
import { HOUR } from '../../src/domain/duration.js';
import { listen, type StandInServer } from '../../src/sandbox/standin/listen.js';
import { openBrowser } from '../support/browser.js';
import { assertForAll } from '../support/page-check.js';
import { postedAssessment } from '../support/posted-assessment.js';
import { eventually } from '../support/sandbox-process.js';
import { startSkippingDevServer } from '../support/temporal.js';
import { createWorld, type World } from '../support/world.js';

/** Whoever writes copy looks at it in the console, in a real browser. */
describe('templates in the console', () => {
  let env: TestWorkflowEnvironment;
  let world: World;
  let server: StandInServer;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  before(async () => {
    [env, browser] = await Promise.all([startSkippingDevServer(), openBrowser()]);
    world = await createWorld({ env, now: async () => new Date() });
    server = await listen(world.app, 0);
    page = await browser.newPage();
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('dialog', (dialog) => problems.push(`a script ran: ${dialog.message()}`));
    page.on('console', (said) => said.type() === 'error' && problems.push(said.text()));
    await page.setViewport({ width: 390, height: 800 });
    await page.goto(`${server.url}/console`);
    await page.type('[name=by]', 'Ann');
    await page.type('[name=token]', 'sandbox-admin-token');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    await world?.close();
    await env?.teardown();
  });
  afterEach(() => {
    assert.deepEqual(problems.splice(0), []);
  });

  const text = (selector = 'main') =>
    page.$eval(selector, ({ textContent }) => textContent.replaceAll(/\s+/g, ' ').trim());
  const follow = (selector: string) =>
    Promise.all([page.waitForNavigation(), page.click(selector)]);
  const edit = async (name: string, change: (html: string) => string) => {
    const [row] = await world.observer.templates.find('name', 'equals', name);
    const html = change(row?.values.html ?? '');
    await world.observer.templates.update(row?.id ?? '', { html });
  };
  /** What each frame shows, by its title. */
  const frames = async () => {
    const handles = await page.$$('iframe');
    const shown = handles.map(async (handle) => {
      await handle.scrollIntoView();
      const title = await handle.evaluate((one) => one.getAttribute('title'));
      const frame = await handle.contentFrame();
      await frame.waitForSelector('h1');
      const [heading, background, width] = (await frame.evaluate(
        "[document.querySelector('h1').textContent, getComputedStyle(document.body).backgroundColor, innerWidth]",
      )) as [string, string, number];
      return { title, heading, background, width };
    });
    return Promise.all(shown);
  };

  it('lists all by sequence, and a mistyped variable with whom it is due for next', async () => {
    await world.accept(postedAssessment('sarah@salon.example', HOUR));
    await edit('5-Day E2', (html) => html.replace('{{ first_name }}', '{{ fist_name }}'));
    await follow('nav a[href="/console/templates"]');
    await eventually('the run is listed', async () => {
      await page.reload();
      return (await text()).includes('Due next for');
    });
    const row = await text('li:has(a[href$="5-Day%20E2"])');
    assert.match(
      row,
      /^#2 5-Day E2 its emails wait body, line 2, column 10: nobody tells a variable "fist_name"; did you mean "first_name"\? Due next for .*sarah@salon\.example, .*\(in 23 hours\)$/,
    );
    assert.match(await text('li:has(a[href$="5-Day%20E3"])'), /^#3 5-Day E3 good$/);
    await assertForAll(page);
  });

  it('says what is wrong with one, and why there is no preview', async () => {
    await follow('a[href$="5-Day%20E2"]');
    assert.equal(await text('h1'), '5-Day E2');
    const said = await text();
    assert.match(said, /Its emails wait unknown-variable body, line 2, column 10/);
    assert.match(said, /It cannot be made into a mail: .*"fist_name" has no value/);
    assert.equal((await page.$$('iframe')).length, 0);
    await assertForAll(page);
  });

  it('shows it beside itself on a phone, on a desktop and in the dark, once it is mended', async () => {
    await edit('5-Day E2', (html) => html.replace('{{ fist_name }}', '{{ first_name }}'));
    await page.setViewport({ width: 1200, height: 800 });
    await page.reload();
    assert.match(await text(), /There is nothing to mend\./);
    const [phone, desktop, dark] = await frames();
    assert.deepEqual(
      [phone, desktop, dark].map((one) => one?.title),
      ['On a phone', 'On a desktop', 'In the dark'],
    );
    assert.equal(phone?.heading, 'One system at a time');
    assert.ok((phone?.width ?? 999) <= 375 && (desktop?.width ?? 0) > 550);
    assert.equal(desktop?.background, 'rgb(238, 242, 239)');
    assert.equal(dark?.background, 'rgb(18, 23, 20)');
    await page.setViewport({ width: 390, height: 800 });
    await assertForAll(page);
  });

  it('shows it for a contact, by the keyboard alone; no address stands in the page’s own', async () => {
    await eventually('Notion has her', async () => {
      const found = await world.observer.contacts.find('email', 'equals', 'sarah@salon.example');
      return found.length > 0;
    });
    await page.focus('[name=email]');
    await page.keyboard.type('sarah@salon.example');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    assert.doesNotMatch(page.url(), /salon/);
    assert.match(await text(), /For sarah@salon\.example, as Notion has them/);
    await page.focus('[name=email]');
    await page.keyboard.type('nobody@salon.example');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    assert.match(await text(), /Notion has no contact of this address/);
    await assertForAll(page);
  });

  it('gives a mail its styles and pictures, and nothing that could act', async () => {
    const cookies = await page.browserContext().cookies();
    const headers = { Cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') };
    const one = '/console/templates/5-Day%20E3';
    const whole = await world.app.request(one, { headers });
    const policy = whole.headers.get('Content-Security-Policy') ?? '';
    assert.match(policy, /style-src 'self';/, 'the page itself takes no styles but ours');
    assert.match(policy, /frame-src 'self'/);
    assert.doesNotMatch(policy, /script|unsafe/);
    assert.match(await whole.text(), /<iframe sandbox title=/);
    const mail = await world.app.request(`${one}/mail?contact=&scheme=dark`, { headers });
    assert.equal(mail.status, 200);
    assert.equal(
      mail.headers.get('Content-Security-Policy'),
      "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src https: data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
    );
    const stranger = await world.app.request(`${one}/mail?contact=&scheme=dark`);
    assert.equal(stranger.status, 303, 'a stranger logs in first');
  });
});
