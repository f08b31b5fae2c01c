import assert from 'node:assert/strict';
import { SECOND } from '../../src/domain/duration.js';
import type { Release } from '../commands.js';
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
  stage.installation.checkOut(to);
  await stage.follow('up');
  await stage.installation.allHealthy();
  const sent = stage.mailsTo(crossing).length;
  await stage.sentOnce(crossing, 2);
  await stage.sentOnce(sleeping, 2);
  for (const { id } of told) assert.equal((await stage.run(id)).status, 'running');
  return `${from.label} to ${to.label} after ${sent} of 8 mails: 16 people, 16 mails, each once`;
}
