import assert from 'node:assert/strict';
import { versionFindings } from '../../src/doctor/versions.js';
import { HOUR } from '../../src/domain/duration.js';
import { replayHistories } from '../../src/replay/replay-histories.js';
import { doctoredWorkflows } from '../support/doctored.js';
import { inRealTime } from '../support/real-time.js';
import { type Release, Releases } from '../support/releases.js';
import { eventually } from '../support/sandbox-process.js';

/** What a later release does before each email, and this one does not: a timer more. */
const wait = "await (0,workflow_lib_namespaceFn().sleep)(1, 'a breath');";
const patch = '2027-01-breath';
const isPatched = `(0,workflow_lib_namespaceFn().patched)('${patch}')`;
const here = 'const askedMs = Date.now();';
const patched = { [here]: `if (${isPatched}) ${wait} ${here}` };
const unpatched = { [here]: `${wait} ${here}` };

describe('releases, with runs in flight', () => {
  let releases: Releases | undefined;
  after(() => releases?.stopAll()); // before the server that they ask
  const real = inRealTime({ goesOn: true });
  const first: Release = {};
  const second: Release = { buildId: '0.2.0' };
  const asleep: Release = { buildId: '0.3.0', changes: patched, inactivePatches: [patch] };
  const awake: Release = { buildId: '0.3.0-awake', changes: patched };
  const broken: Release = { buildId: '0.4.0', changes: unpatched };

  before(async () => {
    await real.world.stopWorkers();
    releases = new Releases(real.world, real.env);
    await releases.start(first);
  });

  const all = (): Releases => {
    assert.ok(releases);
    return releases;
  };
  const everybody: string[] = [];
  /** One person in mid-sequence, whose email #1 the website has sent. */
  const enrol = async (name: string): Promise<string> => {
    const { id } = await real.world.accept({
      email: `${name}@salon.example`,
      email_1_sent_at: new Date(Date.now() - HOUR).toISOString(),
    });
    everybody.push(id);
    await eventually('it is enrolled', async () => (await real.world.rows(id)).length === 5);
    return id;
  };
  const numbersOf = (id: string) =>
    real.world.resend
      .ledger()
      .flatMap(({ idempotencyKey }) =>
        idempotencyKey?.startsWith(`${id}/`) ? [Number(idempotencyKey.split('/').at(-1))] : [],
      );
  const askForNext = async (id: string) => (await real.world.control(id, 'send-now')).status;
  const isSent = (id: string, number: number) =>
    eventually(`#${number} is sent, and its run knows`, async () => {
      const rows = await real.world.rows(id);
      return numbersOf(id).at(-1) === number && rows[number - 1] === `#${number} sent`;
    });
  /** The run's next email goes now. */
  const sendNext = async (id: string): Promise<void> => {
    const number = (numbersOf(id).at(-1) ?? 1) + 1;
    assert.equal(await askForNext(id), 200);
    await isSent(id, number);
  };
  /** A release is started beside the others, and then makes all next steps. */
  const roll = async (release: Release): Promise<void> => {
    await all().start(release);
    await eventually(`${release.buildId} asks for tasks`, async () =>
      (await real.world.runs.versions()).some(
        ({ version, asks }) => version?.buildId === release.buildId && asks,
      ),
    );
  };
  const use = ({ buildId }: Release) => real.world.runs.useVersion(buildId);
  const findings = async () => versionFindings(await real.world.runs.versions());
  /** What `evergreen replay` with a release's workflow code says of all that is open. */
  const replay = async ({ changes = {} }: Release): Promise<string[]> => {
    const workflowBundle = await doctoredWorkflows(changes);
    const { failed } = await replayHistories({ workflowBundle }, await real.world.runs.histories());
    return failed.map(({ workflowId, change }) => `${workflowId}: ${change}`);
  };
  /** Whether it goes on no more, as the watch over the whole finds it. */
  const standsStill = (id: string) =>
    eventually('its task fails', async () => {
      const { raw } = await real.world.client.workflow.getHandle(id).describe();
      return (raw.pendingWorkflowTask?.attempt ?? 0) > 1;
    });

  it('the first worker with a version takes over when it is told to', async () => {
    const id = await enrol('anna');
    await sendNext(id);
    await roll(second);
    await sendNext(id);
    assert.deepEqual(await all().walkedBy(id), [''], 'it waits beside the other');
    const [idle] = await findings();
    assert.equal(idle?.level, 'warning');
    assert.match(idle.mend, /evergreen versions use 0\.2\.0/);

    await use(second);
    await sendNext(id);
    assert.deepEqual(await all().walkedBy(id), ['', '0.2.0']);
    await all().stop(first);
    await sendNext(id); // the lease to speak to the vendors has moved as well
    assert.equal((await real.world.result(id)).outcome, 'completed');
  });

  it('a change that is asleep is taken back with runs in flight', async () => {
    const crossing = await enrol('ben');
    await sendNext(crossing);
    await roll(asleep);
    await use(asleep);
    const begun = await enrol('cleo');
    await sendNext(crossing);
    await sendNext(begun);

    await use(second); // back
    await sendNext(crossing);
    await sendNext(begun);
    assert.deepEqual(await all().walkedBy(crossing), ['0.2.0', '0.3.0', '0.2.0']);
    assert.deepEqual(await all().walkedBy(begun), ['0.3.0', '0.2.0']);
  });

  it('once it is awake, back is where it was asleep', async () => {
    const [, crossing = '', begun = ''] = everybody;
    await roll(awake);
    await use(awake);
    const taken = await enrol('dora');
    await sendNext(taken);
    await sendNext(begun);
    assert.deepEqual(await replay(asleep), []);
    const stuck = await replay(second);
    assert.deepEqual(
      stuck.map((line) => line.replace(/: .*/, '')).toSorted(),
      [taken, begun].toSorted(),
      'what has taken up the change cannot go on where nobody knows it',
    );

    await use(asleep);
    await Promise.all([taken, crossing].map(sendNext));
    await sendNext(taken);
    await sendNext(taken);
    assert.ok((await all().walkedBy(taken)).includes('0.3.0'));
    assert.equal((await real.world.result(taken)).outcome, 'completed');
    await Promise.all([all().stop(awake), all().stop(second)]);
  });

  it('an unpatched change fails its replay; released all the same, runs stand still until it is taken back', async () => {
    const id = await enrol('emil');
    await sendNext(id);
    const failed = await replay(broken);
    assert.ok(
      failed.some((line) => line.startsWith(`${id}: there the history has`)),
      failed.join(),
    );

    await roll(broken);
    await use(broken);
    await askForNext(id);
    await standsStill(id);
    assert.deepEqual(numbersOf(id), [2]);

    await use(asleep);
    await isSent(id, 3); // as the operator wanted it meanwhile
    await sendNext(id);
    await sendNext(id);
    assert.equal((await real.world.result(id)).outcome, 'completed');
    await all().stop(broken);
  });

  it('nobody goes to a version that does not run', async () => {
    await assert.rejects(
      use({ buildId: '0.5.0' }),
      /a worker of version 0\.5\.0 does not ask for tasks; these do: .*0\.3\.0/,
    );
  });

  it('each email went once', () => {
    for (const id of everybody) {
      const numbers = numbersOf(id);
      assert.deepEqual(numbers, [2, 3, 4, 5].slice(0, numbers.length), id);
    }
  });
});
