import assert from 'node:assert/strict';
import { actionsIn } from '../support/actions.js';
import { tellSenderStory } from '../support/sender-story.js';

/** What the events of Resend cost: Actions of Temporal, and requests to Notion. */
describe('an event of Resend', () => {
  const story = tellSenderStory();
  beforeEach(() => story.hear(false));

  /** How often the product has asked Notion; how columns are called it asks at its own pace. */
  const requests = () => {
    const { token } = story.world.config.notion;
    const isSchema = (path: string) => /^\/v1\/(databases|data_sources)\/[^/]+$/.test(path);
    const log = story.world.notion.log();
    return log.filter(({ key, path }) => key === token && !isSchema(path)).length;
  };

  /** What a workflow has cost, from its start to its end. */
  const costOf = async (play: () => Promise<string>) => {
    const before = requests();
    const id = await play();
    await story.world.result(id);
    return {
      actions: await actionsIn(story.world.client, id),
      requests: requests() - before,
    };
  };

  /** A run that sends email #2 and nothing else; what is told of it while it is open comes in between. */
  const walk = (email: string, meanwhile?: (run: { id: string; emailId: string }) => unknown) =>
    costOf(async () => {
      const run = await story.receive(email);
      await meanwhile?.(run);
      await story.world.control(run.id, 'stop');
      return run.id;
    });

  it('costs one Action and one request to Notion while its run is open, and that it was sent nothing', async () => {
    const without = await walk('silent@salon.example');
    const sent = await walk('sent@salon.example', async (run) => {
      const { code, status } = await story.report(run, 'email.sent');
      assert.deepEqual([code, status], [200, 'ignored']);
    });
    assert.deepEqual(sent, without);

    let told = '';
    const delivered = await walk('told@salon.example', async (run) => {
      const { code, status, id } = await story.report(run, 'email.delivered');
      assert.deepEqual([code, status, id], [202, 'accepted', run.id]);
      told = run.id;
    });
    assert.deepEqual(delivered, { actions: without.actions + 1, requests: without.requests + 1 });
    assert.equal((await story.rowOf(told))?.delivery, 'delivered');
  });

  it('costs nothing when it comes again, its signal alone when it says less, and is no news for people', async () => {
    const events = ['email.delivered', 'email.delivered', 'email.delivery_delayed'];
    const once = await walk('once@salon.example', (run) => story.report(run, 'email.delivered'));
    let told = '';
    const often = await walk('often@salon.example', async (run) => {
      for (const event of events) await story.report(run, event);
      told = run.id;
    });
    assert.deepEqual(often, { ...once, actions: once.actions + 1 });
    const body = await story.world.told(told);
    assert.doesNotMatch(JSON.stringify(body.history), /Resend|deliver/);
    assert.equal(body.emails[1]?.delivery, 'delivered');
  });

  it('costs two Actions and two requests to Notion after its run has ended, once', async () => {
    const run = await story.receive('late@salon.example');
    await story.world.control(run.id, 'stop');
    await story.world.result(run.id);
    const report = () => story.report(run, 'email.delivered', { svix: 'msg_after' });
    const cost = await costOf(async () => {
      const { status, id } = await report();
      assert.deepEqual([status, id], ['accepted', 'delivery/msg_after']);
      return id;
    });
    assert.deepEqual(cost, { actions: 2, requests: 2 });
    assert.equal((await report()).status, 'duplicate');
    assert.equal((await story.rowOf(run.id))?.delivery, 'delivered');
    assert.equal((await story.emailOf(run.id))?.delivery, 'delivered', 'operators see it');
  });
});
