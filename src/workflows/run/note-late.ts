import { MINUTE, sayLength } from '../../domain/duration.js';
import type { Run } from './run.js';

/** A delay of this length is told of, in ms: queues and vendors' rates make shorter ones. */
const notedFromMs = 5 * MINUTE;
const waited = 'it had to wait for a worker, for its turn or for Notion';
/** What of a history can have made an email late. */
const delays = /^(blocked|held|paused|resumed|sending is on again|restarted|email \d)/;

/** Says that an email goes later than planned, and why, where what was noted since does not tell. */
export function noteLate(run: Run, number: number): void {
  const { fates, shown, doubt, refusedBecause } = run;
  const lateMs = fates.lateMs(number);
  if (lateMs < notedFromMs) return;
  const dueAt = new Date(Date.now() - lateMs).toISOString();
  const isTold = shown.history.some(({ at, what }) => at >= dueAt && delays.test(what));
  const reason = doubt?.reason ?? refusedBecause ?? (isTold ? undefined : waited);
  const what = `email ${number} went ${sayLength(lateMs)} late`;
  run.note({ at: new Date().toISOString(), what, ...(reason && { reason }) });
}
