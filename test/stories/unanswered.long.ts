import assert from 'node:assert/strict';
import { withAlertInbox } from '../support/alert-inbox.js';
import { inSkippedTime } from '../support/skipped-time.js';

/** Notion answers for everybody but a few: it is not away, and nobody else waits for them. */
describe('contacts for whom alone Notion gives no answer, in skipped time', () => {
  const inbox = withAlertInbox();
  const story = inSkippedTime({ settings: inbox.settings });
  const begin = async () => {
    const at = (await story.world.now()).toISOString();
    const posted = story.someone({ red_systems: 0, email_1_sent_at: at });
    return { id: (await story.world.accept(posted)).id, email: posted.email.toLowerCase() };
  };

  it('hold the others for minutes at most, and are told of by themselves', async () => {
    const unanswered = [await begin(), await begin()];
    await story.env.sleep('10 minutes');
    const others: Awaited<ReturnType<typeof begin>>[] = [];
    for (let times = 0; times < 8; times += 1) {
      others.push(await begin());
      await story.env.sleep('27 minutes');
    }
    await story.env.sleep('20h');
    const { contacts } = story.world.observer;
    const pages = await Promise.all(
      unanswered.map(({ email }) => contacts.find('email', 'equals', email)),
    );
    story.world.notion.setFaults(
      pages.map(([page]) => ({
        kind: 'status',
        status: 503,
        route: 'GET /pages/:id',
        key: 'ntn_sandbox',
        match: page?.id ?? '',
      })),
    );
    await story.env.sleep('8h');
    for (const { id } of others) {
      const second = (await story.world.told(id)).emails[1];
      const lateMs = Date.parse(second?.sentAt ?? '') - Date.parse(second?.plannedAt ?? '');
      assert.ok(lateMs < 5 * 60_000, `${lateMs / 60_000} minutes late`);
    }
    const alone = /Notion answered 503 service_unavailable, where others are taken/;
    for (const { id } of unanswered) {
      assert.match((await story.world.told(id)).needsAttention ?? '', alone);
      assert.equal(inbox.alerts.filter((text) => text.includes(id) && alone.test(text)).length, 1);
    }
    assert.equal(inbox.alerts.length, unanswered.length, 'Notion is not said to be away');
    story.world.notion.setFaults([]);
  });
});
