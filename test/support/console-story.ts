import assert from 'node:assert/strict';
import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Browser, Page } from 'puppeteer-core';
import { HOUR } from '../../src/domain/duration.js';
import { listen, type StandInServer } from '../../src/sandbox/standin/listen.js';
import { openBrowser } from './browser.js';
import { postedAssessment } from './posted-assessment.js';
import { eventually } from './sandbox-process.js';
import { startSkippingDevServer } from './temporal.js';
import { createWorld, type World } from './world.js';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];

/** Ann, logged in to the console with a phone, while three people wait for their emails. */
export class ConsoleStory {
  /** Of the runs, in the order in which they began. */
  readonly ids: string[] = [];
  /** What was asked of Temporal's server. */
  readonly asked: string[] = [];
  #parts: Parts | undefined;

  get #now(): Parts {
    if (!this.#parts) throw new Error('only within a test');
    return this.#parts;
  }
  get world(): World {
    return this.#now.world;
  }
  get browser(): Browser {
    return this.#now.browser;
  }
  get page(): Page {
    return this.#now.page;
  }
  get url(): string {
    return this.#now.server.url;
  }

  async open(): Promise<void> {
    const [env, browser] = await Promise.all([startSkippingDevServer(), openBrowser()]);
    const count = ((options, nextCall) => {
      this.asked.push(options.method_definition.path.split('/').at(-1) ?? '');
      return nextCall(options);
    }) as Interceptor;
    const connection = await Connection.connect({ address: env.address, interceptors: [count] });
    const client = new Client({ connection, namespace: env.namespace ?? 'default' });
    // Nobody's waits are skipped here: an operator meets runs that wait.
    const settings = { CAMPAIGN_ZONE: 'America/New_York' };
    const world = await createWorld({ env, client, now: async () => new Date(), settings });
    const [server, page] = await Promise.all([listen(world.app, 0), browser.newPage()]);
    this.#parts = { env, browser, connection, world, server, page };
    await page.setViewport({ width: 390, height: 800 });
    for (const name of ['ann', 'bea', 'cleo']) this.ids.push(await this.start(name));
    await eventually('they are listed', async () => (await world.runs.list()).total === 3);
    await this.go('');
    await page.type('[name=by]', 'Ann');
    await page.type('[name=token]', 'sandbox-admin-token');
    await this.follow('.log-in button');
  }

  async close(): Promise<void> {
    const { env, browser, connection, world, server } = this.#now;
    await browser.close();
    await server.close();
    await world.close();
    await connection.close();
    await env.teardown();
  }

  /** Starts a run of somebody who wanted help an hour ago. */
  async start(name: string): Promise<string> {
    const posted = postedAssessment(`${name}@salon.example`, HOUR);
    return (await this.world.accept({ ...posted, first_name: name, red_systems: 2 })).id;
  }

  go(path: string) {
    return this.page.goto(`${this.url}/console${path}`);
  }

  follow(selector: string) {
    return Promise.all([this.page.waitForNavigation(), this.page.click(selector)]);
  }

  async text(selector: string): Promise<string> {
    const [found] = await this.texts(selector);
    assert.ok(found !== undefined, `${selector} at ${this.page.url()}`);
    return found;
  }

  texts(selector: string): Promise<string[]> {
    return this.page.$$eval(selector, (found) =>
      found.map(({ textContent }) => textContent.replaceAll(/\s+/g, ' ').trim()),
    );
  }

  /** How often the server is asked while a page is made. */
  async costOf(path: string): Promise<number> {
    this.asked.length = 0;
    await this.go(path);
    return this.asked.length;
  }

  async statusesOf(ids: readonly string[]): Promise<string[]> {
    const told = await Promise.all(ids.map((id) => this.world.told(id)));
    return told.map(({ status }) => status);
  }
}

interface Parts {
  env: TestWorkflowEnvironment;
  browser: Browser;
  connection: Connection;
  world: World;
  server: StandInServer;
  page: Page;
}

/** One story for the tests of a suite. */
export function tellConsoleStory(): ConsoleStory {
  const story = new ConsoleStory();
  before(() => story.open());
  after(() => story.close());
  return story;
}
