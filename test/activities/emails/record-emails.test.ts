import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { ActivityDeps } from '../../../src/activities/deps.js';
import type { recordEmails } from '../../../src/activities/emails/record-emails.js';
import { createNotionActivities } from '../../../src/activities/index.js';
import type { Enrolment } from '../../../src/domain/run/enrolment.js';
import { assessmentRun } from '../../support/assessment-run.js';
import { startLoneNotion } from '../../support/lone-notion.js';

const contact = { email: 'sarah@salon.example', firstName: 'Sarah', key: 'key' };
const run = assessmentRun(contact);
const { emails, sequence } = run;
const workflowId = 'assessment/key';

/** A value that this page does not take, or Notion away for all that is asked of it. */
const no = { object: 'error', status: 400, code: 'validation_error', message: 'no' };
const refusing = (match: string) =>
  ({ kind: 'status', status: 400, body: no, match, route: 'PATCH /pages/:id' }) as const;
const away = (match: string) =>
  ({ kind: 'status', status: 503, match, route: 'PATCH /pages/:id' }) as const;

describe('rows of a run that are written together', () => {
  let notion: Awaited<ReturnType<typeof startLoneNotion>>['notion'];
  let deps: ActivityDeps;
  let enrolment: Enrolment;
  let contactPageId: string;
  before(async () => {
    ({ notion, deps } = await startLoneNotion());
  });
  beforeEach(async () => {
    await notion.reset();
    const { enrolContact } = createNotionActivities(deps);
    enrolment = await environment().run(enrolContact as () => Promise<Enrolment>, run);
    ({ contactPageId } = enrolment);
  });
  after(() => notion.close());

  const environment = () =>
    new MockActivityEnvironment(
      { workflowExecution: { workflowId, runId: 'run' } },
      { logger: new DefaultLogger('ERROR') },
    );
  const rowOf = (number: number) => enrolment.rowIds[number] ?? '';
  const stopped = (...numbers: number[]) =>
    emails
      .filter(({ number }) => numbers.includes(number))
      .map((email) => ({
        rowId: rowOf(email.number),
        email: { ...email, state: 'stopped' as const, reason: 'operator' },
      }));
  type Activity = ReturnType<typeof recordEmails>;
  type Request = Parameters<Activity>[0];
  const record = (asked: Pick<Request, 'rows'> & Partial<Request>) => {
    const activities = createNotionActivities(deps);
    const tracked = { contact, segment: null, sequence, contactPageId };
    return environment().run<[Request], Awaited<ReturnType<Activity>>, Activity>(
      activities.recordEmails,
      { run: tracked, delivered: [], ...asked },
    );
  };
  /** Status and Delivery of the rows, by their emails' numbers. */
  const rows = async () => {
    notion.setFaults([]);
    const { tracker } = deps.workspace;
    const found = await tracker.find('key', 'starts_with', `${workflowId}/`);
    return Object.fromEntries(
      found.map(({ values }) => [values.number, [values.status, values.delivery]]),
    );
  };
  const asScheduled = { 1: ['sent', null], 2: ['scheduled', null], 3: ['scheduled', null] };

  it('are all written, one request each', async () => {
    const before = notion.log().length;
    const recorded = await record({ rows: stopped(3, 4, 5) });
    assert.deepEqual(recorded, {
      rowIds: { 3: rowOf(3), 4: rowOf(4), 5: rowOf(5) },
      refused: [],
    });
    assert.equal(notion.log().length - before, 3);
    const all = ['stopped', null];
    assert.deepEqual(await rows(), { ...asScheduled, 3: all, 4: all, 5: all });
  });

  it('are written but for one that Notion refuses, which is named', async () => {
    notion.setFaults([refusing(rowOf(4))]);
    const { rowIds, refused } = await record({ rows: stopped(3, 4, 5) });
    assert.deepEqual(Object.keys(rowIds), ['3', '5']);
    const reason = 'Notion answered 400 validation_error';
    assert.deepEqual(refused, [[4, { reason, isLasting: true }]]);
    const { 3: third, 4: fourth, 5: fifth } = await rows();
    assert.deepEqual(
      [third, fourth, fifth].map((row) => row?.[0]),
      ['stopped', 'scheduled', 'stopped'],
    );
  });

  it('are written again from the first one where Notion was away for a moment', async () => {
    notion.setFaults([away(rowOf(4))]);
    await assert.rejects(record({ rows: stopped(3, 4, 5) }), /503/);
    notion.setFaults([]);
    assert.deepEqual((await record({ rows: stopped(3, 4, 5) })).refused, []);
    const all = ['stopped', null];
    assert.deepEqual(await rows(), { ...asScheduled, 3: all, 4: all, 5: all });
  });

  it('take with them what Resend has told of others, and name those that are refused', async () => {
    const delivered = [2, 3].map((number) => ({
      number,
      rowId: rowOf(number),
      delivery: 'Delivered',
    }));
    notion.setFaults([refusing(rowOf(2))]);
    const { refused } = await record({ rows: stopped(5), delivered });
    assert.deepEqual(
      refused.map(([number]) => number),
      [2],
    );
    const { 2: second, 3: third } = await rows();
    assert.deepEqual(
      [second, third].map((row) => row?.[1]),
      [null, 'Delivered'],
    );
  });
});
