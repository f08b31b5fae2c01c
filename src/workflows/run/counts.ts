import { proxySinks } from '@temporalio/workflow';
import type { PlannedEmail } from '../../domain/plan/plan.js';
import type { CountSinks } from '../../domain/run/counted.js';
import type { Fates } from './fates.js';

/** Tells the worker's metrics what is decided; it leaves nothing in a run's history. */
export const { counts } = proxySinks<CountSinks>();

/** Tells what was decided of an email, and how late it went. */
export function countDecided(
  sequence: string,
  { number, state }: PlannedEmail,
  fates: Fates,
): void {
  if (state === 'scheduled') return;
  const lateMs = fates.lateMs(number);
  counts.emailDecided({ sequence, number, state, ...(state === 'sent' && { lateMs }) });
}
