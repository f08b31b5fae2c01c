import assert from 'node:assert/strict';
import { switchId } from '../../src/domain/run/switch.js';
import type { SwitchReply } from '../../src/runs/switch.js';
import { inSkippedTime } from '../support/skipped-time.js';

/**
 * Sending is off for longer than the grace of what is due; a run asks hourly whether it still is. A
 * worker knows for a second of the real clock that sending is on, so each story has a worker of its own.
 */
for (const [title, { letGo, second, mails }] of Object.entries({
  'goes with all that follows when "shift" is asked for': {
    letGo: { sending: true, mode: 'shift' },
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
    const story = inSkippedTime();
    const turn = async (asked: object) => {
      const { status } = await story.world.operate<SwitchReply>('/switch', { by: 'Ann', ...asked });
      assert.equal(status, 200);
    };

    it(title, async () => {
      const posted = story.someone();
      const { id } = await story.world.accept(posted);
      await story.env.sleep('20h');
      await turn({ sending: false });
      await story.env.sleep('40h');
      const { body } = await story.world.operate(`/runs/${encodeURIComponent(id)}`);
      assert.equal(body.emails[1]?.state, 'scheduled');
      const what = body.history.map((entry) => entry.what);
      assert.deepEqual(what, ['held: sending is switched off']);

      if (letGo) await turn(letGo);
      else await story.env.client.workflow.getHandle(switchId).terminate();
      const { outcome, emails } = await story.world.result(id);
      assert.equal(outcome, 'completed');
      assert.equal(emails[1]?.outcome, second);
      assert.deepEqual(await story.world.mailsTo(posted.email, story.base), mails);
    });
  });
}
