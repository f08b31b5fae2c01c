import assert from 'node:assert/strict';
import { Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { MockActivityEnvironment } from '@temporalio/testing';
import { type SendRequest, sendEmail } from '../../../src/activities/emails/send-email.js';
import { VendorFault } from '../../../src/domain/errors.js';
import type { Answer, Mail } from '../../../src/domain/mail/mail.js';
import { createRuns } from '../../../src/runs/runs.js';
import { unknownFaults } from '../../support/lone-activities.js';
import { connectToNobody } from '../../support/nobody.js';

const mail: Mail = {
  from: 'us@us.example',
  to: 'her@salon.example',
  replyTo: 'us@us.example',
  subject: 'Hello',
  html: '<p>Hello</p>',
  text: 'Hello',
  headers: {},
  tags: [],
};

/** The last moment before a request: is its activity still wanted? */
describe('an attempt to send', () => {
  const connection = connectToNobody();
  after(() => connection.close());

  /** Attempts it while Temporal knows of these activities of the run, or tells nothing. */
  const attempt = (
    pendingActivities: { activityId: string; state: number }[] | 'silent',
    offAt?: string,
    isMailKnown = true,
    more: Partial<Parameters<typeof sendEmail>[0]> = {},
  ) => {
    const client = new Client({
      connection,
      interceptors: {
        workflow: [
          {
            describe({ workflowExecution }) {
              if (pendingActivities === 'silent') return new Promise(() => {});
              const isRun = workflowExecution?.workflowId !== 'sending-switch';
              return Promise.resolve({
                pendingActivities: isRun ? pendingActivities : [],
                workflowExecutionInfo: {
                  execution: workflowExecution,
                  type: { name: 'assessment' },
                  status: isRun ? 1 : 2,
                  startTime: msToTs(1),
                  historyLength: { toNumber: () => 1 },
                },
                executionConfig: {},
              } as never);
            },
          },
        ],
      },
    });
    const runs = createRuns({ client, now: () => new Date() });
    const activity = sendEmail(
      {
        runs: { ...runs, ...(offAt && { sendingOffAt: async () => offAt }) },
        mails: { keep() {}, find: async () => (isMailKnown ? mail : undefined) },
        faults: unknownFaults(),
        checkSender: async () => {},
        isShadow: false,
        now: () => new Date(),
        sendMail: async (_, id, refuse = async () => undefined): Promise<Answer> =>
          (await refuse()) ?? { kind: 'sent', id },
        ...more,
      },
      100,
    );
    const environment = new MockActivityEnvironment({ activityId: '7' });
    return environment.run<[SendRequest], Answer, typeof activity>(activity, {
      mailId: '6',
      key: 'assessment/1/2',
    });
  };

  it('goes while its run waits for it', async () => {
    assert.equal((await attempt([{ activityId: '7', state: 2 }])).kind, 'sent');
  });

  it('meets no fault of Resend, and ends none, where it is only pretended', async () => {
    const faults = unknownFaults();
    const fault = new VendorFault('no', { kind: 'permanent', about: 'resend' });
    await faults.resend.met('send', fault, () => Promise.reject(fault));
    const attemptIn = (isShadow: boolean) =>
      attempt([{ activityId: '7', state: 2 }], undefined, true, { faults, isShadow });
    assert.equal((await attemptIn(true)).kind, 'sent');
    assert.equal(await faults.resend.peek('send'), fault);
    assert.equal((await attemptIn(false)).kind, 'refused');
  });

  it('is held when sending was switched off while it waited for its turn', async () => {
    const offAt = '2026-01-31T10:00:00.000Z';
    const answer = await attempt([{ activityId: '7', state: 2 }], offAt);
    assert.deepEqual(answer, { kind: 'held', offAt });
  });

  const refused: [why: string, pending: Parameters<typeof attempt>[0], reason: RegExp][] = [
    ['its run has heard a stop', [{ activityId: '7', state: 3 }], /withdrawn/],
    ['it has timed out, or its run was terminated', [{ activityId: '8', state: 2 }], /withdrawn/],
    ['Temporal does not tell in time', 'silent', /could not be asked/],
  ];
  it('is refused when Temporal cannot tell the mail', async () => {
    const answer = await attempt([{ activityId: '7', state: 2 }], undefined, false);
    assert.deepEqual(answer, {
      kind: 'refused',
      reason: 'Temporal could not be asked for the mail',
    });
  });

  for (const [why, pending, reason] of refused) {
    it(`is refused when ${why}`, async () => {
      const answer = await attempt(pending);
      assert.equal(answer.kind, 'refused');
      assert.match('reason' in answer ? answer.reason : '', reason);
    });
  }
});
