import assert from 'node:assert/strict';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/duration.js';
import { until } from '../native-process.js';
import type { Stage } from '../stage.js';

/** The product's main story: five events, plans, first emails, a stop, an unsubscribe. */
export async function playStory(stage: Stage): Promise<string> {
  const signup = await stage.accept('/webhooks/signup', { email: 'sign@rehearsal.example' });
  assert.deepEqual(signup.emails, []);

  const assessed = await assessment(stage);
  const postedMs = Date.now();
  const missed = await posted(stage, 'no-show', { event_id: 'call-1' });
  const maybe = await posted(stage, 'post-call', { call_date: '2026-11-02' });
  const paid = await posted(stage, 'onboarding', { payment_confirmed: true });
  planIs(missed, postedMs, [5 * MINUTE, DAY, 2 * DAY]);
  planIs(maybe, postedMs, [HOUR, 3 * DAY, 7 * DAY]);
  planIs(paid, postedMs, [HOUR, DAY, 3 * DAY]);

  await stage.control(missed.id, 'send-now');
  const at = new Date(Date.now() + 3 * SECOND).toISOString();
  await stage.control(maybe.id, 'reschedule', { number: 1, at });
  await stage.control(paid.id, 'send-now');
  await stage.sentOnce([assessed], 2);
  await stage.sentOnce([missed, maybe, paid], 1);

  await stage.control(missed.id, 'stop', { reason: 'rehearsed' });
  await ended(stage, missed.id, 'stopped:operator');
  await unsubscribe(stage, assessed);
  await ended(stage, assessed.id, 'stopped:unsubscribed');
  // Runs hear of it first, Notion then.
  const { contacts } = stage.vendors.observer;
  await until(`${assessed.email} is unsubscribed in Notion`, async () => {
    const [contact] = await contacts.find('email', 'equals', assessed.email);
    return contact?.values.emailStatus === 'Unsubscribed';
  });
  return 'five events taken, plans as promised, 4 mails at Resend; stopped and unsubscribed';
}

interface Posted {
  email: string;
  id: string;
  dueMs: number[];
}

async function posted(stage: Stage, name: string, event: object): Promise<Posted> {
  const email = `${name}@rehearsal.example`;
  const { id, emails } = await stage.accept(`/webhooks/${name}`, { email, ...event });
  return { email, id, dueMs: emails.map(({ dueAt }) => Date.parse(dueAt)) };
}

/** Email #2 is due within seconds; #3 to #5 by the day. */
async function assessment(stage: Stage): Promise<Posted> {
  const baseMs = Date.now() - DAY + 5 * SECOND;
  const email_1_sent_at = new Date(baseMs).toISOString();
  const assessed = await posted(stage, 'assessment', { email_1_sent_at, red_systems: 1 });
  const hours = assessed.dueMs.map((dueMs) => (dueMs - baseMs) / HOUR);
  assert.deepEqual(hours, [0, 24, 72, 96, 120]);
  return assessed;
}

/** Times count from the acceptance, which is some moment after the post. */
function planIs({ dueMs }: Posted, postedMs: number, delaysMs: number[]): void {
  const late = dueMs.map((at, index) => at - postedMs - (delaysMs[index] ?? Number.NaN));
  assert.equal(late.length, delaysMs.length);
  assert.ok(
    late.every((ms) => ms === late[0] && ms >= 0 && ms < MINUTE),
    late.join(),
  );
}

async function ended(stage: Stage, id: string, outcome: string): Promise<void> {
  await until(`${id} ends ${outcome}`, async () => (await stage.run(id)).outcome === outcome);
}

/** By the link in the mail, as a reader does. */
async function unsubscribe(stage: Stage, person: Posted): Promise<void> {
  const [mail] = stage.mailsTo([person]);
  const [, url = ''] = /<(http[^>]+)>/.exec(mail?.headers['List-Unsubscribe'] ?? '') ?? [];
  const page = await fetch(url);
  assert.match(await page.text(), /<form method="post"><button>/);
  assert.equal((await fetch(url, { method: 'POST' })).status, 200);
}
