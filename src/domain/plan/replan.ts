import { toInstant } from './horizon.js';
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

/**
 * The email as not yet decided, planned for an instant.
 * @throws for what the website sends: whoever asks for that has forgotten to refuse it, and nothing may send it.
 */
export function planAt(email: PlannedEmail, plannedMs: number): PlannedEmail {
  const { number, template, sentBy } = email;
  if (sentBy === 'website') throw new Error(`email ${number} is sent by the website`);
  const plannedAt = toInstant(plannedMs);
  return { number, template, sentBy, plannedAt, dueAt: plannedAt, state: 'scheduled' };
}

/** A time with explicit ends, as ISO instants: what it moves does not depend on who hears of it when. */
export interface Interval {
  from: string;
  until: string;
}

/**
 * One more interval among others. Where they overlap, time counts once, so that any order and
 * repetition of the same intervals comes to the same.
 * @returns the time that all cover, without overlaps and in order, and by how many ms it has grown.
 */
export function addInterval(
  covered: readonly Interval[],
  added: Interval,
): { covered: Interval[]; grownMs: number } {
  const merged: Interval[] = [];
  const all = [...covered, added].filter(({ from, until }) => from < until);
  for (const { from, until } of all.toSorted((a, b) => a.from.localeCompare(b.from))) {
    const last = merged.at(-1);
    if (!last || from > last.until) merged.push({ from, until });
    else if (until > last.until) last.until = until;
  }
  return { covered: merged, grownMs: lengthMs(merged) - lengthMs(covered) };
}

function lengthMs(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, { from, until }) => sum + Date.parse(until) - Date.parse(from), 0);
}
