import assert from 'node:assert/strict';
import { type Client, ServiceError } from '@temporalio/client';
import { defaultDataConverter, defaultPayloadConverter } from '@temporalio/common';
import { msToTs } from '@temporalio/common/lib/time.js';
import { MINUTE } from '../../src/domain/duration.js';
import type { Answered, Answers } from '../../src/domain/question.js';
import { answersOfWorker } from '../../src/processes/notion-answers.js';
import { withFakeClock } from '../support/fake-clock.js';

/** An API whose worker renews its lease at these times, and answers so; with what it was asked itself. */
function api(
  renewals: (number | undefined)[],
  answered?: Answered,
  pause = { until: 0, leftMs: 0 },
) {
  const left = [...renewals];
  const asked: string[] = [];
  const forgotten: unknown[] = [];
  const client = {
    options: { namespace: 'default', loadedDataConverter: defaultDataConverter },
    connection: { withDeadline: (_: number, work: () => Promise<unknown>) => work() },
    workflow: {
      getHandle: () => ({
        async describe() {
          const at = left.shift();
          const handover = {
            notBefore: { notion: pause.until, resend: 0 },
            leftMs: { notion: pause.leftMs, resend: 0 },
          };
          const heartbeatDetails = { payloads: [defaultPayloadConverter.toPayload(handover)] };
          const held = { state: 2, lastHeartbeatTime: msToTs(at ?? 0) };
          const [state] = at === undefined ? [{ state: 1 }] : [held];
          return { raw: { pendingActivities: [{ ...state, heartbeatDetails }] } };
        },
      }),
      async execute() {
        if (!answered) throw new ServiceError('too late');
        return answered;
      },
    },
    workflowService: {
      async deleteWorkflowExecution(request: unknown) {
        forgotten.push(request);
      },
    },
  };
  const direct: Answers = {
    async contact() {
      asked.push('contact');
      return { fields: {}, url: 'direct' };
    },
    address: async () => assert.fail('nobody asks'),
    deliveries: async () => assert.fail('nobody asks'),
    templates: async () => assert.fail('nobody asks'),
    template: async () => assert.fail('nobody asks'),
    async schema() {
      asked.push('schema');
    },
  };
  return { answers: answersOfWorker(client as unknown as Client, direct), asked, forgotten };
}

describe('what an API asks of Notion', () => {
  it('is answered by the worker that speaks to it, and the question is forgotten', async () => {
    const found = { fields: { firstName: 'Sarah' }, url: 'by the worker' };
    const { answers, asked, forgotten } = api([1_000, 2_000], { answer: found });
    assert.deepEqual(await answers.contact('sarah@salon.example'), found);
    assert.deepEqual([asked, forgotten.length], [[], 1]);
  });

  it('may be answered with nothing', async () => {
    const { answers, asked } = api([1_000, 2_000], {});
    assert.equal(await answers.contact('nobody@salon.example'), undefined);
    assert.deepEqual(asked, []);
  });

  it('is refused as Notion has refused it', async () => {
    const refused = { fault: 'Notion answered 401', isSetup: false };
    await assert.rejects(api([1_000], refused).answers.contact('a@b.example'), {
      name: 'VendorFault',
      message: refused.fault,
    });
    const wrong = { fault: 'no column', isSetup: true };
    await assert.rejects(api([1_000], wrong).answers.schema(), { name: 'InvalidSetup' });
  });

  it('waits for another time while the worker is busy; that makes no API unready', async () => {
    const { answers, asked } = api([1_000, 2_500]);
    await assert.rejects(answers.contact('sarah@salon.example'), /busy/);
    await api([1_000, 2_500]).answers.schema();
    assert.deepEqual(asked, []);
  });

  it('does not look itself while one worker takes over from another', async () => {
    const { answers, asked } = api([1_000, undefined, undefined], {});
    await withFakeClock(async (clock) => {
      await answers.schema();
      clock.tick(MINUTE);
      await answers.schema();
      assert.deepEqual(asked, [], 'what the one before has said holds');
      clock.tick(2 * MINUTE);
      await answers.schema();
      assert.deepEqual(asked, ['schema'], 'now nobody is left to look');
    });
  });

  it('takes what one worker has found wrong for wrong until another looks', async () => {
    const { answers, asked } = api([1_000, undefined], { fault: 'no column', isSetup: true });
    await withFakeClock(async (clock) => {
      await assert.rejects(answers.schema(), /no column/);
      clock.tick(MINUTE);
      await assert.rejects(answers.schema(), /no column/);
      assert.deepEqual(asked, []);
    });
  });

  it('waits for the end of a pause that a worker heard before it ended', async () => {
    await withFakeClock(async (clock) => {
      const { answers, asked } = api([undefined], undefined, {
        until: Date.now() + MINUTE,
        leftMs: MINUTE,
      });
      await assert.rejects(answers.contact('sarah@salon.example'), /asked for a pause until/);
      await answers.schema(); // nor does that make it unready
      assert.deepEqual(asked, []);
      clock.tick(MINUTE);
      assert.equal((await answers.contact('sarah@salon.example'))?.url, 'direct');
      assert.deepEqual(asked, ['contact']);
    });
  });

  it('waits for a pause no longer than it was, were its own clock an hour behind', async () => {
    await withFakeClock(async () => {
      const until = Date.now() + 60 * MINUTE;
      const told = (leftMs: number) => api([undefined], undefined, { until, leftMs }).answers;
      assert.equal((await told(0).contact('sarah@salon.example'))?.url, 'direct');
      const over = new Date(Date.now() + MINUTE).toISOString();
      await assert.rejects(told(MINUTE).contact('sarah@salon.example'), new RegExp(over));
    });
  });

  for (const [what, renewals] of [
    ['no worker speaks to it', [undefined]],
    ['the one that did has died', [1_000, 1_000]],
    ['the lease has just lapsed', [1_000, undefined]],
  ] as const) {
    it(`is asked of Notion itself where ${what}`, async () => {
      const { answers, asked } = api([...renewals]);
      assert.equal((await answers.contact('sarah@salon.example'))?.url, 'direct');
      assert.deepEqual(asked, ['contact']);
    });
  }
});
