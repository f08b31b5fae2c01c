import assert from 'node:assert/strict';
import { notionPauseMs } from '../../src/runs/vendor-lease.js';
import { databaseIds, dataSourceIds } from '../../src/sandbox/seed.js';
import { connectWorkspace, type Workspace } from '../../src/vendors/notion/connect.js';
import { apiToken, askApi, type Fleet, type FleetProcess, startFleet } from '../support/fleet.js';
import { eventually } from '../support/sandbox-process.js';

/** Real processes; what they did is read from the stand-ins. */
describe('three workers and two APIs', () => {
  const people = Array.from({ length: 12 }, (_, at) => `fleet${at}@salon.example`);
  let fleet: Fleet;
  let workspace: Workspace;
  before(async () => {
    fleet = await startFleet({ workers: 3, apis: 2, notionPerSecond: 60, resendPerSecond: 2 });
    workspace = await connectWorkspace({
      token: 'ntn_observer',
      baseUrl: fleet.notionUrl,
      requestsPerSecond: 1_000,
      databases: databaseIds,
    });
  });
  after(() => fleet.close());

  const sent = () => fleet.resend.ledger().length;
  /** Pages made: of each person a contact and five rows. */
  const made = () =>
    fleet.notion.log().filter(({ method, path }) => method === 'POST' && path === '/v1/pages')
      .length;
  const sends = (count: number) => eventually('it sends', async () => sent() >= count);
  const speakers = () => fleet.workers.filter(({ speaks }) => speaks);
  const another = async (than?: FleetProcess): Promise<FleetProcess> => {
    const others = () => speakers().filter((one) => one !== than);
    await eventually('another speaks to the vendors', async () => others().length > 0);
    const [speaker] = others();
    assert.ok(speaker);
    return speaker;
  };
  /** Two events of one person at the same moment, each to another API; gives the run's id. */
  const post = async (email: string, at: number): Promise<string> => {
    const email_1_sent_at = new Date().toISOString();
    const [one = '', other = ''] = at % 2 ? fleet.apis : fleet.apis.toReversed();
    const answers = await Promise.all([
      askApi(one, '/webhooks/assessment', { email, email_1_sent_at }),
      askApi(other, '/webhooks/signup', { email }),
    ]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [202, 202],
    );
    return String(answers[0].body['id']);
  };
  /** Requests of whoever it was, to either vendor, that were one too many. */
  const refused = () =>
    [...fleet.notion.log(), ...fleet.resend.log()].filter(({ status }) => status === 429).length;
  const signUp = async (email: string) => {
    const { status } = await askApi(fleet.apis[0] ?? '', '/webhooks/signup', { email });
    assert.equal(status, 202);
  };
  /** Whether nobody does anything for anybody. */
  const isQuiet = async () => {
    const { workflow } = fleet.client;
    const query = "ExecutionStatus = 'Running' AND WorkflowType != 'vendorLease'";
    for await (const { workflowId } of workflow.list({ query })) {
      const { raw } = await workflow.getHandle(workflowId).describe();
      if (raw.pendingActivities?.length || raw.pendingWorkflowTask) return false;
    }
    return true;
  };

  it('one worker speaks to the vendors; killed or stopped, nothing is lost or doubled', async () => {
    const first = await another();
    assert.equal(speakers().length, 1);
    const atStart = refused(); // each has looked at its settings, all at once
    const hidden = [dataSourceIds.contacts, dataSourceIds.tracker];
    fleet.notion.setFaults(
      hidden.map((id) => ({ kind: 'query-lag', route: `POST /data_sources/${id}/query` })),
    );
    const ids = await Promise.all(people.map(post));
    await eventually(
      'everybody is enrolled',
      async () => made() === 6 * people.length && isQuiet(),
    );

    assert.equal(refused(), atStart, 'together they keep to the rates');

    await first.end('SIGKILL');
    const second = await another(first);
    await Promise.all(
      ids.map(async (id, at) => {
        const path = `/runs/${encodeURIComponent(id)}/send-now`;
        const { status } = await askApi(fleet.apis[at % 2] ?? '', path, { by: 'Ann' });
        assert.equal(status, 200);
      }),
    );
    await sends(4);

    await second.end('SIGTERM');
    await another(second);
    fleet.notion.setFaults([]);
    await sends(people.length);
    assert.equal(refused(), atStart);

    const keys = fleet.resend.ledger().map(({ idempotencyKey }) => idempotencyKey);
    assert.deepEqual([keys.length, new Set(keys).size], [people.length, people.length]);
    const contacts = await workspace.contacts.newest();
    assert.deepEqual(
      [contacts.length, new Set(contacts.map(({ values }) => values.email))],
      [people.length, new Set(people)],
    );
    const tracked = (await workspace.tracker.newest()).map(({ values }) => values.key);
    assert.deepEqual(
      [tracked.length, new Set(tracked).size],
      [5 * people.length, 5 * people.length],
    );
  });

  it('killed while it waits for an answer, another asks again within half a minute', async () => {
    await fleet.startWorker();
    const speaker = await another();
    const untold = 'left@salon.example';
    // Notion makes the contact, and says nothing.
    const hangs = { kind: 'after', then: 'silence', route: 'POST /pages', times: 1 } as const;
    fleet.notion.setFaults([hangs]);
    const pages = made();
    await signUp(untold);
    await eventually('Notion has been asked', async () => made() > pages);
    const killedMs = Date.now();
    await speaker.end('SIGKILL');
    await another(speaker);
    await eventually('they go on', isQuiet);
    assert.ok(Date.now() - killedMs < 45_000, `${Date.now() - killedMs} ms`);
    assert.equal((await workspace.contacts.find('email', 'equals', untold)).length, 1);
  });

  it('a pause that one of them heard is kept by whoever comes after it', async () => {
    await fleet.startWorker();
    const speaker = await another();
    const pauseMs = 12_000;
    fleet.notion.setFaults([
      { kind: 'status', status: 429, retryAfterSeconds: pauseMs / 1_000, times: 1 },
    ]);
    const before = refused();
    const pages = made();
    await signUp('first@salon.example');
    await eventually('Notion asks for a pause', async () => refused() > before);
    const heardMs = Date.now();
    const askedFor = fleet.notion.log().findLast(({ status }) => status === 429);
    const overMs = Date.parse(askedFor?.at ?? '') + pauseMs;
    await eventually('that is told', async () => (await notionPauseMs(fleet.client)) > pauseMs / 2);
    await speaker.end('SIGKILL');
    const lookedUp = fleet.apis.map((api) => askApi(api, `/contacts/${people[0]}`));
    await another(speaker);
    await signUp('second@salon.example');
    for (const { status } of await Promise.all(lookedUp)) assert.equal(status, 200);
    await eventually('both are recorded', async () => made() >= pages + 2);
    const tooEarly = fleet.notion
      .log()
      .filter(({ at }) => Date.parse(at) > heardMs + 500 && Date.parse(at) < overMs)
      .map(({ at, method, path, key }) => [Date.parse(at) - heardMs, method, path, key]);
    assert.deepEqual(tooEarly, []);
  });

  it('the APIs ask Notion through that worker, and themselves when there is none', async () => {
    const [asker = '', other = ''] = fleet.apis;
    const asked = (path: RegExp) =>
      fleet.notion.log().filter((entry) => entry.key === apiToken && path.test(entry.path)).length;
    const lookedAt = () =>
      fleet.notion
        .log()
        .filter(({ path }) => path.startsWith('/v1/data_sources/') && !/query/.test(path));
    const readContact = async (api: string) => {
      const { status, body } = await askApi(api, `/contacts/${people[0]}`);
      assert.deepEqual([status, body['warnings']], [200, []]);
      return (body['contact'] as Record<string, unknown>)['emailStatus'];
    };
    const before = lookedAt().length;
    const askedBefore = asked(/./); // they look by themselves, also while no worker is there yet
    for (const api of [asker, other, asker, other]) {
      assert.equal((await askApi(api, '/ready')).status, 200);
      assert.equal(await readContact(api), 'Subscribed');
    }
    assert.ok(lookedAt().length - before <= 3, 'each database is looked at once');
    assert.equal(asked(/./), askedBefore);

    await Promise.all(fleet.workers.map((worker) => worker.end('SIGTERM')));
    assert.equal(await readContact(asker), 'Subscribed');
    assert.ok(asked(/query/) > 0);
  });
});
