import assert from 'node:assert/strict';
import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Browser, Page } from 'puppeteer-core';
import { DAY, HOUR } from '../../src/domain/duration.js';
import { listen, type StandInServer } from '../../src/sandbox/standin/listen.js';
import { openBrowser } from '../support/browser.js';
import { assertForAll } from '../support/page-check.js';
import { postedAssessment } from '../support/posted-assessment.js';
import { eventually } from '../support/sandbox-process.js';
import { startSkippingDevServer } from '../support/temporal.js';
import { createWorld, type World } from '../support/world.js';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];

/** What an operator sees of many people at once, in a real browser, and what it costs the server. */
describe('an operator of many', () => {
  let env: TestWorkflowEnvironment;
  let connection: Connection;
  let world: World;
  let server: StandInServer;
  let browser: Browser;
  let page: Page;
  const ids: string[] = [];
  const asked: string[] = [];

  before(async () => {
    [env, browser] = await Promise.all([startSkippingDevServer(), openBrowser()]);
    connection = await Connection.connect({
      address: env.address,
      interceptors: [
        ((options, nextCall) => {
          asked.push(options.method_definition.path.split('/').at(-1) ?? '');
          return nextCall(options);
        }) as Interceptor,
      ],
    });
    const client = new Client({ connection, namespace: env.namespace ?? 'default' });
    // Nobody's waits are skipped here: an operator meets runs that wait.
    world = await createWorld({
      env,
      client,
      now: async () => new Date(),
      settings: { CAMPAIGN_ZONE: 'America/New_York' },
    });
    server = await listen(world.app, 0);
    page = await browser.newPage();
    await page.setViewport({ width: 390, height: 800 });
    for (const name of ['ann', 'bea', 'cleo']) ids.push(await start(name));
    await eventually('they are listed', async () => (await world.runs.list()).total === 3);
    await page.goto(`${server.url}/console`);
    await page.type('[name=by]', 'Ann');
    await page.type('[name=token]', 'sandbox-admin-token');
    await follow('.log-in button');
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    await world?.close();
    await connection?.close();
    await env?.teardown();
  });

  const follow = (selector: string) =>
    Promise.all([page.waitForNavigation(), page.click(selector)]);
  const text = (selector: string) =>
    page.$eval(selector, ({ textContent }) => textContent.replaceAll(/\s+/g, ' ').trim());
  const texts = (selector: string) =>
    page.$$eval(selector, (found) =>
      found.map(({ textContent }) => textContent.replaceAll(/\s+/g, ' ').trim()),
    );
  const go = (path: string) => page.goto(`${server.url}/console${path}`);

  async function start(name: string, red_systems = 2): Promise<string> {
    const posted = postedAssessment(`${name}@salon.example`, HOUR);
    return (await world.accept({ ...posted, first_name: name, red_systems })).id;
  }

  /** How often the server is asked while a page is made. */
  async function costOf(path: string): Promise<number> {
    asked.length = 0;
    await go(path);
    return asked.length;
  }

  const statusesOf = async (some: string[]) => {
    const found = await Promise.all(some.map((id) => world.runs.find(id)));
    return found.map((run) => run?.status);
  };

  /** Shows the list until it has so many runs. */
  const listed = (count: number, query = '') =>
    eventually(`${count} runs are listed`, async () => {
      await go(`/runs${query}`);
      return (await page.$$('.selectable')).length === count;
    });

  /** From a preview to the page that says how far it is. */
  async function carryOut(reason: string, mode?: string): Promise<string> {
    if (mode) await page.click(`[name=mode][value=${mode}]`);
    await page.type('[name=reason]', reason);
    await follow('form[action="/console/selections"] button');
    assert.match(page.url(), /\/console\/selections\/[0-9a-f-]{36}$/);
    await eventually('the server has told them', async () => {
      await page.reload();
      return (await text('main')).includes('Temporal has told all of them.');
    });
    return page.url();
  }

  it('looks at a sequence: a picture of its emails, and what has become of its runs', async () => {
    await go('/sequences');
    await assertForAll(page);
    await follow('.rows a');
    assert.equal(await text('h1'), 'assessment');
    await assertForAll(page);
    assert.equal(
      await text('.picture desc'),
      '#1 at once, #2 after 24 hours, #3 after 3 days, #4 after 4 days, #5 after 5 days.',
    );
    assert.equal((await page.$$('.picture circle')).length, 5);
    const row = (number: number) => texts(`.funnel tbody tr:nth-child(${number}) > *`);
    const cells = async (number: number) => (await row(number)).slice(0, 6).join(' ');
    assert.equal(await cells(1), 'Started 3    ');
    assert.equal(await cells(2), 'Sent #1 5-Day E1 3 0 0 0 0');
    assert.equal(await cells(3), 'Sent #2 5-Day E2 0 0 0 0 0');
  });

  it('looks whether all is well, part by part', async () => {
    await go('/well');
    await assertForAll(page);
    const lines = new Map<string, string>();
    for (const line of await page.$$('tbody tr')) {
      const [what = '', ...rest] = await line.$$eval('th, td', (found) =>
        found.map(({ textContent }) => textContent),
      );
      lines.set(what, rest.join(' '));
    }
    assert.equal(lines.get('Sending'), 'good is on');
    assert.equal(lines.get('Resend'), 'good no fault is known');
    assert.equal(lines.get('Late by more than 10 minutes'), 'good 0 emails');
    assert.match(
      lines.get('Queue evergreen-resend') ?? '',
      /^good a worker takes its tasks; about 0/,
    );
    assert.match(lines.get('Last webhook of the website') ?? '', / UTC-[45] \(/);
    assert.equal(lines.get('Last webhook of Resend'), ' none yet');
  });

  it('is told which days make no sense', async () => {
    await go('/sequences/assessment?from=2025-12-02&until=2025-12-01');
    assert.match(await text('[role=alert]'), /not before the first/);
    await assertForAll(page);
  });

  it('pauses those that are checked, by the keyboard, after a look whom that means', async () => {
    const [ann = '', bea = '', cleo = ''] = ids;
    await world.control(bea, 'pause');
    await listed(3);
    await assertForAll(page);
    for (const id of [ann, bea]) {
      await page.focus(`[name=id][value="${id}"]`);
      await page.keyboard.press('Space');
    }
    await page.focus('[name=control][value=pause]');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    assert.equal(await text('h1'), 'Pause several runs');
    assert.match(await text('main'), /1 run, as of .* 1 run left out: paused already\./);
    assert.match(await text('main'), /ann · ann@salon\.example assessment/);
    await assertForAll(page);
    assert.deepEqual(await statusesOf(ids), ['running', 'paused', 'running'], 'it only looked');

    await carryOut('a public holiday');
    await assertForAll(page);
    await eventually('it is paused', async () => (await statusesOf([ann]))[0] === 'paused');
    assert.deepEqual(await statusesOf([cleo]), ['running']);
    const { history = [] } = (await world.runs.find(ann)) ?? {};
    assert.deepEqual(
      history.map(({ what, by, reason }) => [what, by, reason]),
      [['paused', 'Ann', 'a public holiday']],
    );
  });

  it('resumes all that a filter finds, and does it once however often it is posted', async () => {
    await listed(2, '?state=paused');
    await page.click('[name=scope][value=all]');
    await follow('[name=control][value=resume]');
    assert.match(await text('main'), /^Resume several runs 2 runs, as of /);
    const fields = await page.$$eval('form[action="/console/selections"] input', (inputs) =>
      inputs.map((input) => [input.getAttribute('name'), input.getAttribute('value')] as const),
    );
    const done = await carryOut('the holiday is over', 'catch-up');
    await eventually('they go on', async () =>
      (await statusesOf(ids)).every((status) => status === 'running'),
    );
    // A reload of the form's post, a double click, a second tab: paused meanwhile, they stay so.
    const [ann = ''] = ids;
    await world.control(ann, 'pause');
    await go('/runs');
    const posted = fields.filter(([name]) => name !== 'mode' && name !== 'reason');
    const body = new URLSearchParams();
    for (const [name, value] of posted) body.append(name ?? '', value ?? '');
    body.set('reason', 'once more');
    body.set('mode', 'catch-up');
    const cookies = await browser.cookies();
    const again = await world.app.request('/console/selections', {
      method: 'POST',
      headers: {
        Cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
        'Content-Type': 'application/x-www-form-urlencoded',
        'Sec-Fetch-Site': 'same-origin',
      },
      body: body.toString(),
    });
    assert.equal(again.status, 303);
    assert.equal(`${server.url}${again.headers.get('Location')}`, done);
    assert.deepEqual(await statusesOf([ann]), ['paused']);
    await world.control(ann, 'resume', { mode: 'shift' });
  });

  it('is asked to choose somebody, and told so', async () => {
    await listed(3);
    await follow('[name=control][value=stop]');
    assert.match(await text('[role=alert]'), /choose a run, or all of them/);
  });

  it("reads a person's time on one page, on the clocks of the zone that they choose", async () => {
    const [ann = ''] = ids;
    const key = ann.split('/')[1] ?? '';
    await go(`/contacts/${key}`);
    await follow('.links a');
    await assertForAll(page);
    const told = (await texts('.rows li')).join(' | ');
    assert.match(told, /assessment #1 5-Day E1: sent by the website \| .*assessment: accepted \| /);
    assert.match(told, /paused by Ann a public holiday .* resumed: catch-up by Ann/);
    assert.match(told, /resumed: shift .* assessment #2 5-Day E2: due .* #5 5-Day E5: due/);
    const times = await page.$$eval('.rows time', (found) =>
      found.map((one) => one.getAttribute('datetime') ?? ''),
    );
    assert.deepEqual(
      times,
      times.toSorted((one, other) => Date.parse(one) - Date.parse(other)),
    );
    assert.match(await text('.rows time'), / UTC-[45]$/, "the campaign's zone comes first");

    await follow('nav a[href="/console/zone"]');
    await assertForAll(page);
    await page.select('[name=zone]', 'Australia/Eucla');
    await follow('main button');
    assert.equal(await text('.said.done'), 'Times are told in this zone.');
    await go(`/runs/${encodeURIComponent(ann)}`);
    assert.match(await text('.timeline time'), / UTC\+8:45$/);
    const due = (await world.runs.find(ann))?.emails.find(({ number }) => number === 5)?.dueAt;
    await page.$eval('[name=at]', (input) => input.setAttribute('value', '2099-01-31T18:00'));
    await page.focus('details:has(#reschedule) summary');
    await page.keyboard.press('Enter');
    await page.select('#reschedule [name=number]', '5');
    await page.type('#reschedule [name=reason]', 'much later');
    await follow('#reschedule button');
    const moved = (await world.runs.find(ann))?.emails.find(({ number }) => number === 5)?.dueAt;
    assert.notEqual(moved, due);
    assert.equal(moved, '2099-01-31T09:15:00.000Z');
  });

  it('costs the server as many questions for many runs as for few', async () => {
    const funnelSince = (days: number) => {
      const from = new Date(Date.now() - days * DAY);
      return `/sequences/assessment?from=${from.toISOString().slice(0, 10)}`;
    };
    await world.stopWorkers(); // they ask too
    const few = [await costOf(funnelSince(10)), await costOf('/runs?segment=CRITICAL')];
    for (let more = 0; more < 12; more += 1) ids.push(await start(`more${more}`));
    await listed(15);
    await page.click('[name=scope][value=all]');
    asked.length = 0;
    await follow('[name=control][value=stop]');
    const preview = asked.length;
    assert.match(await text('main'), /^Stop several runs 15 runs/);
    assert.equal(await costOf(funnelSince(11)), few[0]);
    // Whose they are is known by now; else each run on the page is asked for once, and no other.
    assert.equal(await costOf('/runs?segment=CRITICAL'), few[1], asked.join());
    assert.ok(preview <= 20, `${preview}`);
    await world.startWorkers();
  });

  it('stops all that a filter finds, and nobody who began after the look', async () => {
    await listed(15);
    await page.click('[name=scope][value=all]');
    await follow('[name=control][value=stop]');
    const late = await start('latecomer');
    await carryOut('the campaign is over');
    await eventually('they have ended', async () =>
      (await statusesOf(ids)).every((status) => status === 'ended'),
    );
    assert.deepEqual(await statusesOf([late]), ['running']);
    const run = await world.runs.find(ids[0] ?? '');
    assert.deepEqual(
      [run?.outcome, run?.history.at(-1)?.by, run?.history.at(-1)?.reason],
      ['stopped:operator', 'Ann', 'the campaign is over'],
    );
  });
});
