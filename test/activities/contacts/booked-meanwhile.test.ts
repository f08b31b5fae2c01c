import assert from 'node:assert/strict';
import { ActivityFailure, type ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { ContactPages } from '../../../src/activities/contacts/contact-pages.js';
import type { EnrolRequest } from '../../../src/activities/contacts/enrol-contact.js';
import type { ActivityDeps } from '../../../src/activities/deps.js';
import { createNotionActivities } from '../../../src/activities/index.js';
import { assessment } from '../../../src/campaign/sequences/assessment.js';
import { MINUTE } from '../../../src/domain/duration.js';
import { plan } from '../../../src/domain/plan/plan.js';
import type { Enrolment } from '../../../src/domain/run/enrolment.js';
import type { RunInput } from '../../../src/domain/run/run.js';
import type { Fault } from '../../../src/sandbox/standin/faults.js';
import { firstReadingOf } from '../../../src/workflows/refusal.js';
import { startLoneNotion } from '../../support/lone-notion.js';

const { sequence } = assessment;
const at = new Date('2026-11-02T10:00:00.000Z');

describe('a booking that somebody types while a person is being enrolled', () => {
  let notion: Awaited<ReturnType<typeof startLoneNotion>>['notion'];
  let deps: ActivityDeps;
  let now = at;
  before(async () => {
    ({ notion, deps } = await startLoneNotion(() => now));
  });
  beforeEach(() => {
    now = at;
    return notion.reset();
  });
  after(() => notion.close());

  const email = 'ann@salon.example';
  const run: RunInput = {
    sequence,
    emails: plan(sequence, { base: at, now: at, isTesting: false }),
    contact: { key: 'a'.repeat(32), email },
    isTesting: false,
    acceptedAt: at.toISOString(),
    segment: 'URGENT',
    data: {},
  };

  /** One attempt, of another process each time. */
  function attempt(
    { heartbeatDetails, number }: { heartbeatDetails?: unknown; number: number },
    { request = run, onBeat }: { request?: EnrolRequest; onBeat?: (details: unknown) => void } = {},
  ): Promise<Enrolment> {
    const workflowExecution = { workflowId: 'assessment/a', runId: 'run' };
    const environment = new MockActivityEnvironment(
      { attempt: number, workflowExecution, heartbeatDetails },
      { logger: new DefaultLogger('ERROR') },
    );
    if (onBeat) environment.on('heartbeat', onBeat);
    const { enrolContact } = createNotionActivities({ ...deps, contactPages: new ContactPages() });
    return environment.run<[EnrolRequest], Enrolment, (of: EnrolRequest) => Promise<Enrolment>>(
      enrolContact,
      request,
    );
  }

  /** Enrols them at the second attempt, what was typed between the two. */
  async function enrol(
    fault: Fault,
    type: () => Promise<unknown>,
    { isEndHeard = true } = {},
  ): Promise<Enrolment> {
    let heartbeatDetails: unknown;
    const onBeat = (details: unknown) => {
      if (isEndHeard || (details as { ended: number }).ended !== 1) heartbeatDetails = details;
    };
    const next = (number: number) => attempt({ number, heartbeatDetails }, { onBeat });
    notion.setFaults([fault]);
    await assert.rejects(next(1));
    notion.setFaults([]);
    await type();
    return attemptUntilDone(next, 2);
  }

  /** The last of them fails for good. */
  async function attemptUntilDone(
    next: (number: number) => Promise<Enrolment>,
    number: number,
  ): Promise<Enrolment> {
    try {
      return await next(number);
    } catch (error) {
      if (number === 6) throw error;
    }
    return attemptUntilDone(next, number + 1);
  }

  const book = async () => {
    const [row] = await deps.workspace.contacts.find('email', 'equals', email);
    assert.ok(row);
    await deps.workspace.contacts.update(row.id, { bookingStatus: 'Booked' });
  };
  const rowsRefused: Fault = { kind: 'status', status: 503, match: 'Scheduled At' };

  it('is none from before, where the first attempt has made their contact', async () => {
    assert.equal((await enrol(rowsRefused, book)).bookingStatus, null);
  });

  it('is none from before, where nobody heard that their contact was made', async () => {
    const unheard: Fault = { kind: 'after', then: 'reset', route: 'POST /v1/pages', times: 1 };
    assert.equal((await enrol(unheard, book)).bookingStatus, null);
  });

  it('is none from before, where their contact said another thing before', async () => {
    await deps.workspace.contacts.create({ email, bookingStatus: 'No-Show' });
    assert.equal((await enrol(rowsRefused, book)).bookingStatus, 'No-Show');
  });

  it('is none from before, where the first attempt has died', async () => {
    await deps.workspace.contacts.create({ email });
    assert.equal((await enrol(rowsRefused, book, { isEndHeard: false })).bookingStatus, null);
  });

  it('is none from before, where the first attempt has died, and had made their contact', async () => {
    assert.equal((await enrol(rowsRefused, book, { isEndHeard: false })).bookingStatus, null);
  });

  it('is one from before, where the first attempt has died before it came to look', async () => {
    now = new Date(at.getTime() - MINUTE);
    await deps.workspace.contacts.create({ email, bookingStatus: 'Booked' });
    now = at;
    const unread: Fault = { kind: 'status', status: 503, route: 'POST /v1/data_sources/*/query' };
    const { bookingStatus } = await enrol(unread, async () => {}, { isEndHeard: false });
    assert.equal(bookingStatus, 'Booked');
  });

  it('is none from before, where another activity had read them, and came to nothing', async () => {
    await deps.workspace.contacts.create({ email });
    notion.setFaults([{ kind: 'status', status: 400, route: 'PATCH /v1/pages/*' }]);
    const failure = await attempt({ number: 1 }).catch((error: unknown) => error);
    notion.setFaults([]);
    await book();
    const cause = new ActivityFailure(
      'Activity task failed',
      'enrolContact',
      '1',
      'NON_RETRYABLE_FAILURE',
      'test',
      failure as ApplicationFailure,
    );
    const firstReading = firstReadingOf(cause);
    assert.ok(firstReading);
    const request = { ...run, firstReading };
    assert.equal((await attempt({ number: 1 }, { request })).bookingStatus, null);
  });

  it('is one from before, where it stood there before the first attempt', async () => {
    await deps.workspace.contacts.create({ email, bookingStatus: 'Booked' });
    assert.equal((await enrol(rowsRefused, async () => {})).bookingStatus, 'Booked');
  });
});
