import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createNotionActivities } from '../../../src/activities/index.js';
import type { Enrolment } from '../../../src/domain/run/enrolment.js';
import { assessmentRun } from '../../support/assessment-run.js';
import { startLoneNotion } from '../../support/lone-notion.js';

describe('a person whose mail is stopped between two attempts to enrol them', () => {
  it('leaves no row of the first attempt behind that nobody knows of', async () => {
    const { notion, deps } = await startLoneNotion();
    try {
      const { enrolContact } = createNotionActivities(deps);
      const run = assessmentRun({ email: 'sarah@salon.example', key: 'key' });
      const enrol = () =>
        new MockActivityEnvironment(
          { workflowExecution: { workflowId: 'assessment/key', runId: 'run' } },
          { logger: new DefaultLogger('ERROR') },
        ).run(enrolContact as () => Promise<unknown>, run);
      // The contact and two rows are made; then Notion is away for a moment.
      notion.setFaults([{ kind: 'status', status: 503, route: 'POST /pages', skip: 3 }]);
      await assert.rejects(enrol());
      notion.setFaults([]);
      const { contacts, tracker } = deps.workspace;
      const [contact] = await contacts.find('email', 'equals', 'sarah@salon.example');
      await contacts.update(contact?.id ?? '', { emailStatus: 'Bounced' });
      const { suppressedBy, rowIds } = (await enrol()) as Enrolment;
      assert.equal(suppressedBy, 'bounced');
      const rows = await tracker.find('key', 'starts_with', 'assessment/key/');
      assert.equal(rows.length, 2);
      const known = Object.fromEntries(rows.map(({ id, values }) => [values.number, id]));
      assert.deepEqual(rowIds, known);
    } finally {
      notion.close();
    }
  });
});
