import { MINUTE } from '../duration.js';
import type { PlannedEmail } from '../plan/plan.js';
import type { RunInput } from './run.js';

/** How soon after an event its first email is, or how shortly before, that somebody still waits for it. */
const awaitedForMs = 10 * MINUTE;

/**
 * Whether an email is the first that its run sends and follows the event at once, so that it goes before those that
 * have fallen due by their time, however many they are. One whose time was long ago has waited already.
 */
export function isAwaited(
  { number, plannedAt }: Pick<PlannedEmail, 'number' | 'plannedAt'>,
  { acceptedAt, emails }: Pick<RunInput, 'acceptedAt' | 'emails'>,
): boolean {
  if (emails.find(({ sentBy }) => sentBy === 'evergreen')?.number !== number) return false;
  return Math.abs(Date.parse(plannedAt) - Date.parse(acceptedAt)) <= awaitedForMs;
}
