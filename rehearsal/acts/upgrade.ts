import assert from 'node:assert/strict';
import { SECOND } from '../../src/domain/duration.js';
import type { Parts, Release } from '../commands.js';
import { run } from '../parts/run.js';
import type { Stage } from '../stage.js';

/** Another release, with another Node, takes over runs that are under way. The earlier one runs when this begins. */
export async function playUpgrade(
  stage: Stage,
  { from, to }: { from: Release; to: Release },
): Promise<string> {
  const told = await stage.enrol('upgrade-told', 4, SECOND);
  const crossing = await stage.enrol('upgrade-crossing', 8, 20 * SECOND);
  const sleeping = await stage.enrol('upgrade-sleeping', 4, 60 * SECOND);
  await stage.sentOnce(told, 2);
  await stage.untilSent(crossing, 2);
  const sent = stage.mailsTo(crossing).length;
  assert.ok(sent < crossing.length, 'nothing was left to send when it was upgraded');
  stage.installation.checkOut(to);
  await stage.follow('up');
  await stage.installation.allHealthy();
  await stage.sentOnce(crossing, 2);
  await stage.sentOnce(sleeping, 2);
  for (const { id } of told) assert.equal((await stage.run(id)).status, 'running');
  return `${from.label} to ${to.label} after ${sent} of 8 mails: 16 people, 16 mails, each once`;
}

/** The schema job runs with the new tools, then the server is replaced. */
export async function playTemporalUpgrade(stage: Stage, next: Partial<Parts>): Promise<string> {
  assert.ok(next.temporal);
  const crossing = await stage.enrol('temporal-crossing', 8, 15 * SECOND);
  const sleeping = await stage.enrol('temporal-sleeping', 4, 60 * SECOND);
  await stage.untilSent(crossing, 2);
  const before = await serverVersion(stage);
  stage.installation.use({ temporal: next.temporal });
  await stage.follow('up');
  await stage.installation.allHealthy();
  const after = await serverVersion(stage);
  assert.notEqual(after, before);
  await stage.sentOnce(crossing, 2);
  return `${before} to ${after}: ${await stage.sentOnce(sleeping, 2)}`;
}

/** Stopped, backed up, and made anew by the next major version. */
export async function playPostgresqlUpgrade(stage: Stage, next: Partial<Parts>): Promise<string> {
  assert.ok(next.postgresql);
  const told = await stage.enrol('postgresql-told', 4, SECOND);
  const sleeping = await stage.enrol('postgresql-sleeping', 4, 40 * SECOND);
  await stage.sentOnce(told, 2);
  const before = await databaseVersion(stage);
  await stage.follow('stop-what-writes');
  await stage.follow('back-up');
  stage.installation.use({ postgresql: next.postgresql });
  await stage.follow('restore-anew');
  await stage.installation.allHealthy();
  const after = await databaseVersion(stage);
  assert.notEqual(after, before);
  await stage.sentOnce(told, 2);
  return `${before} to ${after}: ${await stage.sentOnce(sleeping, 2)}`;
}

async function serverVersion({ installation }: Stage): Promise<string> {
  const env = installation.inContainer('temporal-namespace');
  const told = await run(['temporal', 'operator', 'cluster', 'system', '--output=json'], { env });
  return (JSON.parse(told) as { serverVersion: string }).serverVersion;
}

async function databaseVersion({ installation }: Stage): Promise<string> {
  const argv = ['psql', '--username=temporal', '--dbname=postgres', '--tuples-only', '--no-align'];
  const env = installation.inContainer('postgresql');
  return (await run([...argv, '--command=SHOW server_version'], { env })).trim();
}
