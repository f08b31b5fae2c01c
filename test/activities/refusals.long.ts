import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { ContactPages } from '../../src/activities/contacts/contact-pages.js';
import type { ActivityDeps } from '../../src/activities/deps.js';
import { createNotionActivities, createResendActivities } from '../../src/activities/index.js';
import { assessment as defined } from '../../src/campaign/sequences/assessment.js';
import { lastingFailure, type Refusal, vendorOf } from '../../src/domain/incident.js';
import { plan } from '../../src/domain/plan/plan.js';
import type { Enrolment } from '../../src/domain/run/enrolment.js';
import type { RunInput } from '../../src/domain/run/run.js';
import { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import { databaseIds, notionSeed } from '../../src/sandbox/seed.js';
import { KnownFaults } from '../../src/vendors/known-faults.js';
import { openWorkspace } from '../../src/vendors/notion/connect.js';
import { loneActivityDeps, unknownFaults } from '../support/lone-activities.js';
import { type Activity, refusals } from './refusal-table.js';

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
    const listener = {
      onFault(about: string) {
        if (!open.has(about)) told.push(about);
        open.add(about);
      },
      onMended: (about: string) => open.delete(about),
      onForgotten() {},
    };
    const known = {
      notion: new KnownFaults('notion', listener, { now: () => new Date(at) }),
      template: new KnownFaults('template', listener, { now: () => new Date(at) }),
    };
    const look = (about: string) =>
      known[vendorOf(about) === 'template' ? 'template' : 'notion'].look(about);
    const workspace = openWorkspace({
      token: 'ntn_test',
      baseUrl,
      requestsPerSecond: 100_000,
      databases: databaseIds,
      faults: known.notion,
    });
    const deps: ActivityDeps = await loneActivityDeps({
      workspace,
      faults: { ...unknownFaults(), ...known },
      templateCacheMs: 1,
    });
    const activities = createNotionActivities(deps);
    // Another worker's: it does not remember what the first has made.
    const fresh = { ...deps, contactPages: new ContactPages() };
    const others = { ...createNotionActivities(fresh), ...createResendActivities(fresh) };
    const { sequence } = defined;
    const person = { contact, data, segment: null, sequence };
    const emails = plan(sequence, { base: acceptedAt, now: acceptedAt, isTesting: false });
    const run = { ...person, isTesting: false, acceptedAt: acceptedAt.toISOString(), emails };
    const env = () =>
      new MockActivityEnvironment({
        workflowExecution: { workflowId: 'assessment/1', runId: '1' },
      });
    const enrolled: Enrolment = await env().run<
      [RunInput],
      Enrolment,
      typeof activities.enrolContact
    >(activities.enrolContact, run);
    const [, email] = emails;
    assert.ok(email);
    const tracked = { contact, segment: null, sequence, contactPageId: enrolled.contactPageId };
    const stop = { contactKey: key, email: contact.email, at: acceptedAt.toISOString() };
    const stranger = { ...contact, email: 'new@salon.example', key: 'other' };
    const work: Record<Activity, () => Promise<unknown>> = {
      enrol: () =>
        new MockActivityEnvironment({
          workflowExecution: { workflowId: 'assessment/2', runId: '2' },
        }).run(others.enrolContact, run),
      save: () => env().run(others.saveContact, { ...person, contact: stranger }),
      prepare: () =>
        env().run(others.prepareEmail, {
          person,
          number: 2,
          template: '5-Day E2',
          isTesting: false,
          heard: { since: acceptedAt.toISOString(), at: [] },
          enrolment: enrolled,
        }),
      record: () =>
        env().run(others.recordEmails, {
          run: tracked,
          rows: [{ rowId: null, email: { ...email, number: 9 } }],
          delivered: [],
        }),
      update: () =>
        env().run(others.recordEmails, {
          run: tracked,
          rows: [
            {
              rowId: enrolled.rowIds[3] ?? null,
              email: { ...email, number: 3, state: 'sent' as const },
            },
          ],
          delivered: [],
        }),
      deliver: () =>
        env().run(others.markDelivery, {
          event: 'email.delivered' as const,
          at: acceptedAt.toISOString(),
          emailId: 'resend-1',
          email: contact.email,
          contactKey: key,
          runId: 'assessment/1',
          number: 3,
        }),
      complete: () =>
        env().run(others.completeContact, {
          contactPageId: enrolled.contactPageId,
          statusOfRun: sequence.campaignStatus,
        }),
      stop: () => env().run(others.recordStop, { ...stop, stop: 'booked' }),
      resubscribe: () => env().run(others.recordResubscribe, { ...stop, by: 'Ann' }),
    };
    const [template] = await workspace.templates.find('name', 'equals', '5-Day E2');
    const pages = {
      contact: enrolled.contactPageId,
      row: enrolled.rowIds[3] ?? '',
      template: template?.id ?? '',
    };
    return { work, open, told, look, pages };
  }

  for (const [what, { faults = [], drift: drifts, trash, met }] of Object.entries(refusals)) {
    describe(what, () => {
      for (const activity of [
        'enrol',
        'save',
        'prepare',
        'record',
        'update',
        'deliver',
        'complete',
        'stop',
        'resubscribe',
      ] as const) {
        const about = met[activity];
        const rests = about === undefined ? 'is not noticed by' : `is "${about}" to`;
        it(`${rests} ${activity}, and is over when it is mended`, async () => {
          const { work, open, told, look, pages } = await world();
          notion.setFaults(faults);
          if (drifts) await post(drifts.on);
          if (trash) await setTrash(pages[trash], true);
          assert.equal(await outcome(work[activity]), about ?? 'done');
          const incident = told[0];
          if (incident !== undefined) {
            const refused = () => notion.log().filter(({ status }) => status !== 200).length;
            const before = refused();
            await outcome(work[activity]);
            if (about !== 'tracker later') {
              assert.equal(refused(), before, 'asked again, though it is known to refuse');
            }
            at += 60_000;
            assert.equal((await look(incident)).kind, 'lasts');
          }
          assert.deepEqual(told, [...new Set(told)], 'told more than once');
          notion.setFaults([]);
          if (drifts) await post(drifts.off);
          if (trash) await setTrash(pages[trash], false);
          at += 60_000;
          for (const one of open) await look(one);
          assert.equal(await outcome(work[activity]), 'done');
          assert.deepEqual([...open], []); // or whoever wants what was not written has to try
        });
      }
    });
  }

  async function setTrash(pageId: string, in_trash: boolean): Promise<void> {
    const answer = await fetch(`${baseUrl}/v1/pages/${pageId}`, {
      method: 'PATCH',
      headers: {
        Authorization: 'Bearer ntn_observer',
        'Content-Type': 'application/json',
        'Notion-Version': '2026-03-11',
      },
      body: JSON.stringify({ in_trash }),
    });
    assert.equal(answer.status, 200, await answer.text());
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
      | {
          kind?: string;
          about?: string;
          reason?: string;
          refusal?: object;
          refused?: [number, Refusal][];
        }
      | undefined;
    if (result?.refusal) return 'tracker later';
    const refused = result?.refused?.[0]?.[1];
    if (refused) return refused.about ?? `own: ${refused.reason}`;
    return result?.kind === 'blocked' ? (result.about ?? `blocked: ${result.reason}`) : 'done';
  } catch (error) {
    assert.ok(error instanceof ApplicationFailure, String(error));
    if (error.type === 'NoRowYet') return 'no row yet'; // it may come, and is waited for
    assert.equal(error.type, lastingFailure, error.message);
    assert.equal(error.nonRetryable, true);
    const [about] = (error.details ?? []) as string[];
    return about ?? `own: ${error.message}`;
  }
}
