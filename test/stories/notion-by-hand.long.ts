import assert from 'node:assert/strict';
import { inSkippedTime } from '../support/skipped-time.js';
import { trash } from '../support/trash.js';

/** The owner works in Notion: what they set there counts from the next email on. */
describe('by hand in Notion, in skipped time', () => {
  const story = inSkippedTime();

  const start = async (path = '/webhooks/assessment', more: object = {}) => {
    const posted = story.someone(more);
    const { id } = await story.world.accept(posted, path);
    return { id, email: posted.email };
  };
  type Contacts = typeof story.world.observer.contacts;
  const set = async (email: string, values: Parameters<Contacts['update']>[1]) => {
    const { contacts } = story.world.observer;
    const [contact] = await contacts.find('email', 'equals', email.toLowerCase());
    await contacts.update(contact?.id ?? '', values);
  };

  const statuses: [Parameters<Contacts['update']>[1], outcome: string][] = [
    [{ emailStatus: 'Unsubscribed' }, 'stopped:unsubscribed'],
    [{ emailStatus: 'Bounced' }, 'stopped:bounced'],
    [{ emailStatus: 'Complained' }, 'stopped:complained'],
    [{ bookingStatus: 'Booked' }, 'stopped:booked'],
    [{ bookingStatus: 'No-Show' }, 'stopped:superseded'],
    [{ bookingStatus: 'Completed' }, 'stopped:superseded'],
    [{ bookingStatus: 'Not Booked' }, 'completed'],
    // However people write it.
    [{ emailStatus: ' unsubscribed ' }, 'stopped:unsubscribed'],
    [{ emailStatus: 'BOUNCED' }, 'stopped:bounced'],
    [{ bookingStatus: ' booked' }, 'stopped:booked'],
    [{ bookingStatus: 'no-show ' }, 'stopped:superseded'],
    [{ emailStatus: 'SUBSCRIBED ' }, 'completed'],
    [{ emailStatus: null }, 'completed'],
  ];
  for (const [values, expected] of statuses) {
    const status = JSON.stringify(Object.values(values)[0]);
    it(`${status} between two emails: ${expected}`, async () => {
      const { id, email } = await start();
      await story.env.sleep('30h');
      await set(email, values);
      const { outcome } = await story.world.result(id);
      assert.equal(outcome, expected);
      const mails = await story.world.mailsTo(email, story.base);
      assert.equal(mails.length, expected === 'completed' ? 4 : 1, mails.join());
    });
  }

  it('a booking from before the run ends nothing', async () => {
    const posted = story.someone();
    await story.world.accept({ email: posted.email }, '/webhooks/signup');
    await story.env.sleep('1h');
    await set(posted.email, { bookingStatus: 'Booked' });
    // No stop of its own writes another status over that one.
    const { id } = await story.world.accept(posted);
    assert.equal((await story.world.result(id)).outcome, 'completed');
    assert.equal((await story.world.mailsTo(posted.email, story.base)).length, 4);
  });

  it('a booking that is typed while Notion refuses to take the run ends it', async () => {
    const posted = story.someone();
    await story.world.observer.contacts.create({ email: posted.email.toLowerCase() });
    story.world.notion.setFaults([{ kind: 'status', status: 400, route: 'PATCH /v1/pages/*' }]);
    const { id } = await story.world.accept(posted);
    await story.env.sleep('2h');
    assert.match((await story.world.told(id)).needsAttention ?? '', /./);
    story.world.notion.setFaults([]);
    await set(posted.email, { bookingStatus: 'Booked' });
    assert.equal((await story.world.result(id)).outcome, 'stopped:booked');
    assert.deepEqual(await story.world.mailsTo(posted.email, story.base), []);
  });

  it('onboarding goes on for whom an unsubscribe or a booking is marked', async () => {
    const { id, email } = await start('/webhooks/onboarding', { payment_confirmed: true });
    await story.env.sleep('2h');
    await set(email, { emailStatus: 'Unsubscribed', bookingStatus: 'Booked' });
    assert.equal((await story.world.result(id)).outcome, 'completed');
  });

  it('a deleted contact is made anew once, and later emails use the new page', async () => {
    const { id, email } = await start();
    await story.env.sleep('30h');
    const find = () => story.world.observer.contacts.find('email', 'equals', email.toLowerCase());
    const [old] = await find();
    await trash(story.world, old?.id ?? '');
    const reads = story.world.notion.log().length;
    assert.equal((await story.world.result(id)).outcome, 'completed');
    assert.equal((await story.world.mailsTo(email, story.base)).length, 4);
    const [made, ...others] = await find();
    assert.deepEqual(others, []);
    const asked = story.world.notion.log().slice(reads);
    const readsOf = (page = '') =>
      asked.filter(({ method, path }) => method === 'GET' && path.endsWith(page)).length;
    assert.ok(readsOf(old?.id) <= 2, 'the deleted page is asked for by one email alone');
    assert.ok(readsOf(made?.id) >= 2, 'the new one from then on');
  });

  it('of several rows the worst Email Status counts for every email', async () => {
    const { contacts } = story.world.observer;
    const posted = story.someone();
    const email = posted.email.toLowerCase();
    await contacts.create({ email, emailStatus: 'Subscribed' });
    const double = await contacts.create({ email, emailStatus: 'Subscribed' });
    const { id } = await story.world.accept(posted);
    await story.env.sleep('30h');
    await contacts.update(double, { emailStatus: 'Complained' });
    assert.equal((await story.world.result(id)).outcome, 'stopped:complained');
    assert.equal((await story.world.mailsTo(posted.email, story.base)).length, 1);
  });

  it('the rows follow the controls: new times, and what was skipped', async () => {
    const { id } = await start();
    const at = new Date(story.base.getTime() + 100 * 3_600_000).toISOString();
    await story.world.control(id, 'reschedule', { number: 3, at });
    await story.world.control(id, 'skip-next');
    await story.env.sleep('1h');
    const rows = await story.world.observer.tracker.find('key', 'starts_with', `${id}/`);
    const byNumber = new Map(rows.map(({ values }) => [values.number, values]));
    assert.equal(byNumber.get(2)?.status, 'skipped');
    assert.equal(Date.parse(byNumber.get(3)?.scheduledAt ?? ''), Date.parse(at));
    assert.equal(Date.parse(byNumber.get(4)?.scheduledAt ?? ''), Date.parse(at) + 12 * 3_600_000);
    await story.world.control(id, 'stop');
    await story.world.result(id);
    assert.deepEqual((await story.world.rows(id)).slice(2), [
      '#3 stopped (operator)',
      '#4 stopped (operator)',
      '#5 stopped (operator)',
    ]);
  });
});
