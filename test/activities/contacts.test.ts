import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { ActivityDeps } from '../../src/activities/deps.js';
import { createNotionActivities, type NotionActivities } from '../../src/activities/index.js';
import { assessment } from '../../src/campaign/sequences/assessment.js';
import type { Enrolment } from '../../src/domain/run/enrolment.js';
import type { RunInput } from '../../src/domain/run/run.js';
import type { StopRequest } from '../../src/domain/run/stop.js';
import { loneActivityDeps } from '../support/lone-activities.js';
import { startLoneNotion } from '../support/lone-notion.js';

const email = 'sarah@salon.example';
const at = '2026-11-02T10:00:00.000Z';
const run: RunInput = {
  sequence: assessment.sequence,
  isTesting: false,
  acceptedAt: at,
  segment: 'URGENT',
  contact: { email, key: 'key' },
  data: {},
  emails: [],
};

const quiet = () => new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });

/** What activities make of a contact's rows in Notion and of their stops. */
describe('a contact', () => {
  let notion: Awaited<ReturnType<typeof startLoneNotion>>['notion'];
  let deps: ActivityDeps;
  let contacts: ActivityDeps['workspace']['contacts'];

  before(async () => {
    ({ notion, deps } = await startLoneNotion());
    contacts = deps.workspace.contacts;
  });
  beforeEach(() => notion.reset());
  after(() => notion.close());

  type ContactValues = Parameters<typeof contacts.create>[0];

  const withRuns = async (more: Partial<ActivityDeps['runs']>): Promise<ActivityDeps> => {
    const lone = await loneActivityDeps({ workspace: deps.workspace });
    return { ...lone, runs: { ...lone.runs, ...more } };
  };
  const have = async (...rows: ContactValues[]) => {
    for (const row of rows) await contacts.create({ email, ...row });
  };
  const rows = async () =>
    (await contacts.find('email', 'equals', email)).map(({ values }) => values);
  const enrol = async (more: Partial<ActivityDeps['runs']> = {}) =>
    quiet().run<[RunInput], Enrolment, NotionActivities['enrolContact']>(
      createNotionActivities(await withRuns(more)).enrolContact,
      run,
    );

  describe('with several rows', () => {
    const cases: [string | null, string | null, suppressedBy: string | undefined][] = [
      ['Subscribed', 'Unsubscribed', 'unsubscribed'],
      ['unsubscribed ', 'Subscribed', 'unsubscribed'],
      ['Unsubscribed', ' COMPLAINED', 'complained'],
      ['Do not mail', 'Bounced', 'bounced'],
      [null, 'Subscribed', undefined],
    ];
    for (const [first, second, expected] of cases) {
      it(`of ${first} and ${second} is enrolled as ${expected ?? 'nothing against it'}`, async () => {
        await have({ emailStatus: first }, { emailStatus: second });
        const { suppressedBy, doubleIds } = await enrol();
        assert.equal(suppressedBy, expected);
        assert.equal(doubleIds?.length, 1);
      });
    }

    it('is Subscribed again in all of them', async () => {
      await have({ emailStatus: 'Subscribed' }, { emailStatus: 'Unsubscribed' });
      const request = { contactKey: 'key', email, by: 'Ann', at };
      await quiet().run(createNotionActivities(deps).recordResubscribe, request);
      assert.deepEqual(
        (await rows()).map(({ emailStatus }) => emailStatus),
        ['Subscribed', 'Subscribed'],
      );
    });
  });

  it('made anew while stops hold says the worst of them', async () => {
    const { suppressedBy } = await enrol({ openStops: async () => ['unsubscribed', 'complained'] });
    assert.ok(suppressedBy);
    const [made] = await rows();
    assert.deepEqual([made?.emailStatus, made?.campaignStatus], ['Complained', null]);
  });

  const late: [written: string, since: 'booked'[], expected: string][] = [
    ['Booked', ['booked'], 'Booked'],
    [' booked', ['booked'], ' booked'],
    ['Booked', [], 'Nurture Sequence'],
    ['Completed', ['booked'], 'Nurture Sequence'],
    ['Onboarding', [], 'Nurture Sequence'],
  ];
  for (const [written, since, expected] of late) {
    const when = since.length > 0 ? 'after' : 'before';
    it(`that says ${JSON.stringify(written)}, with a stop ${when} the event: ${expected}`, async () => {
      await have({ campaignStatus: written });
      const asked: string[] = [];
      await enrol({
        stopsSince: async (key, instant) => {
          asked.push(`${key} ${instant}`);
          return since;
        },
      });
      assert.equal((await rows())[0]?.campaignStatus, expected);
      assert.deepEqual(asked, /booked/i.test(written) ? [`key ${at}`] : []);
    });
  }

  const stop = async (request: Partial<StopRequest>, more: Partial<ActivityDeps['runs']> = {}) => {
    const asked = { stop: 'unsubscribed', contactKey: 'key', email, at, ...request };
    await quiet().run(createNotionActivities(await withRuns(more)).recordStop, asked);
    return (await rows())[0]?.emailStatus;
  };

  it('is not made by an operator who stops somebody, of whom Notion has nothing to say', async () => {
    await stop({ stop: 'operator' });
    assert.deepEqual(await rows(), []);
    await stop({});
    assert.equal((await rows())[0]?.emailStatus, 'Unsubscribed');
  });

  it('is never told a milder status than is known, however that is written', async () => {
    await have({ emailStatus: 'bounced ' });
    assert.equal(await stop({}), 'bounced ');
    assert.equal(await stop({ stop: 'complained' }), 'Complained');
  });

  it('keeps a word that nobody knows, unless all mail ends', async () => {
    await have({ emailStatus: 'Do not mail' });
    assert.equal(await stop({}), 'Do not mail');
    assert.equal(await stop({ stop: 'bounced' }), 'Bounced');
  });

  it('is told nothing by a stop that was taken back before it came to that', async () => {
    await have({ emailStatus: 'Subscribed' });
    assert.equal(await stop({}, { isWithdrawn: async () => true }), 'Subscribed');
    assert.equal(await stop({}), 'Unsubscribed');
  });

  it('keeps a stop that came after the word that takes an older one back', async () => {
    await have({ emailStatus: 'Unsubscribed' });
    const newer = await withRuns({ openStops: async () => ['unsubscribed'] });
    const request = { contactKey: 'key', email, by: 'Ann', at };
    await quiet().run(createNotionActivities(newer).recordResubscribe, request);
    assert.equal((await rows())[0]?.emailStatus, 'Unsubscribed');
  });
});
