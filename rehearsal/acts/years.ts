import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { SECOND } from '../../src/domain/duration.js';
import { until } from '../native-process.js';
import { run } from '../parts/run.js';
import type { Person, Stage } from '../stage.js';

/** The schema job and the namespace job run again, and nothing is changed, nor started anew. */
export async function playJobsAgain(stage: Stage): Promise<string> {
  const before = await whatIsThere(stage);
  await stage.follow('up');
  assert.deepEqual(await whatIsThere(stage), before);
  return 'both jobs ran again: schemas, namespace and processes are as before';
}

async function whatIsThere({ installation }: Stage) {
  const env = installation.inContainer('postgresql');
  const dump = (database: string, ...args: string[]) =>
    run(['pg_dump', '--username=temporal', ...args, database], { env });
  const temporal = (...args: string[]) =>
    run(['temporal', 'operator', ...args, `--address=${installation.temporalAddress}`], { env });
  const databases = ['temporal', 'temporal_visibility'];
  return {
    schemas: await Promise.all(
      databases.map(async (one) => comparable(await dump(one, '--schema-only'))),
    ),
    versions: await Promise.all(
      databases.map(async (one) => comparable(await dump(one, '--data-only', '--table=schema_*'))),
    ),
    namespace: await temporal('namespace', 'describe', 'default'),
    attributes: await temporal('search-attribute', 'list'),
    pids: ['postgresql', 'temporal', 'api', 'worker'].map(
      (name) => `${name} ${installation.processOf(name).pid}`,
    ),
  };
}

/** Each dump is guarded by a word of its own. */
function comparable(dump: string): string {
  return dump.replaceAll(/^\\(un)?restrict .*$/gm, '');
}

/** Three kinds of people, by when their email falls due. */
interface Sleepers {
  /** Sent before the back-up. */
  told: Person[];
  /** Sent after the back-up: it does not know that. */
  between: Person[];
  /** Due after the restore. */
  sleeping: Person[];
}

/** A back-up while all runs; then it is put back into the same database, whose runs have gone on since. */
export async function playRestore(stage: Stage): Promise<string> {
  const all = await backedUp(stage, 'restored');
  await stage.sentOnce(all.between, 2);
  await stage.follow('restore');
  return goOn(stage, all);
}

/** The database is gone with its volume, and everything with it: a new one is filled from the back-up. */
export async function playNewDatabase(stage: Stage): Promise<string> {
  const all = await backedUp(stage, 'anew');
  await stage.sentOnce(all.between, 2);
  await stage.installation.crash();
  await stage.follow('restore-anew');
  return goOn(stage, all);
}

async function backedUp(stage: Stage, name: string): Promise<Sleepers> {
  const told = await stage.enrol(`${name}-told`, 3, SECOND);
  const between = await stage.enrol(`${name}-between`, 3, 30 * SECOND);
  const sleeping = await stage.enrol(`${name}-sleeping`, 3, 50 * SECOND);
  await stage.sentOnce(told, 2);
  for (const { id } of [...between, ...sleeping]) {
    await until(`${id} sleeps`, async () => (await stage.rowsOf(id)).length === 5);
  }
  await stage.follow('back-up');
  const { size } = await stat(stage.fileOf('backup.sql'));
  assert.ok(size > 100_000, `the back-up has ${size} bytes`);
  assert.equal(stage.mailsTo([...between, ...sleeping]).length, 0, 'the back-up took too long');
  return { told, between, sleeping };
}

async function goOn(stage: Stage, { told, between, sleeping }: Sleepers): Promise<string> {
  await stage.installation.allHealthy();
  await stage.sentOnce(sleeping, 2);
  await stage.sentOnce([...told, ...between], 2);
  return `${sleeping.length} slept through it and got theirs; ${between.length} mailed after the back-up got nothing twice`;
}
