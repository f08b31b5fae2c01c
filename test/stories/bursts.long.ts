import assert from 'node:assert/strict';
import { HOUR } from '../../src/domain/duration.js';
import type { SwitchReply } from '../../src/runs/switch.js';
import { inRealTime } from '../support/real-time.js';
import { eventually } from '../support/sandbox-process.js';

/** Many people at once, whose emails are due while an operator says stop. */
describe('a burst', () => {
  let people = 0;

  const real = inRealTime({ settings: { RESEND_REQUESTS_PER_SECOND: '25' } });

  /** Runs whose email #2 has been due for two hours; posted by twenty at a time, so that all are taken. */
  const start = async (count: number) => {
    const email_1_sent_at = new Date(Date.now() - 26 * HOUR).toISOString();
    const runs: { email: string; id: string; third: string }[] = [];
    const last = people + count;
    const postNext = async () => {
      while (people < last) {
        people += 1;
        const email = `burst${people}@salon.example`;
        const { id, emails } = await real.world.accept({ email, email_1_sent_at });
        runs.push({ email, id, third: emails[2]?.dueAt ?? '' });
      }
    };
    await Promise.all(Array.from({ length: 20 }, postNext));
    return runs;
  };
  const requestsOf = (id: string) =>
    real.world.resend.log().filter(({ idempotencyKey }) => idempotencyKey?.startsWith(`${id}/`));
  /** Asked once more where no worker has answered in time: to the state that it has, the switch just says so. */
  const flip = async (more: object) => {
    const asked = { by: 'Ann', reason: 'a mistake in the copy', ...more };
    for (;;) {
      const answer = await real.world.operate<SwitchReply>('/switch', asked);
      if (answer.status !== 503) return answer;
    }
  };

  it('of sixty people stopped while their emails are due: nothing goes after the stop', async () => {
    const runs = await start(60);
    await eventually('some are sent', async () => real.world.resend.ledger().length >= 10);
    const acknowledged: string[] = [];
    const left = runs.toReversed(); // those whose emails are still to come first
    const stopNext = async () => {
      for (let run = left.shift(); run; run = left.shift()) {
        const { status } = await real.world.operate(`/contacts/${run.email}/stop`, { by: 'Ann' });
        assert.equal(status, 202);
        acknowledged.push(run.id);
      }
    };
    await Promise.all(Array.from({ length: 5 }, stopNext));
    const outcomes = new Set<string>();
    for (const id of acknowledged) {
      const { outcome, emails } = await real.world.result(id);
      outcomes.add(outcome);
      const [, second] = emails;
      const requests = requestsOf(id);
      assert.equal(second?.outcome, requests.length > 0 ? 'sent' : 'stopped', id);
      assert.ok(requests.length <= 1);
      const { before, after } = await real.world.allowances(id);
      assert.equal(after, 0, `${id}: whoever asks after the stop is told that it may not go`);
      assert.ok(requests.length <= before, `${id}: no request goes unasked`);
    }
    assert.deepEqual([...outcomes], ['stopped:operator']);
    assert.ok(real.world.resend.ledger().length < 60, 'the stop came in the middle');
  });

  it('of a hundred and twenty emails: held by the sending switch, let go both ways, each sent once', async () => {
    const runs = await start(120);
    const sent = () => real.world.resend.ledger().length;
    for (const [mode, atLeast] of [
      ['catch-up', 15],
      ['shift', 55],
    ] as const) {
      await eventually(`${atLeast} are sent`, async () => sent() >= atLeast);
      const { status, body } = await flip({ sending: false });
      assert.deepEqual([status, body.sending], [200, false]);
      assert.equal((await flip({ sending: false })).body.sending, false, 'twice is no fault');
      await real.world.apiDeps.refreshReadiness();
      const ready = await real.world.app.request('/ready');
      assert.deepEqual(await ready.json(), { status: 'ready', sending: false });

      await eventually('who has got nothing waits', async () => {
        const got = new Set(real.world.resend.ledger().map(({ idempotencyKey }) => idempotencyKey));
        const { id = '' } = runs.findLast((run) => !got.has(`${run.id}/2`)) ?? {};
        const { body: run } = await real.world.operate(`/runs/${encodeURIComponent(id)}`);
        return /held/.test(run.history.at(-1)?.what ?? '');
      });
      assert.equal((await flip({ sending: true })).status, 422);
      let waiting = 0;
      await eventually('looking shows exactly who waits', async () => {
        const { body: preview } = await flip({ sending: true, mode: 'catch-up', dryRun: true });
        assert.deepEqual([preview.sending, preview.skipped], [true, []]);
        waiting = preview.late.length;
        return waiting === 120 - sent();
      });
      const { body: moved } = await flip({ sending: true, mode: 'shift', dryRun: true });
      assert.deepEqual([moved.sending, moved.late], [true, []]);
      assert.ok(sent() < 120, 'the switch was thrown in the middle');
      assert.equal(sent(), 120 - waiting, 'nothing goes while they wait');
      assert.equal((await flip({ sending: true, mode })).body.sending, true);
    }
    await eventually('all are sent', async () => sent() === 120);
    const keys = real.world.resend.ledger().map(({ idempotencyKey }) => idempotencyKey);
    assert.deepEqual(new Set(keys), new Set(runs.map(({ id }) => `${id}/2`)));
    for (const { id, third } of runs.filter((_, at) => at % 20 === 0)) {
      await eventually(`"shift" has moved the rest of ${id}`, async () => {
        const { body: run } = await real.world.operate(`/runs/${encodeURIComponent(id)}`);
        return Date.parse(run.emails[2]?.dueAt ?? '') - Date.parse(third) > 500;
      });
    }
  });
});
