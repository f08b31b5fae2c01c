import { MINUTE } from '../duration.js';
import type { PlannedEmail } from '../plan/plan.js';
import type { RunInput } from './run.js';

/** How soon after an event its email is, or how shortly before, that somebody still waits for. */
const awaitedForMs = 10 * MINUTE;

/**
 * Whether an email follows its event at once, so that it goes before those that have fallen due by their time,
 * however many they are. One whose time was long ago has waited already.
 */
export function isAwaited(
  { plannedAt }: Pick<PlannedEmail, 'plannedAt'>,
  { acceptedAt }: Pick<RunInput, 'acceptedAt'>,
): boolean {
  return Math.abs(Date.parse(plannedAt) - Date.parse(acceptedAt)) <= awaitedForMs;
}
