import assert from 'node:assert/strict';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Browser, Page } from 'puppeteer-core';
import { createFrontDoor } from '../../src/sandbox/front-door.js';
import { listen, type StandInServer } from '../../src/sandbox/standin/listen.js';
import { ourEmails, promised } from '../campaign/promises/promises.js';
import { openBrowser } from '../support/browser.js';
import { eventually, freePorts } from '../support/sandbox-process.js';
import { SkippingClient, startSkippingDevServer } from '../support/temporal.js';
import { createWorld, type World } from '../support/world.js';

/** Visitors of the pretend website, from the button they press to the last mail in their inbox. */
describe('funnels through the page', () => {
  let env: TestWorkflowEnvironment;
  let world: World;
  let server: StandInServer;
  let browser: Browser;
  const problems: string[] = [];

  before(async () => {
    const [port = 0] = await freePorts(1);
    const api = `http://127.0.0.1:${port}`;
    [env, browser] = await Promise.all([startSkippingDevServer(), openBrowser()]);
    const client = new SkippingClient(env);
    const now = async () => new Date();
    world = await createWorld({ env, client, now, settings: { PUBLIC_URL: api } });
    const { app: product, config } = world;
    const { baseUrl: notion = '' } = config.notion;
    const { baseUrl: resend = '' } = config.resend;
    const standIns = { api, notion, resend };
    server = await listen(
      await createFrontDoor({
        product,
        runs: world.runs,
        runUrl: world.apiDeps.temporalRunUrl,
        config,
        secrets: {
          adminToken: config.adminToken,
          webhookKey: config.webhookKeys.general[0] ?? null,
        },
        ...standIns,
        facts: {},
      }),
      port,
    );
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    await server?.settled();
    await world?.close();
    await env?.teardown();
  });

  /** Opens the page on a phone. */
  async function openPage(): Promise<Page> {
    const page = await browser.newPage();
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (said) => said.type() === 'error' && problems.push(said.text()));
    await page.setViewport({ width: 360, height: 740 });
    await page.goto(server.url);
    return page;
  }

  /** Fills the form in and presses one of its buttons; gives what the website was answered. */
  async function visit(page: Page, visitor: { email: string; name: string }, button: string) {
    await page.$eval(
      'form',
      (form, { email, name }) => {
        form.querySelector('[name=email]')?.setAttribute('value', email);
        form.querySelector('[name=first_name]')?.setAttribute('value', name);
      },
      visitor,
    );
    await Promise.all([page.waitForNavigation(), page.click(`button[value=${button}]`)]);
    return page.$eval('.said', ({ textContent }) => textContent);
  }

  const shown = (page: Page, part: string) =>
    page.$eval(`[data-live=${part}]`, ({ textContent }) => textContent.replaceAll(/\s+/g, ' '));
  const count = (text: string, words: RegExp) => text.match(words)?.length ?? 0;
  const mailsTo = (email: string) =>
    world.resend
      .ledger()
      .filter(({ to }) => to.includes(email))
      .map(({ subject }) => subject);

  it('records who signs up, and mails nobody', async () => {
    const page = await openPage();
    const said = await visit(page, { email: 'ann@example.com', name: 'Ann' }, 'signup');
    assert.equal(said, '202: The contact is recorded; we send no email.');
    await eventually('Notion has the contact', async () => {
      const [contact] = await world.observer.contacts.find('email', 'equals', 'ann@example.com');
      return contact?.values.campaignStatus === 'Signed Up';
    });
    assert.deepEqual(await world.observer.tracker.newest(), []);
    assert.deepEqual(mailsTo('ann@example.com'), []);
    assert.match(await shown(page, 'mails'), /No mail yet/);
  });

  it("shows an assessment's five mails, the website's own first, and lets the reader go", async () => {
    const page = await openPage();
    const said = await visit(page, { email: 'sarah@example.com', name: 'Sarah' }, 'assessment');
    assert.match(said, /^202: Accepted: 4 emails are to come, the next \("5-Day E2"\)/);
    await eventually('the page shows all five as sent', async () => {
      const runs = await shown(page, 'runs');
      return (
        /Sarah · sarah@example\.com completed/.test(runs) && count(runs, /5-Day E\d sent/g) === 5
      );
    });
    const subjects = mailsTo('sarah@example.com');
    assert.equal(subjects.length, 5);
    assert.equal(subjects[0], 'The assessment result for Salon Sarah');
    assert.equal(new Set(subjects).size, 5);

    await eventually('the inbox shows them', async () => {
      return count(await shown(page, 'mails'), /to sarah@example\.com/g) === 5;
    });
    // The newest mail is the first of the list.
    await Promise.all([page.waitForNavigation(), page.click('.mails a')]);
    const widthOf = () => page.$eval('iframe', ({ offsetWidth }) => offsetWidth);
    assert.ok((await widthOf()) < 360);
    await page.click('[value=phone]');
    assert.equal(await widthOf(), 375);
    await page.click('[value=desktop]');
    assert.equal(await widthOf(), 720);
    await page.click('[value=fit]');
    const mail = await (await page.waitForSelector('iframe'))?.contentFrame();
    const link = await mail?.waitForSelector('a[href*="/unsubscribe/"]');
    const opened = new Promise<Page | null>((resolve) => {
      page.once('popup', (popup) => resolve(popup));
    });
    await link?.evaluate((anchor) => anchor.click());
    const unsubscribe = await opened;
    assert.ok(unsubscribe, 'the link opens beside the page');
    await unsubscribe.waitForSelector('button');
    await Promise.all([unsubscribe.waitForNavigation(), unsubscribe.click('button')]);
    assert.match(await unsubscribe.$eval('h1', ({ textContent }) => textContent), /Unsubscribed/);
    await eventually('Notion knows', async () => {
      const [contact] = await world.observer.contacts.find('email', 'equals', 'sarah@example.com');
      return contact?.values.emailStatus === 'Unsubscribed';
    });
  });

  it('has a button for every sequence, and mails each visitor to the end', async () => {
    const page = await openPage();
    const visitors = promised.map((promises) => ({
      button: promises.name,
      email: `${promises.name}@example.com`,
      name: `Visitor of ${promises.name}`,
      ours: ourEmails(promises).length,
      all: promises.calendar.length,
    }));
    for (const { button, ours, ...visitor } of visitors) {
      const said = await visit(page, visitor, button);
      assert.match(said, new RegExp(`^202: Accepted: ${ours} emails? (is|are) to come`));
    }
    await eventually('all have walked to the end', async () => {
      const runs = await shown(page, 'runs');
      return visitors.every(({ name }) => new RegExp(`${name} · \\S+ completed`).test(runs));
    });
    for (const { email, all } of visitors) assert.equal(mailsTo(email).length, all);
    const width = await page.evaluate('document.documentElement.scrollWidth');
    assert.equal(width, 360, 'nothing runs out of a phone');
  });

  it('raised no error in the browser', () => assert.deepEqual(problems, []));
});
