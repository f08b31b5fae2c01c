import assert from 'node:assert/strict';
import { unpackMail } from '../../src/activities/emails/pack-mail.js';
import type { Ready } from '../../src/domain/mail/mail.js';
import { createRuns } from '../../src/runs/runs.js';
import { databaseIds } from '../../src/sandbox/seed.js';
import { actionsIn } from '../support/actions.js';
import { inSkippedTime } from '../support/skipped-time.js';

/** Faults that a person has to mend: they hold emails, and burn none. */
describe('what a person has to mend, in skipped time', () => {
  const story = inSkippedTime();
  const start = async () => {
    const posted = story.someone({ red_systems: 0 });
    const { id } = await story.world.accept(posted);
    return { id, email: posted.email };
  };
  const attention = async (id: string) => (await story.world.told(id)).needsAttention;

  const faults: [string, Parameters<typeof story.world.resend.setFaults>[0][0], RegExp][] = [
    ['a used-up quota', { kind: 'quota', route: 'POST /emails' }, /daily_quota_exceeded/],
    [
      'a wrong key',
      {
        kind: 'status',
        status: 401,
        route: 'POST /emails',
        body: { name: 'missing_api_key', statusCode: 401, message: 'missing' },
      },
      /missing_api_key/,
    ],
    [
      'a firewall',
      { kind: 'status', status: 403, route: 'POST /emails', body: { error: 'go away' } },
      /403/,
    ],
    [
      'a Resend that always asks for patience',
      {
        kind: 'status',
        status: 429,
        route: 'POST /emails',
        body: { name: 'rate_limit_exceeded', statusCode: 429, message: 'slow down' },
      },
      /rate_limit_exceeded/,
    ],
  ];
  for (const [what, fault, expected] of faults) {
    it(`${what} holds an email until it is mended, and is looked at once a minute, without its run`, async () => {
      const { id, email } = await start();
      await story.env.sleep('23h');
      story.world.resend.setFaults([fault]);
      await story.env.sleep('3h');
      assert.match((await attention(id)) ?? '', expected);
      const tries = story.world.resend.log().filter(({ status }) => status !== 200).length;
      assert.ok(tries >= 100 && tries <= 150, `${tries} looks in two hours`);
      assert.ok((await actionsIn(story.world.client, id)) <= 40);
      story.world.resend.setFaults([]);
      await story.env.sleep('2 minutes');
      assert.deepEqual(await story.world.mailsTo(email, story.base).then((m) => m.length), 1);
      assert.equal(await attention(id), undefined);
      assert.equal((await story.world.result(id)).outcome, 'completed');
    });
  }

  it('a fault that begins again while the record of its last one ends is told again, and looked at', async () => {
    const wrongKey = {
      kind: 'status' as const,
      status: 401,
      route: 'POST /emails',
      body: { name: 'missing_api_key', statusCode: 401, message: 'missing' },
    };
    const due = [await start(), await start(), await start()];
    await story.env.sleep('23h');
    story.world.resend.setFaults([wrongKey]);
    await story.env.sleep('70 minutes');
    // The key works for one look and one email, then no more.
    story.world.resend.setFaults([{ ...wrongKey, skip: 2 }]);
    await story.env.sleep('4h');
    const sent = async () => {
      const all = await Promise.all(due.map(({ id }) => story.world.told(id)));
      return all.filter(({ emails }) => emails[1]?.state === 'sent').length;
    };
    assert.equal(await sent(), 1);
    story.world.resend.setFaults([]);
    await story.env.sleep('2 minutes');
    assert.equal(await sent(), due.length);
    for (const { id } of due) assert.equal(await attention(id), undefined);
  });

  const refusedFor = (match: string, body: { name: string; statusCode: number }) => ({
    kind: 'status' as const,
    status: body.statusCode,
    route: 'POST /emails',
    match,
    body: { ...body, message: 'This person asked Resend never to be written to.' },
  });

  it('emails that alone are refused, in words that nobody knows, wait alone, and hold the others for minutes at most', async () => {
    const each20Minutes: { id: string; email: string }[] = [];
    for (let times = 0; times < 6; times += 1) {
      const posted = story.someone({ email_1_sent_at: (await story.world.now()).toISOString() });
      each20Minutes.push({ ...(await story.world.accept(posted)), email: posted.email });
      await story.env.sleep('20 minutes');
    }
    const [her, unseen, ...others] = each20Minutes;
    assert.ok(her && unseen);
    story.world.resend.setFaults([
      refusedFor(her.email, { name: 'validation_error', statusCode: 422 }),
      refusedFor(unseen.email, { name: 'blocked_by_a_firewall', statusCode: 403 }),
    ]);
    await story.env.sleep('25h');
    for (const { id } of others) {
      const second = (await story.world.told(id)).emails[1];
      const lateMs = Date.parse(second?.sentAt ?? '') - Date.parse(second?.plannedAt ?? '');
      assert.ok(lateMs < 5 * 60_000, `${lateMs / 60_000} minutes late`);
    }
    const alone =
      /^Resend refuses this email, and takes others: (validation_error|blocked_by_a_firewall) /;
    for (const { id } of [her, unseen]) assert.match((await attention(id)) ?? '', alone);
    const blocks = async () => {
      const { history } = await story.world.told(her.id);
      return history.flatMap(({ what, reason }) => (what === 'blocked' ? [reason] : []));
    };
    const [whole, own, ...more] = await blocks();
    assert.deepEqual([whole, more], ['validation_error (422)', []], 'each reason once');
    assert.match(own ?? '', alone);
    story.world.resend.setFaults([]);
    await story.env.sleep('15 minutes');
    for (const { id } of [her, unseen]) {
      assert.equal((await story.world.told(id)).emails[1]?.state, 'sent');
    }
    story.world.resend.setFaults([
      refusedFor(her.email, { name: 'validation_error', statusCode: 422 }),
    ]);
    await story.env.sleep('48h');
    assert.equal((await blocks()).length, 4, 'and once more of the next email');
    story.world.resend.setFaults([]);
  });

  it('a mail stands in history once, however often it is tried, and can be read from there', async () => {
    const { id, email } = await start();
    await story.env.sleep('23h');
    story.world.resend.setFaults([{ kind: 'status', status: 503, route: 'POST /emails' }]);
    await story.env.sleep('2h');
    story.world.resend.setFaults([]);
    await story.env.sleep('15 minutes');
    assert.equal((await story.world.mailsTo(email, story.base)).length, 1);
    const { events } = await story.world.client.workflow.getHandle(id).fetchHistory();
    const scheduled = events?.filter(
      (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'prepareEmail',
    );
    assert.equal(scheduled?.length, 1, 'the same bytes are tried');

    const { client } = story.world;
    const { runId } = await client.workflow.getHandle(id).describe();
    const activityId = scheduled?.[0]?.activityTaskScheduledEventAttributes?.activityId ?? '';
    const runs = createRuns({ client, now: () => new Date() });
    const prepared = (await runs.resultOf({ workflowId: id, runId }, activityId)) as Ready;
    const written = JSON.stringify(events).replaceAll(/"data":"([^"]+)"/g, (_, data: string) =>
      Buffer.from(data, 'base64').toString(),
    );
    assert.equal(written.split(prepared.mail.gzip).length - 1, 1);
    assert.match(unpackMail(prepared.mail).text, /^Hi Sarah,$/m);
  });

  it('a status column that somebody renames holds mail: nobody is mailed blind', async () => {
    const { id, email } = await start();
    await story.env.sleep('1h');
    const [contact] = await story.world.observer.contacts.find(
      'email',
      'equals',
      email.toLowerCase(),
    );
    await story.world.observer.contacts.update(contact?.id ?? '', { emailStatus: 'Unsubscribed' });
    const drift = (property: string, rename: string) =>
      fetch(`${story.world.config.notion.baseUrl}/_control/drift`, {
        method: 'POST',
        body: JSON.stringify({ database: databaseIds.contacts, property, rename }),
      });
    assert.equal((await drift('Email Status', 'Mail status')).ok, true);
    await story.env.sleep('25h');
    assert.match(
      (await attention(id)) ?? '',
      /contacts: "Email Status" must be of type select, found nothing/,
    );
    assert.deepEqual(await story.world.mailsTo(email, story.base), []);
    assert.equal((await drift('Mail status', 'Email Status')).ok, true);
    assert.equal((await story.world.result(id)).outcome, 'stopped:unsubscribed');
    assert.deepEqual(await story.world.mailsTo(email, story.base), []);
  });
});
