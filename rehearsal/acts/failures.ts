import assert from 'node:assert/strict';
import { SECOND } from '../../src/domain/duration.js';
import { until } from '../native-process.js';
import type { Stage } from '../stage.js';

const people = 12;

/** Something is gone at once while emails go out, stays away for a while, and comes again. */
export async function playKill(stage: Stage, service: string, awayMs: number): Promise<string> {
  const runs = await stage.enrol(service, people, 15 * SECOND);
  await stage.untilSent(runs, 3);
  let refused = 0;
  await stage.installation.killed(service, awayMs, async () => {
    if (service === 'worker') return;
    const event = { email: `${service}-away@rehearsal.example` };
    refused = (await stage.ask('/webhooks/signup', event)).status;
  });
  const sent = stage.mailsTo(runs).length;
  assert.ok(sent < people, 'nothing was left to send when it was killed');
  const told = await stage.sentOnce(runs, 2);
  if (service === 'worker') return `killed after ${sent} mails: ${told}`;
  assert.equal(refused, 503);
  await stage.accept('/webhooks/signup', { email: `${service}-away@rehearsal.example` });
  return `killed after ${sent} mails for ${awayMs / SECOND} s, webhooks meanwhile got 503: ${told}`;
}

/** PostgreSQL is stopped in order and started again, as with a new minor version. */
export async function playDatabaseRestart(stage: Stage): Promise<string> {
  const runs = await stage.enrol('restart', people, 15 * SECOND);
  await stage.untilSent(runs, 3);
  await stage.follow('restart-postgresql');
  return stage.sentOnce(runs, 2);
}

/** Three share the work; the one that speaks to the vendors is killed. */
export async function playThreeWorkers(stage: Stage): Promise<string> {
  await stage.follow('three-workers');
  await stage.installation.allHealthy();
  const refusedBefore = refusals(stage);
  const runs = await stage.enrol('three', people, 15 * SECOND);
  await stage.untilSent(runs, 3);
  let speaker = '';
  // While one gives the right to the next, for a moment none has it.
  await until('a worker speaks to the vendors', () => (speaker = stage.speaker() ?? '') !== '');
  await stage.installation.killed(speaker, 5 * SECOND);
  const told = await stage.sentOnce(runs, 2);
  await until('another speaks to the vendors', () => stage.speaker() !== undefined);
  const refused = refusals(stage) - refusedBefore;
  await stage.follow('up');
  return `${speaker} killed: ${told}; requests over the vendors' rates: ${refused}`;
}

function refusals({ vendors }: Stage): number {
  return [...vendors.notion.log(), ...vendors.resend.log()].filter(({ status }) => status === 429)
    .length;
}
