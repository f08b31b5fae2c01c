import assert from 'node:assert/strict';
import { HOUR } from '../../src/domain/duration.js';
import type { RunReply } from '../../src/runs/reply.js';
import { shownOf } from '../support/shown.js';
import { inSkippedTime } from '../support/skipped-time.js';
import { hoursAfter } from '../support/world.js';

/** An operator steers one person's emails; every answer is the plan that follows. */
describe('controls, in skipped time', () => {
  const story = inSkippedTime();

  /** The plan of an answer as a calendar: what is to come, and what became of the rest. */
  const calendar = ({ emails }: RunReply) =>
    emails.map(({ number, state, dueAt, sentAt, reason }) => {
      const at = hoursAfter(story.base, sentAt ?? dueAt);
      return `${at} #${number} ${state}${reason ? ` (${reason})` : ''}`;
    });
  const after = (hours: number) => new Date(story.base.getTime() + hours * HOUR).toISOString();
  const start = async () => {
    const posted = story.someone();
    const { id } = await story.world.accept(posted);
    return { id, email: posted.email };
  };
  const refusal = async (id: string, name: string, more?: object) => {
    const { status, body } = await story.world.control(id, name, more);
    return [status, (body as unknown as { detail: string }).detail];
  };

  it('pauses over a due time; resumed with "shift", the rest moves by the length of the pause', async () => {
    const { id, email } = await start();
    await story.env.sleep('20h');
    const paused = await story.world.control(id, 'pause', { reason: 'on holiday' });
    assert.equal(paused.body.status, 'paused');
    await story.env.sleep('50h');
    assert.deepEqual(await story.world.mailsTo(email, story.base), []);

    const { body } = await story.world.control(id, 'resume', { mode: 'shift' });
    assert.equal(body.status, 'running');
    assert.deepEqual(calendar(body), [
      '+0h #1 sent',
      '+74h #2 scheduled',
      '+122h #3 scheduled',
      '+146h #4 scheduled',
      '+170h #5 scheduled',
    ]);
    assert.deepEqual(
      body.history.map(({ what, by, reason }) => [what, by, reason]),
      [
        ['paused', 'Ann', 'on holiday'],
        ['resumed: shift', 'Ann', undefined],
      ],
    );
    assert.equal((await story.world.result(id)).outcome, 'completed');
    assert.deepEqual(await story.world.mailsTo(email, story.base), [
      '+74h #2',
      '+122h #3',
      '+146h #4',
      '+170h #5',
    ]);
  });

  it('pauses over two due times; resumed with "catch-up", the late rule applies', async () => {
    const { id, email } = await start();
    await story.env.sleep('20h');
    await story.world.control(id, 'pause');
    await story.env.sleep('60h');
    const { body } = await story.world.control(id, 'resume', { mode: 'catch-up' });
    assert.deepEqual(calendar(body).slice(1), [
      '+24h #2 skipped (too_late)',
      '+80h #3 scheduled',
      '+96h #4 scheduled',
      '+120h #5 scheduled',
    ]);
    await story.world.result(id);
    assert.deepEqual(await story.world.mailsTo(email, story.base), [
      '+80h #3',
      '+96h #4',
      '+120h #5',
    ]);
    const chosen = { needsAttention: false };
    assert.deepEqual(await shownOf(story.world, id), chosen, 'who let it be too late knows');
  });

  it('skips the next email, and sends the one after it now', async () => {
    const { id, email } = await start();
    const skipped = await story.world.control(id, 'skip-next');
    assert.equal(calendar(skipped.body)[1], '+24h #2 skipped (operator)');
    await story.env.sleep('1h');
    const sent = await story.world.control(id, 'send-now');
    assert.equal(calendar(sent.body)[2], '+1h #3 scheduled');
    await story.world.result(id);
    assert.deepEqual(await story.world.mailsTo(email, story.base), [
      '+1h #3',
      '+96h #4',
      '+120h #5',
    ]);
    assert.equal((await story.world.rows(id))[1], '#2 skipped (operator)');
  });

  it('sends one email of a paused run, which stays paused', async () => {
    const { id, email } = await start();
    await story.world.control(id, 'pause');
    const { body } = await story.world.control(id, 'send-now');
    assert.equal(body.status, 'paused');
    await story.env.sleep('200h');
    assert.deepEqual(await story.world.mailsTo(email, story.base), ['+0h #2']);
    await story.world.control(id, 'stop', { reason: 'asked by phone' });
    assert.equal((await story.world.result(id)).outcome, 'stopped:operator');
  });

  it('moves an email past the next one, which moves by the gap', async () => {
    const { id, email } = await start();
    const { body } = await story.world.control(id, 'reschedule', { number: 3, at: after(100) });
    assert.deepEqual(calendar(body).slice(1), [
      '+24h #2 scheduled',
      '+100h #3 scheduled',
      '+112h #4 scheduled',
      '+124h #5 scheduled',
    ]);
    await story.world.result(id);
    assert.deepEqual(await story.world.mailsTo(email, story.base), [
      '+24h #2',
      '+100h #3',
      '+112h #4',
      '+124h #5',
    ]);
  });

  it('refuses what makes no sense, with the reason, and changes nothing', async () => {
    const { id } = await start();
    await story.env.sleep('1h');
    const before = await story.world.told(id);
    const table: [name: string, more: object, status: number, detail: RegExp][] = [
      ['resume', { mode: 'shift' }, 409, /not paused/],
      ['resume', {}, 422, /mode/],
      ['pause', { by: ' ' }, 422, /by/],
      ['reschedule', { number: 1, at: after(30) }, 409, /sent by the website/],
      ['reschedule', { number: 9, at: after(30) }, 422, /no email 9/],
      ['reschedule', { number: 3, at: 'soon' }, 422, /at/],
      ['reschedule', { number: 2, at: after(-1) }, 409, /past/],
      ['reschedule', { number: 3, at: after(20) }, 409, /email 2 goes before it/],
      ['resolve', { number: 2, as: 'sent' }, 409, /scheduled, not unknown/],
      ['restart', { from: 2 }, 409, /has not ended/],
    ];
    for (const [name, more, status, detail] of table) {
      const [seen, said] = await refusal(id, name, more);
      assert.equal(seen, status, `${name} ${JSON.stringify(more)}: ${said}`);
      assert.match(String(said), detail);
    }
    const now = await story.world.told(id);
    assert.deepEqual(now, before);

    await story.world.control(id, 'pause');
    assert.deepEqual(await refusal(id, 'pause'), [
      409,
      'Nothing was changed: it is paused already.',
    ]);
    await story.world.control(id, 'stop');
    await story.world.result(id);
    for (const name of ['pause', 'skip-next', 'send-now', 'stop']) {
      assert.deepEqual(await refusal(id, name), [409, 'Nothing was changed: it has ended.']);
    }
    assert.equal((await refusal('assessment/nobody', 'pause'))[0], 404);
    assert.equal((await refusal('stop/nobody/paid', 'pause'))[0], 404);
  });

  const resolutions: [as: string, mails: string[]][] = [
    ['sent', ['+24h #2', '+72h #3', '+96h #4', '+120h #5']],
    ['send-again', ['+24h #2', '+70h #again-1', '+82h #3', '+96h #4', '+120h #5']],
  ];
  for (const [as, mails] of resolutions) {
    it(`resolves an email that nobody knows of as "${as}"`, async () => {
      const { id, email } = await start();
      story.world.resend.setFaults([{ kind: 'after', route: 'POST /emails', then: 'reset' }]);
      await story.env.sleep('70h');
      story.world.resend.setFaults([]);
      const open = await story.world.told(id);
      assert.equal(open.emails[1]?.state, 'unknown');
      assert.match(open.needsAttention ?? '', /email 2 may or may not have been sent/);
      const { body } = await story.world.control(id, 'resolve', { number: 2, as });
      assert.equal(body.needsAttention, undefined);
      await story.world.result(id);
      assert.deepEqual(await story.world.mailsTo(email, story.base), mails);
      assert.equal((await story.world.rows(id))[1], '#2 sent');
    });
  }

  it('sends an email again before the next one, whose attempts are refused, and keeps the gap', async () => {
    const { id, email } = await start();
    story.world.resend.setFaults([{ kind: 'after', route: 'POST /emails', then: 'reset' }]);
    await story.env.sleep('70h');
    story.world.resend.setFaults([{ kind: 'status', route: 'POST /emails', status: 401 }]);
    await story.env.sleep('3h');
    await story.world.control(id, 'resolve', { number: 2, as: 'send-again' });
    story.world.resend.setFaults([]);
    await story.world.result(id);
    assert.deepEqual(
      (await story.world.mailsTo(email, story.base)).map((mail) => mail.replace(/h\d\dm/, 'h')),
      ['+24h #2', '+73h #again-1', '+85h #3', '+97h #4', '+120h #5'],
    );
  });
});
