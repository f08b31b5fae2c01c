import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createNotionActivities } from '../../../src/activities/index.js';
import type { Enrolment } from '../../../src/domain/run/enrolment.js';
import type { Fault } from '../../../src/sandbox/standin/faults.js';
import { assessmentRun } from '../../support/assessment-run.js';
import { startLoneNotion } from '../../support/lone-notion.js';

describe('a person whose mail is stopped between two attempts to enrol them', () => {
  let lone: Awaited<ReturnType<typeof startLoneNotion>>;
  beforeEach(async () => {
    lone = await startLoneNotion();
  });
  afterEach(() => lone.notion.close());

  /** One attempt, which begins with what the last one has told, while Notion does this. */
  const enrol = async (attempt: number, faults: Fault[], heartbeatDetails?: unknown) => {
    const { enrolContact } = createNotionActivities(lone.deps);
    const run = assessmentRun({ email: 'sarah@salon.example', key: 'key' });
    const workflowExecution = { workflowId: 'assessment/key', runId: 'run' };
    const info = { workflowExecution, attempt, heartbeatDetails };
    const env = new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') });
    let told: unknown;
    env.on('heartbeat', (details: unknown) => (told = details));
    lone.notion.setFaults(faults);
    const ended = env.run(enrolContact as () => Promise<unknown>, run);
    const enrolled = (await ended.catch(({ type }: { type: string }) => type)) as
      | Enrolment
      | string;
    lone.notion.setFaults([]);
    return { enrolled, told };
  };
  const bounce = async () => {
    const { contacts } = lone.deps.workspace;
    const [contact] = await contacts.find('email', 'equals', 'sarah@salon.example');
    await contacts.update(contact?.id ?? '', { emailStatus: 'Bounced' });
  };
  const assertKnown = async (enrolled: Enrolment | string, count: number) => {
    assert.ok(typeof enrolled === 'object');
    assert.equal(enrolled.suppressedBy, 'bounced');
    const rows = await lone.deps.workspace.tracker.find('key', 'starts_with', 'assessment/key/');
    assert.equal(rows.length, count);
    const known = Object.fromEntries(rows.map(({ id, values }) => [values.number, id]));
    assert.deepEqual(enrolled.rowIds, known);
  };

  it('leaves no row of the first attempt behind that nobody knows of', async () => {
    // The contact and two rows are made; then Notion is away for a moment.
    await enrol(1, [{ kind: 'status', status: 503, route: 'POST /pages', skip: 3 }]);
    await bounce();
    const { enrolled } = await enrol(1, []);
    await assertKnown(enrolled, 2);
  });

  it('leaves none behind whose answer was lost, or whose attempt died, and that is not shown yet', async () => {
    const lost: Fault = { kind: 'after', route: 'POST /pages', skip: 3, then: 'reset' };
    for (const dies of [false, true]) {
      await lone.notion.reset();
      const first = await enrol(1, [lost]);
      await bounce();
      const blind: Fault[] = [{ kind: 'query-lag', delayMs: 3_600_000 }];
      const second = await enrol(2, blind, dies ? undefined : first.told);
      assert.equal(second.enrolled, 'MaybeCreated');
      // Whoever dies tells not which page it was about to make: the others are looked for as well.
      let next = await enrol(3, [], second.told);
      for (const attempt of dies ? [4, 5] : []) {
        assert.equal(next.enrolled, 'MaybeCreated');
        next = await enrol(attempt, [], next.told);
      }
      await assertKnown(next.enrolled, 3);
    }
  });
});
