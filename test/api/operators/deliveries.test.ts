import assert from 'node:assert/strict';
import { withDeliveries } from '../../../src/api/operators/deliveries.js';
import type { RunReply } from '../../../src/runs/reply.js';

const id = 'assessment/abc';

const run = (status: RunReply['status'], delivery?: string): RunReply => ({
  status,
  id,
  sequence: 'assessment',
  segment: null,
  testing: false,
  message: '',
  history: [],
  emails: [
    {
      number: 2,
      template: '5-Day E2',
      sentBy: 'evergreen',
      dueAt: '2025-12-01T12:00:00.000Z',
      state: 'sent',
      ...(delivery && { delivery }),
    },
  ],
});

describe('withDeliveries', () => {
  const ask = async (asked: RunReply, found: () => Promise<Map<string, string>>) => {
    let asks = 0;
    const findDeliveries = () => {
      asks += 1;
      return found();
    };
    const { runs, warnings } = await withDeliveries({ findDeliveries }, { runId: id }, [asked]);
    return { delivery: runs[0]?.emails[0]?.delivery, warnings: warnings.length, asks };
  };
  const rowSays = (word: string) => async () => new Map([[`${id}/2`, word]]);

  it('asks nobody about a run that is open, and so knows all itself', async () => {
    for (const status of ['running', 'paused'] as const) {
      assert.deepEqual(await ask(run(status, 'delayed'), rowSays('delivered')), {
        delivery: 'delayed',
        warnings: 0,
        asks: 0,
      });
    }
  });

  const table: [known: string | undefined, row: string, shown: string][] = [
    ['delivered', 'complained', 'complained'],
    ['bounced', 'delivered', 'bounced'],
    [undefined, 'delivered', 'delivered'],
    ['delivered', 'by hand', 'delivered'],
  ];
  for (const [known, row, shown] of table) {
    it(`shows "${shown}" where a run that ended knows "${known}" and its row says "${row}"`, async () => {
      const told = await ask(run('ended', known), rowSays(row));
      assert.deepEqual(told, { delivery: shown, warnings: 0, asks: 1 });
    });
  }

  it('shows what the run knows, with a warning, where Notion does not answer', async () => {
    const told = await ask(run('ended', 'delivered'), () => Promise.reject(new Error('away')));
    assert.deepEqual(told, { delivery: 'delivered', warnings: 1, asks: 1 });
  });
});
