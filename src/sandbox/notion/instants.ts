const dayMs = 24 * 3600 * 1000;

/** The first and the last millisecond that a date or a time stands for. */
export interface Span {
  from: number;
  to: number;
}

/** A day is a span of its 24 hours in UTC, a time is one instant. */
export function spanOf(text: string): Span {
  const from = Date.parse(text);
  return { from, to: /^\d{4}-\d\d-\d\d$/.test(text) ? from + dayMs - 1 : from };
}

/** The dates that Notion's filters name relative to today. */
export function relativeDay(text: string, now: Date): string | undefined {
  const days = {
    today: 0,
    tomorrow: 1,
    yesterday: -1,
    one_week_ago: -7,
    one_week_from_now: 7,
  }[text];
  if (days !== undefined) return dayOf(now.getTime() + days * dayMs);
  const months = { one_month_ago: -1, one_month_from_now: 1 }[text];
  return months === undefined ? undefined : dayOf(monthsFrom(now, months));
}

/** The stretches of time that operators such as `past_week` name. */
export const namedSpans: Record<string, (now: Date) => Span> = {
  past_week: (now) => ({ from: now.getTime() - 7 * dayMs, to: now.getTime() }),
  past_month: (now) => ({ from: monthsFrom(now, -1), to: now.getTime() }),
  past_year: (now) => ({ from: monthsFrom(now, -12), to: now.getTime() }),
  next_week: (now) => ({ from: now.getTime(), to: now.getTime() + 7 * dayMs }),
  next_month: (now) => ({ from: now.getTime(), to: monthsFrom(now, 1) }),
  next_year: (now) => ({ from: now.getTime(), to: monthsFrom(now, 12) }),
  this_week: (now) => {
    const sunday = Date.parse(dayOf(now.getTime() - now.getUTCDay() * dayMs));
    return { from: sunday, to: sunday + 7 * dayMs - 1 };
  },
};

/** A time as Notion shows when something was made or edited: to the minute. */
export function toTheMinute(at: number): string {
  return new Date(Math.floor(at / 60_000) * 60_000).toISOString();
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function monthsFrom(now: Date, months: number): number {
  return new Date(now).setUTCMonth(now.getUTCMonth() + months);
}
