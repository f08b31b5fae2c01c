import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { behindDoors, emailsAstray } from '../../src/activities/doors.js';
import type { Answer, Prepared } from '../../src/domain/mail/mail.js';
import { loneActivityDeps } from '../support/lone-activities.js';
import { startLoneNotion } from '../support/lone-notion.js';

const key = 'a'.repeat(32);

/** Which doors the activities of a workflow get to, by its mode and its worker's. */
describe('the doors to the vendors', () => {
  let started: Awaited<ReturnType<typeof startLoneNotion>>;
  before(async () => {
    started = await startLoneNotion();
  });
  after(() => started?.notion.close());

  /** What a workflow gets of a worker: the doors' own names, or what stands in their place. */
  const ask = async (workflowId: string, { isShadow }: { isShadow: boolean }) => {
    const { workspace } = started.deps;
    const lone = await loneActivityDeps({ workspace });
    const deps = { ...lone, isShadow, shadow: { ...lone.shadow, isShadow: true } };
    const activities = behindDoors(
      deps,
      (made) => ({
        prepareEmail: async (): Promise<Prepared> => ({
          kind: 'skip',
          reason: made.isShadow ? 'shadow' : 'open',
        }),
        sendEmail: async (): Promise<Answer> => ({
          kind: 'sent',
          id: made.isShadow ? 'shadow' : 'open',
        }),
        write: async () => (made.isShadow ? 'shadow' : 'open'),
      }),
      emailsAstray,
    );
    const env = new MockActivityEnvironment({ workflowExecution: { workflowId, runId: 'run' } });
    const prepared: Prepared = await env.run(activities.prepareEmail);
    const sent: Answer = await env.run(activities.sendEmail);
    const written = await env.run(activities.write).catch((error: unknown) => {
      assert.ok(error instanceof ApplicationFailure && error.nonRetryable);
      return error.message;
    });
    const said = 'reason' in prepared ? (prepared.reason ?? '') : '';
    return [prepared.kind, said, sent.kind === 'sent' ? sent.id : sent.kind, written];
  };

  it('are those of its worker, where a workflow began in the same mode or is of nobody', async () => {
    const open = ['skip', 'open', 'open', 'open'];
    const shadow = ['skip', 'shadow', 'shadow', 'shadow'];
    for (const id of [`assessment/${key}`, `stop/${key}/booked`, 'reconcile/fix', 'test-send/a']) {
      assert.deepEqual(await ask(id, { isShadow: false }), open, id);
    }
    for (const id of [`assessment/shadow-${key}`, `stop/shadow-${key}/booked`, 'delivery/msg_1']) {
      assert.deepEqual(await ask(id, { isShadow: true }), shadow, id);
    }
  });

  it('keep who began in shadow mode from all that writes, and end their run', async () => {
    const got = await ask(`no-show/shadow-${key}/call`, { isShadow: false });
    assert.deepEqual(got, ['stop', 'shadow mode is over', 'shadow', 'shadow']);
  });

  it('keep who is real waiting in shadow mode, and leave no email in doubt', async () => {
    const [kind, why, sent, written] = await ask(`no-show/${key}/call`, { isShadow: true });
    assert.deepEqual([kind, sent], ['blocked', 'refused']);
    for (const said of [why, written]) assert.match(String(said), /^SHADOW is on, and this began/);
  });
});
