import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { ActivityDeps } from '../../src/activities/deps.js';
import { createNotionActivities } from '../../src/activities/index.js';
import { assessment as defined } from '../../src/campaign/sequences/assessment.js';
import { lastingFailure } from '../../src/domain/incident.js';
import { plan } from '../../src/domain/plan/plan.js';
import { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import { databaseIds, dataSourceIds, notionSeed } from '../../src/sandbox/seed.js';
import { KnownFaults } from '../../src/vendors/known-faults.js';
import { openWorkspace } from '../../src/vendors/notion/connect.js';
import { loneActivityDeps, unknownFaults } from '../support/lone-activities.js';

type Fault = Parameters<ReturnType<typeof createNotionStandIn>['setFaults']>[0][0];

/** Notion's answer, as it words it. */
const refusal = (status: number, code: string, more: object = {}): Fault => ({
  kind: 'status',
  status,
  body: { object: 'error', status, code, message: 'no', ...more },
});
/** To whoever asks this database for rows, or makes one in it. */
const unshared = (name: keyof typeof dataSourceIds): Fault[] => [
  { ...refusal(404, 'object_not_found'), match: dataSourceIds[name] },
];
const drift = (database: keyof typeof databaseIds, from: string, to: string) => ({
  on: { database: databaseIds[database], property: from, rename: to },
  off: { database: databaseIds[database], property: to, rename: from },
});

/** Every lasting refusal, with what each activity makes of it: an incident, or nothing that it notices. */
const table: Record<string, { faults?: Fault[]; drift?: ReturnType<typeof drift>; met: Met }> = {
  'a revoked token (401)': {
    faults: [refusal(401, 'unauthorized')],
    met: {
      enrol: 'notion',
      save: 'notion',
      prepare: 'notion',
      record: 'notion',
      complete: 'notion',
      stop: 'notion',
      resubscribe: 'notion',
    },
  },
  'a token that may not insert (403)': {
    faults: [{ ...refusal(403, 'restricted_resource'), route: 'POST /pages' }],
    met: { enrol: 'tracker later', save: 'notion-contacts', record: 'notion-tracker' },
  },
  'a token that may not change (403)': {
    faults: [{ ...refusal(403, 'restricted_resource'), route: 'PATCH /pages/:id' }],
    met: {
      enrol: 'notion-contacts',
      complete: 'notion-contacts',
      stop: 'notion-contacts',
      resubscribe: 'notion-contacts',
    },
  },
  'no more pages (403)': {
    faults: [
      {
        ...refusal(403, 'restricted_resource', { additional_data: { block_limit: 1_000 } }),
        route: 'POST /pages',
      },
    ],
    met: { enrol: 'tracker later', save: 'notion-pages', record: 'notion-pages' },
  },
  'contacts that are not shared any more (404)': {
    faults: unshared('contacts'),
    met: {
      enrol: 'notion-contacts',
      save: 'notion-contacts',
      stop: 'notion-contacts',
      resubscribe: 'notion-contacts',
    },
  },
  'a tracker that is not shared any more (404)': {
    faults: unshared('tracker'),
    met: { enrol: 'tracker later', record: 'notion-tracker' },
  },
  'templates that are not shared any more (404)': {
    faults: unshared('templates'),
    met: { prepare: 'notion-templates' },
  },
  'a renamed column of contacts': {
    drift: drift('contacts', 'first_name', 'Vorname'),
    met: {
      enrol: 'notion-contacts',
      save: 'notion-contacts',
      prepare: 'notion-contacts',
      complete: 'notion-contacts',
      stop: 'notion-contacts',
      resubscribe: 'notion-contacts',
    },
  },
  'a renamed column of the tracker': {
    drift: drift('tracker', 'Status', 'Zustand'),
    met: { enrol: 'tracker later', record: 'notion-tracker' },
  },
  'a renamed column of templates': {
    drift: drift('templates', 'Subject Line', 'Betreff'),
    met: { prepare: 'notion-templates' },
  },
};

type Activity = 'enrol' | 'save' | 'prepare' | 'record' | 'complete' | 'stop' | 'resubscribe';
/** `tracker later`: done, but for the rows, which follow by themselves. */
type Met = Partial<Record<Activity, string>>;

const acceptedAt = new Date('2025-12-01T00:00:00Z');
const key = 'key';
const contact = { email: 'sarah@salon.example', firstName: 'Sarah', key };
const data = {
  red_systems: 2,
  weakest_system_1: 'GPS',
  weakest_system_2: 'CREW',
  assessment_score: 41,
};

describe('what Notion refuses until a person mends it', () => {
  let notion: ReturnType<typeof createNotionStandIn>;
  let baseUrl: string;
  let at = acceptedAt.getTime();

  before(async () => {
    notion = createNotionStandIn({
      file: ':memory:',
      seed: await notionSeed(),
      requestsPerMinute: 1_000_000,
    });
    ({ url: baseUrl } = await notion.listen(0));
  });
  afterEach(() => notion.reset());
  after(() => notion.close());

  /** A worker of its own, which knows of no fault yet, and a person whom it has enrolled. */
  async function world() {
    const open = new Set<string>();
    const told: string[] = [];
    const known = new KnownFaults(
      'notion',
      {
        onFault(about) {
          if (!open.has(about)) told.push(about);
          open.add(about);
        },
        onMended: (about) => open.delete(about),
      },
      () => new Date(at),
    );
    const workspace = openWorkspace({
      token: 'ntn_test',
      baseUrl,
      requestsPerSecond: 100_000,
      databases: databaseIds,
      faults: known,
    });
    const deps: ActivityDeps = await loneActivityDeps({
      workspace,
      faults: { ...unknownFaults(), notion: known },
      templateCacheMs: 1,
    });
    const activities = createNotionActivities(deps);
    const { sequence } = defined;
    const person = { contact, data, segment: null, sequence };
    const emails = plan(sequence, { base: acceptedAt, now: acceptedAt, isTesting: false });
    const run = { ...person, isTesting: false, acceptedAt: acceptedAt.toISOString(), emails };
    const env = () =>
      new MockActivityEnvironment({
        workflowExecution: { workflowId: 'assessment/1', runId: '1' },
      });
    const enrolled = await env().run(activities.enrolContact, run);
    const [, email] = emails;
    assert.ok(email);
    const tracked = { contact, segment: null, sequence, contactPageId: enrolled.contactPageId };
    const stop = { contactKey: key, email: contact.email, at: acceptedAt.toISOString() };
    const stranger = { ...contact, email: 'new@salon.example', key: 'other' };
    const work: Record<Activity, () => Promise<unknown>> = {
      enrol: () =>
        new MockActivityEnvironment({
          workflowExecution: { workflowId: 'assessment/2', runId: '2' },
        }).run(activities.enrolContact, run),
      save: () => env().run(activities.saveContact, { ...person, contact: stranger }),
      prepare: () =>
        env().run(activities.prepareEmail, {
          person,
          number: 2,
          template: '5-Day E2',
          isTesting: false,
          enrolment: enrolled,
        }),
      record: () =>
        env().run(activities.recordEmail, {
          run: tracked,
          rowId: null,
          email: { ...email, number: 9 },
        }),
      complete: () =>
        env().run(activities.completeContact, {
          contactPageId: enrolled.contactPageId,
          statusOfRun: sequence.campaignStatus,
        }),
      stop: () => env().run(activities.recordStop, { ...stop, stop: 'booked' }),
      resubscribe: () => env().run(activities.recordResubscribe, { ...stop, by: 'Ann' }),
    };
    return { work, open, told, known };
  }

  for (const [what, { faults = [], drift: drifts, met }] of Object.entries(table)) {
    describe(what, () => {
      for (const activity of [
        'enrol',
        'save',
        'prepare',
        'record',
        'complete',
        'stop',
        'resubscribe',
      ] as const) {
        const about = met[activity];
        const rests = about === undefined ? 'is not noticed by' : `is "${about}" to`;
        it(`${rests} ${activity}, and is over when it is mended`, async () => {
          const { work, open, told, known } = await world();
          notion.setFaults(faults);
          if (drifts) await post(drifts.on);
          assert.equal(await outcome(work[activity]), about ?? 'done');
          const incident = told[0];
          if (incident !== undefined) {
            const asked = notion.log().length;
            await outcome(work[activity]);
            if (about !== 'tracker later') {
              assert.equal(notion.log().length, asked, 'asked again, though it is known to refuse');
            }
            at += 60_000;
            assert.equal((await known.look(incident)).kind, 'lasts');
          }
          assert.deepEqual(told, [...new Set(told)], 'told more than once');
          notion.setFaults([]);
          if (drifts) await post(drifts.off);
          at += 60_000;
          for (const one of [...open]) await known.look(one);
          assert.deepEqual([...open], []);
          assert.equal(await outcome(work[activity]), 'done');
        });
      }
    });
  }

  async function post(body: object): Promise<void> {
    const answer = await fetch(`${baseUrl}/_control/drift`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    assert.equal(answer.status, 200, await answer.text());
  }
});

/** `done`, or what it was refused for. */
async function outcome(work: () => Promise<unknown>): Promise<string> {
  try {
    const result = (await work()) as
      | { kind?: string; about?: string; refusal?: object; reason?: string }
      | undefined;
    if (result?.refusal) return 'tracker later';
    return result?.kind === 'blocked' ? (result.about ?? `blocked: ${result.reason}`) : 'done';
  } catch (error) {
    assert.ok(error instanceof ApplicationFailure, String(error));
    assert.equal(error.type, lastingFailure, error.message);
    assert.equal(error.nonRetryable, true);
    return String(error.details?.[0] ?? `own: ${error.message}`);
  }
}
