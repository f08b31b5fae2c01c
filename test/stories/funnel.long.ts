import assert from 'node:assert/strict';
import type { RunReply } from '../../src/runs/reply.js';
import { actionsIn } from '../support/actions.js';
import { eventually } from '../support/sandbox-process.js';
import { tellSenderStory } from '../support/sender-story.js';

/** What the funnel counts, beside what reading every run of a small world finds. */
describe('the funnel', () => {
  const story = tellSenderStory();
  const today = () => new Date().toISOString().slice(0, 10);
  const numbers = [1, 2, 3, 4, 5];
  const asked = () => ({ sequence: 'assessment', numbers, from: today(), until: today() });
  const control = (id: string, name: string, more = {}) => story.world.control(id, name, more);

  /** Ends a run whose email #2 is sent, without another email. */
  const finish = async (id: string) => {
    for (let rest = 3; rest > 0; rest--) await control(id, 'skip-next');
    await story.world.result(id);
  };

  /** What every run says of itself, added up. */
  async function readAll(ids: string[]) {
    const runs: RunReply[] = [];
    for (const id of ids) {
      runs.push(await story.world.told(id));
    }
    const count = (is: (run: RunReply) => unknown) => runs.filter(is).length;
    const stateOf = (run: RunReply, number: number) =>
      run.emails.find((one) => one.number === number);
    return {
      started: runs.length,
      open: count(({ status }) => status !== 'ended'),
      completed: count(({ outcome }) => outcome === 'completed'),
      emails: numbers.map((number) => ({
        number,
        sent: count((run) => stateOf(run, number)?.state === 'sent'),
        delivered: count((run) => stateOf(run, number)?.delivery === 'delivered'),
        bounced: count((run) => stateOf(run, number)?.delivery === 'bounced'),
        complained: 0,
        lost: count((run) => stateOf(run, number)?.state === 'skipped'),
      })),
    };
  }

  it('counts what reading all runs finds: who was mailed, whom it reached, how each run ended', async () => {
    story.hear(false);
    const delivered = await story.receive('told@salon.example');
    await story.report(delivered, 'email.delivered');
    await finish(delivered.id);

    const late = await story.receive('late@salon.example');
    await finish(late.id);
    const heard = await story.report(late, 'email.delivered');
    assert.match(heard.id, /^delivery\//, 'its run is over');

    const bounced = await story.receive('gone@salon.example');
    await story.report(bounced, 'email.bounced', { bounce: { type: 'Permanent' } });
    await story.world.result(bounced.id);

    const restarted = await story.receive('again@salon.example');
    await control(restarted.id, 'stop');
    await story.world.result(restarted.id);
    await control(restarted.id, 'restart', { from: 3 });

    const { id: open } = await story.world.accept({ email: 'new@salon.example' });
    const ids = [delivered.id, late.id, bounced.id, restarted.id, open];
    const read = await readAll(ids);
    await eventually('all is counted', async () => {
      const funnel = await story.world.runs.countFunnel(asked());
      const { started, open: going, completed, emails } = funnel ?? {};
      return JSON.stringify({ started, open: going, completed, emails }) === JSON.stringify(read);
    });
    const funnel = await story.world.runs.countFunnel(asked());
    assert.deepEqual(
      funnel?.stopped.filter(({ count }) => count > 0),
      [
        { cause: 'bounced', count: 1 },
        { cause: 'operator', count: 1 },
      ],
    );
    assert.equal(funnel?.restarted, 1);
  });

  it('counts the days that are asked for, and no others', async () => {
    const day = '2025-01-01';
    const funnel = await story.world.runs.countFunnel({ ...asked(), from: day, until: day });
    assert.equal(funnel?.started, 0);
    await assert.rejects(
      story.world.runs.countFunnel({ ...asked(), from: '2025-01-02', until: day }),
      /not before the first/,
    );
  });

  it('costs a run one Action, whatever it counts', async () => {
    const run = await story.receive('cheap@salon.example');
    await finish(run.id);
    const { client } = story.world;
    const { events } = await client.workflow.getHandle(run.id).fetchHistory();
    const upserts = (events ?? []).filter(
      (event) => event.upsertWorkflowSearchAttributesEventAttributes,
    );
    const own = upserts.filter((event) => {
      const { indexedFields } =
        event.upsertWorkflowSearchAttributesEventAttributes?.searchAttributes ?? {};
      return Object.keys(indexedFields ?? {}).join() === 'Progress';
    });
    assert.equal(own.length, 1, 'all else goes along with what is shown anyway');
    assert.ok((await actionsIn(client, run.id)) <= 30);
  });
});
