import type { PlannedEmail } from './plan.js';

/** The emails still to come, later by a length of time; their grace counts from the new times. */
export function shiftEmails(emails: readonly PlannedEmail[], ms: number): PlannedEmail[] {
  return emails.map((email) =>
    email.state === 'scheduled' ? planAt(email, Date.parse(email.plannedAt) + ms) : email,
  );
}

/**
 * One email moved to an instant. Those after it keep their times as far as the gap allows, and never
 * overtake it.
 */
export function rescheduleEmail(
  emails: readonly PlannedEmail[],
  number: number,
  at: Date,
  gapMs: number,
): PlannedEmail[] {
  let earliestMs = -Infinity;
  return emails.map((email) => {
    if (email.number < number || email.state !== 'scheduled') return email;
    const plannedMs = email.number === number ? at.getTime() : Date.parse(email.plannedAt);
    const movedMs = Math.max(plannedMs, earliestMs);
    earliestMs = movedMs + gapMs;
    return planAt(email, movedMs);
  });
}

/** The email as not yet decided, planned for an instant. */
export function planAt(email: PlannedEmail, plannedMs: number): PlannedEmail {
  const { number, template, sentBy } = email;
  const plannedAt = new Date(plannedMs).toISOString();
  return { number, template, sentBy, plannedAt, dueAt: plannedAt, state: 'scheduled' };
}

export interface Interval {
  fromMs: number;
  untilMs: number;
}

/** The time that intervals cover together, in ms; where they overlap, it counts once. */
export function unionMs(intervals: readonly Interval[]): number {
  let total = 0;
  let coveredMs = -Infinity;
  for (const { fromMs, untilMs } of intervals.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const startMs = Math.max(fromMs, coveredMs);
    if (untilMs > startMs) total += untilMs - startMs;
    coveredMs = Math.max(coveredMs, untilMs);
  }
  return total;
}
