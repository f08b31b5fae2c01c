import assert from 'node:assert/strict';
import { judge, sayViolation } from '../../proofs/judge/judge.js';
import { gather, type Notes } from '../../proofs/torture/gather.js';
import { DAY, HOUR, MINUTE } from '../../src/domain/duration.js';
import { createSite } from '../../src/processes/site.js';
import type { AcceptedReply } from '../../src/runs/reply.js';
import { openAlertInbox } from '../support/alert-inbox.js';
import { eventually } from '../support/sandbox-process.js';
import { inSkippedTime } from '../support/skipped-time.js';

/** Real delays; what became of everybody is decided by the judge, from what others tell. */
describe('all workers were away for more than three days', () => {
  let inbox: Awaited<ReturnType<typeof openAlertInbox>>;
  const settings = { ALERT_WEBHOOK_URL: '' };
  before(async () => {
    inbox = await openAlertInbox();
    Object.assign(settings, inbox.settings);
  });
  const story = inSkippedTime({ settings });
  after(() => inbox.close());
  const awayMs = 80 * HOUR;

  it('what is too late is skipped and told, the rest goes with its gaps, and no promise is broken', async () => {
    const { world, env } = story;
    const backMs = (await world.now()).getTime();
    const acceptedMs = backMs - awayMs;
    const acceptedAt = new Date(acceptedMs);
    // The server's clock stands still while a run waits for a worker, so that they are accepted by an earlier one.
    const site = createSite({ ...world.apiDeps, now: async () => acceptedAt });
    const away = { fromMs: acceptedMs, untilMs: backMs + HOUR, what: 'all workers are away' };
    const notes: Notes = {
      calls: [],
      edits: [],
      copy: [],
      troubles: [{ ...away, isOfProcess: true }],
      canaries: [],
      punctualMs: MINUTE,
    };
    const accept = async (path: string, more: object): Promise<string> => {
      const body = { ...story.someone(), email_1_sent_at: acceptedAt.toISOString(), ...more };
      const response = await site.request(path, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Authorization: 'Bearer sandbox-webhook-key',
        },
        body: JSON.stringify(body),
      });
      assert.equal(response.status, 202);
      const answer = (await response.json()) as AcceptedReply;
      // Temporal dates their start by its own clock.
      const call = { path, body, atMs: acceptedMs, answeredMs: backMs + MINUTE, status: 202 };
      notes.calls.push({ ...call, answer: { ...answer } });
      return answer.id;
    };
    const ids = [
      await accept('/webhooks/assessment', {}),
      await accept('/webhooks/post-call', { call_date: '2025-12-01', objections: ['price'] }),
      await accept('/webhooks/onboarding', {
        payment_confirmed: true,
        package_type: 'A',
        start_date: 'May',
      }),
    ];
    await env.sleep(6 * DAY);
    for (const id of ids)
      await eventually(`${id} ends`, async () => {
        const { status } = await world.client.workflow.getHandle(id).describe();
        return status.name === 'COMPLETED';
      });

    const { client, notion, resend, observer, now } = world;
    const alerts = inbox.heard;
    const stands = { client, notion, resend, observer, now, ids, alerts, isTesting: false };
    const quietFromMs = (await now()).getTime();
    const sources = { ...stands, encryptionKey: Buffer.alloc(0) };
    const evidence = await gather(sources, { ...notes, quietFromMs });
    assert.deepEqual(judge(evidence).map(sayViolation), []);
    assert.deepEqual(await Promise.all(ids.map((id) => world.rows(id))), [
      ['#1 sent', '#2 skipped (too_late)', '#3 sent', '#4 sent', '#5 sent'],
      ['#1 skipped (too_late)', '#2 sent', '#3 sent'],
      ['#1 skipped (too_late)', '#2 skipped (too_late)', '#3 sent'],
    ]);
    assert.equal(alerts.filter(({ text }) => /until it was too late/.test(text)).length, 4);
  });
});
