import assert from 'node:assert/strict';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Browser, Page } from 'puppeteer-core';
import { DAY, HOUR, SECOND } from '../../src/domain/duration.js';
import { listen, type StandInServer } from '../../src/sandbox/standin/listen.js';
import { openBrowser } from '../support/browser.js';
import { postedAssessment } from '../support/posted-assessment.js';
import { eventually } from '../support/sandbox-process.js';
import { startSkippingDevServer } from '../support/temporal.js';
import { createWorld, type World } from '../support/world.js';

/** An operator's day in the console, on a phone, in a real browser. */
describe('an operator in the console', () => {
  let env: TestWorkflowEnvironment;
  let world: World;
  let server: StandInServer;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];
  let maria = '';

  before(async () => {
    [env, browser] = await Promise.all([startSkippingDevServer(), openBrowser()]);
    // Nobody's waits are skipped here: an operator meets runs that wait.
    world = await createWorld({ env, now: async () => new Date() });
    server = await listen(world.app, 0);
    page = await browser.newPage();
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('dialog', (dialog) => problems.push(`a script ran: ${dialog.message()}`));
    page.on('console', (said) => said.type() === 'error' && problems.push(said.text()));
    await page.setViewport({ width: 375, height: 740 });
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    await world?.close();
    await env?.teardown();
  });
  afterEach(async () => {
    const width = await page.evaluate('document.documentElement.scrollWidth');
    assert.equal(width, 375, 'nothing runs out of a phone');
    assert.deepEqual(problems.splice(0), []);
  });

  const text = (selector: string) =>
    page.$eval(selector, ({ textContent }) => textContent.replaceAll(/\s+/g, ' ').trim());
  const texts = (selector: string) =>
    page.$$eval(selector, (found) =>
      found.map(({ textContent }) => textContent.replaceAll(/\s+/g, ' ').trim()),
    );
  const follow = (selector: string) =>
    Promise.all([page.waitForNavigation(), page.click(selector)]);
  const states = () => texts('.timeline .state');

  /** Unfolds a control and fills it in, by the keyboard alone. */
  async function ask(control: string, reason: string, choice?: string): Promise<string> {
    await page.focus(`details:has(#${control}) summary`);
    await page.keyboard.press('Enter');
    if (choice) {
      await page.focus(`#${control} input[value="${choice}"]`);
      await page.keyboard.press('Space');
    }
    await page.focus(`#${control} [name=reason]`);
    await page.keyboard.type(reason);
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    return text('.said');
  }

  const accept = (email: string, first_name: string, sentAgoMs: number) =>
    world.accept({
      ...postedAssessment(email, sentAgoMs),
      first_name,
      red_systems: 2,
      orange_systems: 1,
    });

  it('logs in, and finds a person by email', async () => {
    await accept('Sarah@salon.example', '<img src=x onerror=alert(1)>Sarah', HOUR);
    await page.goto(`${server.url}/console`);
    assert.match(page.url(), /\/console\/log-in\?/);
    await page.type('[name=by]', 'Ann');
    await page.type('[name=token]', 'sandbox-admin-token');
    await follow('.log-in button');
    assert.equal(page.url(), `${server.url}/console`);

    await eventually('the run is listed as due', async () => {
      await page.reload();
      return (await text('main')).includes('#2 5-Day E2, due');
    });
    await page.type('[name=email]', 'sarah@SALON.example');
    await follow('.search button');
    assert.match(page.url(), /\/console\/contacts\/[0-9a-f]{32}$/);
    const named = '<img src=x onerror=alert(1)>Sarah · sarah@SALON.example';
    await eventually('Notion knows her name', async () => {
      await page.reload();
      return (await text('h1')) === named;
    });
    await follow('article h3 a');
    assert.equal(
      await text('h1'),
      '<img src=x onerror=alert(1)>Sarah · Sarah@salon.example: assessment',
    );
    assert.deepEqual(await states(), [
      'sent by the website',
      'scheduled',
      'scheduled',
      'scheduled',
      'scheduled',
    ]);
    assert.deepEqual(await texts('.links a'), ['All of this person', 'Temporal', 'Notion']);
  });

  it('pauses a run, resumes it, skips an email, moves one, and stops it, each with the reason', async () => {
    assert.equal(await ask('pause', 'on holiday'), 'The run is paused.');
    assert.equal(await text('.state-line .chip'), 'paused');
    assert.equal(await ask('resume', 'back again', 'shift'), 'The run goes on.');
    assert.equal(await ask('skip-next', 'read it on paper'), 'The email is skipped.');
    assert.equal((await states())[1], 'skipped');

    const at = new Date(Date.now() + 4 * DAY).toISOString().slice(0, 16);
    await page.$eval('[name=at]', (input, value) => input.setAttribute('value', value), at);
    assert.equal(await ask('reschedule', 'she is away'), 'The email has a new time.');
    assert.match(
      await text('.timeline li:nth-child(3)'),
      new RegExp(`due ${at.replace('T', ' ')}`),
    );

    assert.equal(await ask('stop', 'asked by phone'), 'The run is stopped.');
    assert.equal(await text('.state-line .chip'), 'stopped:operator');
    assert.deepEqual((await states()).slice(1), ['skipped', 'stopped', 'stopped', 'stopped']);
    const history = (await texts('.rows .what')).join(', ');
    assert.match(history, /^stopped: operator by Ann, email 3 moved to .* by Ann, email 2 skipped/);
    assert.match(await text('main'), /“on holiday”.*/);
    assert.deepEqual(await texts('summary'), ['Restart']);
  });

  it('is told why a control makes no sense, and that nothing was changed', async () => {
    const { id } = await accept('maria@salon.example', 'Maria', HOUR);
    maria = id;
    await page.goto(`${server.url}/console/runs/${encodeURIComponent(id)}#pause`);
    await world.control(id, 'pause'); // a colleague was quicker
    await page.type('#pause [name=reason]', 'on holiday');
    const [answer] = await follow('#pause button');
    assert.equal(answer?.status(), 409);
    assert.equal(await text('[role=alert]'), 'Nothing was changed: it is paused already.');
    assert.equal((await texts('summary'))[0], 'Resume');
    problems.length = 0; // the browser itself tells of the 409
  });

  it('sees of a run that was terminated in Temporal that it has ended, and can restart it', async () => {
    const { id } = await accept('tara@salon.example', 'Tara', HOUR);
    await world.control(id, 'pause');
    await world.client.workflow.getHandle(id).terminate();
    await page.goto(`${server.url}/console/runs/${encodeURIComponent(id)}`);
    assert.equal(await text('.state-line .chip'), 'failed');
    assert.match(await text('main'), /Needs attention: the run was terminated/);
    assert.deepEqual(await texts('summary'), ['Restart']);
    assert.equal(await ask('restart', 'ended by mistake'), 'The run is taken up again.');
    assert.equal(await text('.state-line .chip'), 'running');
    await page.goto(`${server.url}/console/runs/${encodeURIComponent(maria)}`);
  });

  it('stops all mail of one person', async () => {
    await follow('.links a');
    assert.match(await ask('stop', 'wrong address'), /^Every open run/);
    await eventually('her run has ended', async () => {
      await page.reload();
      return (await text('.state-line .chip')) === 'stopped:operator';
    });
    assert.match(await text('main'), /Stops ?operator 20/);
  });

  it('resubscribes somebody whom Notion alone knows, from before there were keys', async () => {
    const contacts = world.observer.contacts;
    const old = { email: 'old@salon.example', firstName: 'Otto', emailStatus: 'Unsubscribed' };
    const pageId = await contacts.create(old);
    await page.goto(`${server.url}/console`);
    await page.type('[name=email]', 'old@salon.example');
    await follow('.search button');
    assert.equal(await text('h1'), 'Otto · old@salon.example');
    assert.deepEqual(await texts('summary'), ['Resubscribe']);
    const said = await ask('resubscribe', 'wrote to us');
    assert.equal(said, 'This person will get marketing mail again in a moment.');
    await eventually('Notion says so', async () => {
      return (await contacts.read(pageId))?.values.emailStatus === 'Subscribed';
    });
    await eventually('the page says what took the stop back', async () => {
      await page.reload();
      return (await texts('.rows .what')).includes('resubscribe');
    });
  });

  it('throws the sending switch, sees who would get what late, and lifts it', async () => {
    await page.goto(`${server.url}/console/switch`);
    await page.type('[name=reason]', 'wrong price in the copy');
    await follow('main button');
    assert.equal(await text('h1'), 'Sending is off');
    await accept('lena@salon.example', 'Lena', DAY - SECOND);
    await page.goto(`${server.url}/console`);
    assert.match(await text('.banner'), /^Sending is switched off\./);

    await follow('.banner a');
    assert.match(await text('main'), /Switched off by Ann .* “wrong price in the copy”/);
    await eventually('her email is late', async () => {
      await page.reload();
      return /late 1 Lena · lena@salon\.example assessment #2/.test(await text('main'));
    });
    assert.deepEqual(world.resend.ledger(), []);

    await page.click('[value=catch-up]');
    await page.type('[name=reason]', 'mended');
    await follow('main button');
    assert.equal(await text('h1'), 'Sending is on');
    assert.equal(await page.$('.banner'), null);
    await eventually('her email goes out', async () =>
      world.resend.ledger().some(({ to }) => to.includes('lena@salon.example')),
    );
  });

  it('logs out', async () => {
    await follow('.who button');
    await page.goto(`${server.url}/console`);
    assert.match(page.url(), /\/console\/log-in/);
  });
});
