import { forecast, type PlannedEmail, paceOf } from '../domain/plan/plan.js';
import type { RunsDeps } from './deps.js';
import { type ListedRun, listRuns } from './list.js';
import { findSequence } from './names.js';

/** One email of one run, as the switch would affect it. */
export interface AffectedEmail
  extends Pick<PlannedEmail, 'number' | 'template' | 'plannedAt' | 'dueAt'> {
  id: string;
}

/** What planned times would lose if sending were switched on now with "catch-up". */
export interface LateEmails {
  skipped: AffectedEmail[];
  late: AffectedEmail[];
}

/**
 * Every email that should have gone by now, with what would become of it.
 * @throws {TemporalAway}
 */
export async function findLate(deps: RunsDeps): Promise<LateEmails> {
  const now = await deps.now();
  const { runs } = await listRuns(deps, { dueBefore: now, most: Number.POSITIVE_INFINITY });
  const found = runs.flatMap((run) => lateOf(run, now));
  const those = (isWanted: boolean) =>
    found.flatMap(({ isSkipped, email }) => (isSkipped === isWanted ? [email] : []));
  return { skipped: those(true), late: those(false) };
}

function lateOf(
  { id, timeline, isTold }: ListedRun,
  now: Date,
): { email: AffectedEmail; isSkipped: boolean }[] {
  const sequence = findSequence(timeline.sequence);
  if (!isTold || !sequence || timeline.status !== 'running') return [];
  const undecided = new Set(
    timeline.emails.filter(({ state }) => state === 'scheduled').map(({ number }) => number),
  );
  return forecast(timeline.emails, paceOf(sequence, timeline.isTesting), now)
    .filter(({ number, plannedAt }) => undecided.has(number) && new Date(plannedAt) < now)
    .map(({ number, template, plannedAt, dueAt, state }) => ({
      email: { id, number, template, plannedAt, dueAt },
      isSkipped: state === 'skipped',
    }));
}
