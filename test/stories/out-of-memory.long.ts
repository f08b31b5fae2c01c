import assert from 'node:assert/strict';
import { HOUR } from '../../src/domain/duration.js';
import { databaseIds } from '../../src/sandbox/seed.js';
import { connectWorkspace } from '../../src/vendors/notion/connect.js';
import { askApi, type Fleet, startFleet } from '../support/fleet.js';
import { eventually } from '../support/sandbox-process.js';

const people = Array.from({ length: 40 }, (_, at) => `heap${at}@salon.example`);

/** Fills the heap of a worker that is told to: what it is about to do then is lost with it. */
const greed = 'process.on("SIGWINCH",()=>{const all=[];for(;;)all.push(Array(1e6).fill({}))})';

describe('a worker that runs out of memory while emails go out', () => {
  let fleet: Fleet;
  before(async () => {
    const NODE_OPTIONS = `--max-old-space-size=400 --import=data:text/javascript,${encodeURIComponent(greed)}`;
    fleet = await startFleet({
      workers: 1,
      apis: 1,
      notionPerSecond: 100,
      resendPerSecond: 4,
      settings: { NODE_OPTIONS },
    });
  });
  after(() => fleet.close());

  it('loses and doubles nothing', async () => {
    const { resend, workers, apis } = fleet;
    const [api = ''] = apis;
    const email_1_sent_at = new Date(Date.now() - 25 * HOUR).toISOString();
    for (const email of people) {
      const { status } = await askApi(api, '/webhooks/assessment', { email, email_1_sent_at });
      assert.equal(status, 202);
    }
    const sent = () => resend.ledger().flatMap(({ to }) => to);
    await eventually('some are sent', async () => sent().length >= 5);
    const [worker] = workers;
    assert.ok(worker);
    worker.signal('SIGWINCH');
    await eventually('it has died', async () => !worker.isAlive);
    assert.match(worker.said, /JavaScript heap out of memory/);
    assert.ok(sent().length < people.length, 'others were still due');
    await fleet.startWorker();
    await eventually('all are sent', async () => sent().length >= people.length);
    const workspace = await connectWorkspace({
      token: 'ntn_observer',
      baseUrl: fleet.notionUrl,
      requestsPerSecond: 1_000,
      databases: databaseIds,
    });
    // What is asked for twice is so before its row says what became of it.
    await eventually('all rows say so', async () => {
      const rows = await workspace.tracker.find('key', 'starts_with', 'assessment/');
      return (
        rows.filter(({ values }) => values.number === 2 && values.status === 'sent').length ===
        people.length
      );
    });
    assert.deepEqual(sent().toSorted(), people.toSorted());
  });
});
