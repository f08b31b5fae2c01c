import assert from 'node:assert/strict';
import { switchId } from '../../src/domain/run/switch.js';
import type { SwitchReply } from '../../src/runs/switch.js';
import { dataSourceIds } from '../../src/sandbox/seed.js';
import { inSkippedTime, type SkippedTime } from '../support/skipped-time.js';

const turn = async ({ world }: SkippedTime, asked: object) => {
  const { status } = await world.operate<SwitchReply>('/switch', { by: 'Ann', ...asked });
  assert.equal(status, 200);
};
const off = { sending: false };
const shift = { sending: true, mode: 'shift' };

const historyOf = async ({ world }: SkippedTime, id: string) => {
  const body = await world.told(id);
  return body.history.map(({ what, by }) => `${what}${by ? ` by ${by}` : ''}`);
};

/**
 * Sending is off for longer than the grace of what is due; a run asks hourly whether it still is. A
 * worker knows for a second of the real clock that sending is on, so each story has a worker of its own.
 */
for (const [title, { losesSignals = false, letGo, second, mails }] of Object.entries({
  'goes with all that follows when "shift" is asked for': {
    letGo: shift,
    second: 'sent',
    mails: ['+64h #2', '+112h #3', '+136h #4', '+160h #5'],
  },
  'goes at the same times when the run hears nothing, and finds out itself': {
    losesSignals: true,
    letGo: shift,
    second: 'sent',
    mails: ['+64h #2', '+112h #3', '+136h #4', '+160h #5'],
  },
  'meets the late rule when nobody tells that sending is on again': {
    letGo: undefined,
    second: 'skipped',
    mails: ['+72h #3', '+96h #4', '+120h #5'],
  },
})) {
  describe('an email held past its grace by the sending switch', () => {
    const story = inSkippedTime({ losesSignals });

    it(title, async () => {
      const posted = story.someone();
      const { id } = await story.world.accept(posted);
      await story.env.sleep('20h');
      await turn(story, off);
      await story.env.sleep('40h');
      const body = await story.world.told(id);
      assert.equal(body.emails[1]?.state, 'scheduled');
      assert.deepEqual(await historyOf(story, id), ['held: sending is switched off']);

      if (letGo) await turn(story, letGo);
      else await story.env.client.workflow.getHandle(switchId).terminate();
      const { outcome, emails } = await story.world.result(id);
      assert.equal(outcome, 'completed');
      assert.equal(emails[1]?.outcome, second);
      assert.deepEqual(await story.world.mailsTo(posted.email, story.base), mails);
    });
  });
}

describe('a run with nothing due while sending is off', () => {
  const story = inSkippedTime({ losesSignals: true });

  it('makes up for a shift that it was never told of, when its email is due', async () => {
    const posted = story.someone();
    const { id } = await story.world.accept(posted);
    for (const hours of [3, 5]) {
      await story.env.sleep('2h');
      await turn(story, off);
      await story.env.sleep(`${hours}h`);
      await turn(story, shift);
    }
    assert.deepEqual(await historyOf(story, id), []);
    await story.world.result(id);
    assert.deepEqual(await story.world.mailsTo(posted.email, story.base), [
      '+32h #2',
      '+80h #3',
      '+104h #4',
      '+128h #5',
    ]);
    const told = await historyOf(story, id);
    assert.deepEqual(told, ['sending is on again: shift', 'sending is on again: shift']);
  });
});

describe('a run that nobody has tried to send anything of, past the grace of its email', () => {
  const story = inSkippedTime();

  it('takes nothing for too late that sending was off for', async () => {
    const posted = story.someone();
    const refusal = { object: 'error', status: 400, code: 'validation_error', message: 'no' };
    const { contacts } = dataSourceIds;
    story.world.notion.setFaults([
      { kind: 'status', status: 400, body: refusal, match: contacts, route: 'POST /pages' },
    ]); // so that it cannot be enrolled
    const { id } = await story.world.accept(posted);
    await story.env.sleep('20h');
    await turn(story, off);
    await story.env.sleep('40h');
    assert.deepEqual(await historyOf(story, id), [
      "Notion refuses the person's contact",
      'held: sending is switched off',
    ]);
    story.world.notion.setFaults([]);
    await turn(story, shift);
    const { emails } = await story.world.result(id);
    assert.equal(emails[1]?.outcome, 'sent');
    assert.deepEqual(await story.world.mailsTo(posted.email, story.base), [
      '+64h #2',
      '+112h #3',
      '+136h #4',
      '+160h #5',
    ]);
  });
});
