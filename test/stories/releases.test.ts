import assert from 'node:assert/strict';
import { versionFindings } from '../../src/doctor/versions.js';
import { replayHistories } from '../../src/replay/replay-histories.js';
import { doctoredWorkflows } from '../support/doctored.js';
import { inRealTime } from '../support/real-time.js';
import { type Release, Releases } from '../support/releases.js';
import { eventually } from '../support/sandbox-process.js';
import { untilTaken } from '../support/world.js';

/** What a later release does before each email, and this one does not: a timer more. */
const wait = "await (0,_temporalio_workflow__WEBPACK_IMPORTED_MODULE_0__.sleep)(1, 'a breath');";
const patch = '2027-01-breath';
const isPatched = `(0,_temporalio_workflow__WEBPACK_IMPORTED_MODULE_0__.patched)('${patch}')`;
const here = 'const askedMs = Date.now();';
const patched = { [here]: `if (${isPatched}) ${wait} ${here}` };
const unpatched = { [here]: `${wait} ${here}` };

describe('releases, with runs in flight', () => {
  const real = inRealTime({ goesOn: true });
  let releases: Releases;
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
  after(() => releases.stopAll());

  /** One person in mid-sequence, of whom email #1 was sent a day ago. */
  const enrol = async (name: string): Promise<string> => {
    const { id } = await real.world.accept({
      email: `${name}@salon.example`,
      email_1_sent_at: new Date(Date.now() - 3_600_000).toISOString(),
    });
    await eventually('it is enrolled', async () => (await real.world.rows(id)).length === 5);
    return id;
  };
  const numbersOf = (id: string) =>
    real.world.resend
      .ledger()
      .flatMap(({ idempotencyKey = '' }) =>
        idempotencyKey?.startsWith(`${id}/`) ? [Number(idempotencyKey.split('/').at(-1))] : [],
      );
  /** The run's next email goes now. */
  const sendNext = async (id: string): Promise<void> => {
    const before = numbersOf(id).length;
    const { status } = await real.world.control(id, 'send-now');
    assert.equal(status, 200);
    await eventually('it is sent', async () => numbersOf(id).length > before);
  };
  const use = (buildId: string | undefined) => real.world.runs.useVersion(buildId);
  const isAsking = (buildId: string | undefined) =>
    eventually(`${buildId} asks for tasks`, async () =>
      (await real.world.runs.versions()).some(
        ({ version, asks }) => version?.buildId === buildId && asks,
      ),
    );
  const findings = async () =>
    versionFindings(await real.world.runs.versions(), undefined).map(
      ({ level, found, mend }) => `${level}: ${found} -> ${mend}`,
    );

  it('from workers without a version to the first that has one', async () => {
    const id = await enrol('anna');
    await sendNext(id);
    await releases.start(second);
    await isAsking('0.2.0');
    await sendNext(id);
    assert.deepEqual(await releases.walkedBy(id), ['']);
    console.log(await findings());
    await use('0.2.0');
    console.log(await findings());
    await sendNext(id);
    assert.deepEqual(await releases.walkedBy(id), ['', '0.2.0']);
    await releases.stop(first);
    await sendNext(id);
    assert.deepEqual(numbersOf(id), [2, 3, 4, 5]);
    assert.equal((await real.world.result(id)).outcome, 'completed');
    console.log(await real.world.runs.versions());
  });
});
