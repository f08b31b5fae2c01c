import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { ContactPages } from '../../../src/activities/contacts/contact-pages.js';
import type { ActivityDeps } from '../../../src/activities/deps.js';
import { createNotionActivities } from '../../../src/activities/index.js';
import { dataSourceIds } from '../../../src/sandbox/seed.js';
import { assessmentRun } from '../../support/assessment-run.js';
import { startLoneNotion } from '../../support/lone-notion.js';

interface Person {
  key: string;
  email: string;
}

/** One process that speaks to Notion, and what it does for an assessment and for a signup. */
function speaker(deps: ActivityDeps, contactPages = new ContactPages()) {
  const { enrolContact, saveContact } = createNotionActivities({ ...deps, contactPages });
  const environment = (workflowId: string, activityId = '1') =>
    new MockActivityEnvironment(
      { workflowExecution: { workflowId, runId: workflowId }, activityId },
      { logger: new DefaultLogger('ERROR') },
    );
  return {
    contactPages,
    async assess(contact: Person, activityId?: string) {
      await environment(`assessment/${contact.key}`, activityId).run(
        enrolContact as () => Promise<unknown>,
        assessmentRun(contact),
      );
    },
    async signUp(contact: Person) {
      const person = { contact, data: {}, segment: null };
      await environment(`signup/${contact.key}`).run(saveContact as () => Promise<unknown>, person);
    },
  };
}

describe('two events of one person at the same moment, while queries lag', () => {
  let notion: Awaited<ReturnType<typeof startLoneNotion>>['notion'];
  let deps: ActivityDeps;
  before(async () => {
    ({ notion, deps } = await startLoneNotion());
  });
  beforeEach(async () => {
    await notion.reset();
    notion.setFaults(
      [dataSourceIds.contacts, dataSourceIds.tracker].map((id) => ({
        kind: 'query-lag',
        route: `POST /data_sources/${id}/query`,
      })),
    );
  });
  after(() => notion.close());

  const people = (count: number): Person[] =>
    Array.from({ length: count }, (_, nth) => ({ key: `k${nth}`, email: `p${nth}@salon.example` }));
  /** How many pages were made, and how many contacts there are of each when nothing lags any more. */
  const found = async (all: Person[]) => {
    notion.setFaults([]);
    const made = notion
      .log()
      .filter(({ method, path }) => `${method} ${path}` === 'POST /v1/pages');
    const { contacts } = deps.workspace;
    const rows = await Promise.all(all.map(({ email }) => contacts.find('email', 'equals', email)));
    return { made: made.length, contacts: [...new Set(rows.map(({ length }) => length))] };
  };

  it('make one contact and one set of rows, for 200 people, whether or not the lease passes on between', async () => {
    const all = people(200);
    const first = speaker(deps);
    await Promise.all(
      all.flatMap((one, nth) =>
        nth % 2 ? [first.assess(one), first.signUp(one)] : [first.signUp(one)],
      ),
    );
    const second = speaker(deps);
    second.contactPages.takeUp(first.contactPages.recent(), true);
    await Promise.all(all.filter((_, nth) => nth % 2 === 0).map((one) => second.assess(one)));
    const rowsOfEach = 5;
    assert.deepEqual(await found(all), { made: 200 * (1 + rowsOfEach), contacts: [1] });
  });

  it('make one contact, where the answer to the one that made it is lost', async () => {
    const [one] = people(1);
    assert.ok(one);
    notion.setFaults([
      { kind: 'after', route: 'POST /pages', then: 'reset', times: 3 },
      { kind: 'query-lag', route: `POST /data_sources/${dataSourceIds.contacts}/query` },
    ]);
    const first = speaker(deps);
    await assert.rejects(first.assess(one));
    await assert.rejects(first.signUp(one), /may have been made a moment ago/);
    const begunAnew = first.assess(one, '2'); // as when something else was refused, and mended at once
    await assert.rejects(begunAnew, /may have been made a moment ago/);
    assert.deepEqual((await found([one])).contacts, [1]);
  });

  it('make two where nothing is handed on: that is what it is for', async () => {
    const [one] = people(1);
    assert.ok(one);
    await speaker(deps).signUp(one);
    await speaker(deps).assess(one);
    assert.deepEqual((await found([one])).contacts, [2]);
  });
});
