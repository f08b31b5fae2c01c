import { forecast, type PlannedEmail } from './plan.js';
import type { Pace } from './sequence.js';

/** What is kept of a run's plan where no worker need be asked: as it was at the start, and its pace. */
export interface KeptPlan {
  emails: readonly PlannedEmail[];
  pace: Pace;
}

/** An email that should have gone by now; which one is unknown where times were moved. */
export interface LateEmail
  extends Partial<Pick<PlannedEmail, 'number' | 'template'>>,
    Pick<PlannedEmail, 'plannedAt' | 'dueAt'> {
  isSkipped: boolean;
}

/**
 * What would become of a run's late emails if it went on now. `nextSendAt` is when its next email was
 * to go: where the kept plan has an email at that time, that one and those after it are judged; where
 * times were moved since, the next alone.
 */
export function judgeLate(kept: KeptPlan, nextSendAt: Date, now: Date): LateEmail[] {
  const nextMs = nextSendAt.getTime();
  const isNext = ({ state, dueAt, plannedAt }: PlannedEmail) =>
    state === 'scheduled' && (Date.parse(dueAt) === nextMs || Date.parse(plannedAt) === nextMs);
  const index = kept.emails.findIndex(isNext);
  const isKnown = index >= 0;
  const coming = isKnown ? kept.emails.slice(index) : [unnumbered(nextSendAt)];
  return forecast(
    coming.filter(({ state }) => state === 'scheduled'),
    kept.pace,
    now,
  )
    .filter(({ plannedAt }) => Date.parse(plannedAt) < now.getTime())
    .map(({ number, template, plannedAt, dueAt, state }) => ({
      ...(isKnown && { number, template }),
      plannedAt,
      dueAt,
      isSkipped: state === 'skipped',
    }));
}

function unnumbered(plannedAt: Date): PlannedEmail {
  const at = plannedAt.toISOString();
  return {
    number: 0,
    template: '',
    sentBy: 'evergreen',
    plannedAt: at,
    dueAt: at,
    state: 'scheduled',
  };
}
