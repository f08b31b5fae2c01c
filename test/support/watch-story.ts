import assert from 'node:assert/strict';
import type { WellReply } from '../../src/api/operators/incidents.js';
import { cookieOf, logIn } from '../console/operator.js';
import { assertDescribed } from './described.js';
import { eventually } from './sandbox-process.js';
import type { World } from './world.js';

/** What the watch over the whole finds, and where people see it. */
export class WatchStory {
  readonly world: World;
  /** What operators were told. */
  readonly alerts: string[];
  #cookie = '';

  constructor(world: World, alerts: string[]) {
    this.world = world;
    this.alerts = alerts;
  }

  get schedule() {
    return this.world.client.schedule.getHandle('watch');
  }

  /** Lets the schedule look now; gives what is wrong. */
  async look(): Promise<string[]> {
    const last = async () => (await this.schedule.describe()).info.recentActions.at(-1);
    const before = (await last())?.takenAt.getTime() ?? 0;
    // A second is the finest that tells the ids of two looks apart.
    await eventually('a second has passed', async () => Date.now() > before + 1_100);
    await this.schedule.trigger('ALLOW_ALL');
    await eventually('it looks', async () => ((await last())?.takenAt.getTime() ?? 0) > before);
    const id = (await last())?.action.workflow.workflowId ?? '';
    return (await this.world.client.workflow.getHandle(id).result()) as string[];
  }

  /** Looks until this and nothing else is wrong: counts lag a second or so. */
  lookUntil(what: string, ...expected: string[]): Promise<void> {
    return eventually(what, async () => {
      const found = (await this.look()).toSorted();
      return JSON.stringify(found) === JSON.stringify(expected.toSorted());
    });
  }

  /** `/ready` as operators get it. */
  async ready() {
    const { status, body } = await this.world.operate<WellReply & { status: string }>('/ready');
    return { code: status, body };
  }

  /** What `/ready` names. */
  async shown(): Promise<string[]> {
    return (await this.ready()).body.incidents.map(({ about }) => about);
  }

  /** The console's first page. */
  async page(): Promise<string> {
    this.#cookie ||= cookieOf(await logIn(this.world.app, { token: 'sandbox-admin-token' }));
    const headers = { Cookie: this.#cookie };
    return (await this.world.app.request('/console', { headers })).text();
  }

  told(text: RegExp): string[] {
    return this.alerts.filter((alert) => text.test(alert));
  }

  /** Once it is recorded it is told, and shown in both places; a second look adds nothing. */
  async assertTold(about: string, title: RegExp, link: RegExp): Promise<void> {
    await eventually('it is told', async () => this.told(title).length > 0);
    await eventually('it is recorded', async () =>
      (await this.ready()).body.incidents.some((one) => one.about === about && one.since),
    );
    await this.look();
    const [alert = '', ...more] = this.told(title);
    assert.deepEqual(more, [], 'told once');
    assert.match(alert, /^Something is wrong\n/);
    assert.match(alert, link);
    const { code, body } = await this.ready();
    assert.equal(code, 200);
    assertDescribed('Ready', body);
    const shown = body.incidents.find((one) => one.about === about);
    assert.match(shown?.link ?? '', link);
    const page = await this.page();
    assert.match(page, title);
    assert.ok(page.includes(shown?.reason ?? '?'), 'the console says why');
    assert.doesNotMatch(page, /All is well/);
  }

  /** Its end is told once, and nothing is shown any more. */
  async assertOver(title: RegExp): Promise<void> {
    await eventually('its end is told', async () => this.told(title).length > 1);
    assert.equal(this.told(title).length, 2);
    assert.match(this.told(title)[1] ?? '', /^That is over\n/);
    await eventually('nothing is shown any more', async () => (await this.shown()).length === 0);
    assert.match(await this.page(), /All is well/);
  }
}
