import assert from 'node:assert/strict';
import { ourEmails, promised } from '../campaign/promises/promises.js';
import { inSkippedTime } from '../support/skipped-time.js';
import { hoursAfter } from '../support/world.js';

/** Every sequence by its own calendar, and what is particular to one. */
describe('sequences and sign-up, in skipped time', () => {
  const story = inSkippedTime();
  const contactOf = async ({ email }: { email: string }) => {
    const rows = await story.world.observer.contacts.find('email', 'equals', email.toLowerCase());
    assert.equal(rows.length, 1);
    return rows[0]?.values;
  };

  for (const promises of promised) {
    const { name, least } = promises;

    it(`walks ${name} to its end by its calendar`, async () => {
      const posted = story.someone(least);
      const { id } = await story.world.accept(posted, `/webhooks/${name}`);
      assert.equal((await story.world.result(id)).outcome, 'completed');
      assert.deepEqual(
        await story.world.mailsTo(posted.email, story.base),
        ourEmails(promises).map(({ number, afterMs }) => {
          const at = new Date(story.base.getTime() + afterMs).toISOString();
          return `${hoursAfter(story.base, at)} #${number}`;
        }),
      );
      const rows = promises.calendar.map((_, index) => `#${index + 1} sent`);
      assert.deepEqual(await story.world.rows(id), rows);
    });
  }

  it('takes the segment that the contact is known by', async () => {
    const posted = story.someone({ event_id: 'XY' });
    await story.world.observer.contacts.create({
      email: posted.email.toLowerCase(),
      segment: 'URGENT',
    });
    const { id } = await story.world.accept(posted, '/webhooks/no-show');
    await story.world.result(id);
    const rows = await story.world.observer.tracker.find('key', 'starts_with', id);
    assert.deepEqual(
      rows.map(({ values }) => values.segment),
      ['URGENT', 'URGENT', 'URGENT'],
    );
  });

  it('takes two times of one day for one call', async () => {
    const posted = story.someone({ call_date: '2025-12-01', objections: ['price', 'time'] });
    const { id } = await story.world.accept(posted, '/webhooks/post-call');
    assert.match(id, /^post-call\/[0-9a-f]{32}\/2025-12-01$/);
    const again = { ...posted, call_date: '2025-12-01T15:00Z' };
    assert.equal((await story.world.accept(again, '/webhooks/post-call')).status, 'duplicate');
    await story.world.result(id);
  });

  it('welcomes a client who paid, also one who has unsubscribed', async () => {
    const posted = story.someone({ payment_confirmed: true });
    await story.world.observer.contacts.create({
      email: posted.email.toLowerCase(),
      emailStatus: 'Unsubscribed',
    });
    const { id } = await story.world.accept(posted, '/webhooks/onboarding');
    await story.world.result(id);
    assert.deepEqual(await story.world.mailsTo(posted.email, story.base), [
      '+1h #1',
      '+24h #2',
      '+72h #3',
    ]);
  });

  it('mails nobody whose payment is not confirmed, and writes nothing', async () => {
    const posted = story.someone({ payment_status: 'pending' });
    const response = await story.world.post(posted, '/webhooks/onboarding');
    assert.equal(response.status, 200);
    const { status, reason } = (await response.json()) as { status: string; reason: string };
    assert.deepEqual([status, reason], ['ignored', 'payment_not_confirmed']);
    assert.deepEqual(story.world.notion.ledger(), []);
  });

  it('records a sign-up once, applies a repeated one, and sends nothing', async () => {
    const posted = story.someone();
    const sign = (body: object) => story.world.accept({ ...posted, ...body }, '/webhooks/signup');
    const first = await sign({});
    assert.deepEqual([first.status, first.emails], ['accepted', []]);
    await story.world.result(first.id);
    const second = await sign({ first_name: 'Sally', business_name: 'Salon Sally' });
    assert.equal(second.status, 'duplicate');
    await story.world.result(first.id);
    const contact = await contactOf(posted);
    assert.equal(contact?.firstName, 'Sally');
    assert.equal(contact?.businessName, 'Salon Sally');
    assert.equal(contact?.campaignStatus, 'Signed Up');
    assert.deepEqual(story.world.resend.ledger(), []);
  });

  it('makes one contact of twenty sign-ups in parallel, one of them accepted', async () => {
    const posted = story.someone();
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => story.world.accept(posted, '/webhooks/signup')),
    );
    assert.equal(replies.filter(({ status }) => status === 'accepted').length, 1);
    await story.world.result(replies[0]?.id ?? '');
    await contactOf(posted);
  });

  it('marks row #1 with what the website says of its email, and sends the others', async () => {
    const posted = story.someone({ email_1_status: 'bounced' });
    const { id, warnings } = await story.world.accept(posted);
    assert.equal(warnings.length, 1);
    await story.world.result(id);
    const rows = ['#1 failed (bounced)', '#2 sent', '#3 sent', '#4 sent', '#5 sent'];
    assert.deepEqual(await story.world.rows(id), rows);
  });

  it("never sends the website's own email, though nobody knows what became of it", async () => {
    const posted = story.someone({ email_1_status: 'who knows' });
    const { id } = await story.world.accept(posted);
    const again = { number: 1, as: 'send-again' };
    const { status, body } = await story.world.control(id, 'resolve', again);
    assert.equal(status, 409);
    assert.match(JSON.stringify(body), /email 1 is sent by the website/);
    await story.world.result(id);
    const after = await story.world.control(id, 'resolve', again);
    assert.equal(after.status, 409);
    const mails = ['+24h #2', '+72h #3', '+96h #4', '+120h #5'];
    assert.deepEqual(await story.world.mailsTo(posted.email, story.base), mails);
  });
});
