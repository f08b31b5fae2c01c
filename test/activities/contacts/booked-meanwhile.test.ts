import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { ContactPages } from '../../../src/activities/contacts/contact-pages.js';
import type { ActivityDeps } from '../../../src/activities/deps.js';
import { createNotionActivities } from '../../../src/activities/index.js';
import { assessment } from '../../../src/campaign/sequences/assessment.js';
import { plan } from '../../../src/domain/plan/plan.js';
import type { Enrolment } from '../../../src/domain/run/enrolment.js';
import type { RunInput } from '../../../src/domain/run/run.js';
import type { Fault } from '../../../src/sandbox/standin/faults.js';
import { startLoneNotion } from '../../support/lone-notion.js';

const { sequence } = assessment;
const at = new Date('2026-11-02T10:00:00.000Z');

describe('a booking that somebody types while a person is being enrolled', () => {
  let notion: Awaited<ReturnType<typeof startLoneNotion>>['notion'];
  let deps: ActivityDeps;
  before(async () => {
    ({ notion, deps } = await startLoneNotion());
  });
  beforeEach(() => notion.reset());
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

  /** Enrols them at the second attempt, what was typed between the two. */
  async function enrol(
    fault: Fault,
    type: () => Promise<unknown>,
    { isEndHeard = true } = {},
  ): Promise<Enrolment> {
    let heartbeatDetails: unknown;
    const attempt = (number: number) => {
      const workflowExecution = { workflowId: 'assessment/a', runId: 'run' };
      const environment = new MockActivityEnvironment(
        { attempt: number, workflowExecution, heartbeatDetails },
        { logger: new DefaultLogger('ERROR') },
      );
      environment.on('heartbeat', (details: { ended: number }) => {
        if (isEndHeard || details.ended !== 1) heartbeatDetails = details;
      });
      // Another process each time.
      const { enrolContact } = createNotionActivities({
        ...deps,
        contactPages: new ContactPages(),
      });
      return environment.run<[RunInput], Enrolment, (of: RunInput) => Promise<Enrolment>>(
        enrolContact,
        run,
      );
    };
    notion.setFaults([fault]);
    await assert.rejects(attempt(1));
    notion.setFaults([]);
    await type();
    return attemptUntilDone(attempt, 2);
  }

  /** The last of them fails for good. */
  async function attemptUntilDone(
    attempt: (number: number) => Promise<Enrolment>,
    number: number,
  ): Promise<Enrolment> {
    try {
      return await attempt(number);
    } catch (error) {
      if (number === 6) throw error;
    }
    return attemptUntilDone(attempt, number + 1);
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

  it('is one from before, where it stood there before the first attempt', async () => {
    await deps.workspace.contacts.create({ email, bookingStatus: 'Booked' });
    assert.equal((await enrol(rowsRefused, async () => {})).bookingStatus, 'Booked');
  });
});
