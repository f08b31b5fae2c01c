import assert from 'node:assert/strict';
import { HOUR } from '../../src/domain/duration.js';
import { withAlertInbox } from '../support/alert-inbox.js';
import { inRealTime } from '../support/real-time.js';
import { eventually } from '../support/sandbox-process.js';
import type { World } from '../support/world.js';

/** What one execution of a run has sent, or may have sent, no other sends again. */
describe('a run that begins anew', () => {
  const inbox = withAlertInbox();
  // What is on the wire, its process waits for before it ends.
  const overrides = { shutdownGraceTime: '30 seconds', shutdownForceTime: '40 seconds' } as const;
  const real = inRealTime({ settings: inbox.settings, overrides });
  const mails = (id: string) =>
    real.world.resend.ledger().filter(({ idempotencyKey }) => idempotencyKey?.startsWith(`${id}/`));
  const rowOf = async (id: string) =>
    (await real.world.observer.tracker.find('key', 'equals', `${id}/2`))[0]?.values;
  const emailOf = async (id: string) => (await real.world.told(id)).emails[1];
  const someone = (email: string) => ({ email, first_name: 'Sarah', red_systems: 2 });

  /** Terminates a run, and posts its event again. */
  async function again(id: string, posted: object): Promise<void> {
    const { world } = real;
    await world.client.workflow.getHandle(id).terminate('by hand');
    world.resend.setFaults([]);
    world.notion.setFaults([]);
    assert.equal((await world.accept(posted)).id, id);
    await eventually(
      'it has taken up what was',
      async () => (await emailOf(id))?.state !== 'scheduled',
    );
  }

  it('by its event, as it was terminated, does not send what was on the wire', async () => {
    const { world } = real;
    const posted = someone('wire@salon.example');
    const { id } = await world.accept(posted);
    world.resend.setFaults([{ kind: 'after', then: 'silence', route: 'POST /emails' }]);
    await world.control(id, 'send-now');
    await eventually('Resend has taken it', async () => mails(id).length === 1);
    assert.equal((await rowOf(id))?.status, 'scheduled');
    await again(id, posted);
    const email = await emailOf(id);
    assert.deepEqual([email?.state, email?.reason], ['unknown', 'no answer']);
    const told = () => inbox.alerts.filter((text) => text.startsWith('An email may or may not'));
    await eventually('operators are told', async () => told().length > 0);
    assert.match(told().join(), /: email 2 .*\nno answer\n.*\nassessment\/\w+ http/);
    assert.match((await world.told(id)).needsAttention ?? '', /^email 2 may or may not have/);
    assert.equal((await rowOf(id))?.status, 'unknown');
    assert.equal(mails(id).length, 1);
  });

  describe('as Notion made no rows', () => {
    /** Sent, and terminated, while Notion refuses every page. */
    async function sentWithoutRows(name: string): Promise<{ id: string; posted: object }> {
      const { world } = real;
      const posted = someone(`${name}@salon.example`);
      await world.accept({ email: posted.email, first_name: 'Sarah' }, '/webhooks/signup');
      await eventually('they are in Notion', () =>
        world.observer.contacts.find('email', 'equals', posted.email).then(({ length }) => length),
      );
      world.notion.setFaults([{ kind: 'status', status: 400, route: 'POST /pages' }]);
      const { id } = await world.accept(posted);
      await world.control(id, 'send-now');
      await eventually('it was sent', async () => (await emailOf(id))?.state === 'sent');
      assert.equal(await rowOf(id), undefined);
      return { id, posted };
    }

    async function assertTakenUp(id: string): Promise<void> {
      const [mail] = mails(id);
      const { state, resendId: taken } = (await emailOf(id)) ?? {};
      assert.deepEqual([state, taken], ['sent', mail?.id]);
      const { status, resendId } = (await rowOf(id)) ?? {};
      assert.deepEqual([status, resendId], ['sent', mail?.id]);
      assert.equal(mails(id).length, 1);
    }

    it('does not send what was sent', async () => {
      const { id, posted } = await sentWithoutRows('rowless');
      await again(id, posted);
      await assertTakenUp(id);
    });

    it('nor where another came in between that no worker has ever seen', async () => {
      const { world } = real;
      const { id, posted } = await sentWithoutRows('between');
      await world.stopWorkers();
      await world.client.workflow.getHandle(id).terminate('by hand');
      assert.equal((await world.accept(posted)).id, id);
      await world.client.workflow.getHandle(id).terminate('by hand');
      const { body } = await world.operate(`/runs/${encodeURIComponent(id)}`);
      assert.equal(body.asOf, 'result');
      world.notion.setFaults([]);
      await world.startWorkers();
      assert.equal((await world.control(id, 'restart', { from: 2 })).status, 200);
      await eventually(
        'it has taken up what was',
        async () => (await emailOf(id))?.state === 'sent',
      );
      await assertTakenUp(id);
    });
  });

  it('by a reset does not send what went already, though Resend has forgotten the key', async () => {
    const { world } = real;
    const { id } = await world.accept({ email: 'reset@salon.example', red_systems: 0 });
    let point: Awaited<ReturnType<typeof taskAfterEnrolling>>;
    await eventually(
      'they are enrolled',
      async () => (point = await taskAfterEnrolling(world, id)),
    );
    await world.control(id, 'send-now');
    await eventually('it was sent', async () => (await emailOf(id))?.state === 'sent');
    const { resendId, sentAt } = (await emailOf(id)) ?? {};
    await world.resend.setClock({ offsetMs: 25 * HOUR });
    await world.client.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: id },
      reason: 'by hand',
      requestId: id,
      workflowTaskFinishEventId: point ?? null,
    });
    await eventually('it is sent again', async () => (await emailOf(id))?.state === 'sent');
    const repeated = await emailOf(id);
    assert.deepEqual([repeated?.resendId, repeated?.sentAt], [resendId, sentAt]);
    assert.equal(mails(id).length, 1);
  });
});

/** The event of a run's history after which its person is enrolled, and nothing is sent yet. */
async function taskAfterEnrolling({ client }: World, id: string) {
  const { events } = await client.workflow.getHandle(id).fetchHistory();
  const all = events ?? [];
  const enrolled = all.findIndex((event) => event.activityTaskCompletedEventAttributes);
  const later = enrolled < 0 ? [] : all.slice(enrolled);
  return later.find((event) => event.workflowTaskCompletedEventAttributes)?.eventId;
}
