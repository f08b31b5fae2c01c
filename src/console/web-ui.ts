import { Temporal } from 'temporal-polyfill';
import { isOpen } from '../runs/visibility-query.js';
import type { Clock } from './clock.js';

/** A list of Temporal Web UI, by a query of Temporal's own. */
export interface View {
  name: string;
  query: string;
}

/** What operators look for in Temporal Web UI; `docs/web-ui.md` tells the same. */
export function viewsAt(clock: Clock): View[] {
  const [from, until] = tomorrow(clock);
  const now = clock.now.toISOString();
  return [
    { name: 'Needs attention', query: 'NeedsAttention = true' },
    {
      name: 'Who gets what tomorrow',
      query: `NextSendAt >= '${from}' AND NextSendAt < '${until}' AND ${isOpen}`,
    },
    { name: 'Overdue', query: `NextSendAt < '${now}' AND ${isOpen}` },
    { name: 'Goes on no more', query: 'TemporalReportedProblems IS NOT NULL' },
    { name: 'What is wrong with the whole', query: `WorkflowType = 'incident' AND ${isOpen}` },
  ];
}

/** The operator's next day, on the clocks of their zone: it may have 23 hours, or 25. */
function tomorrow({ now, zone }: Clock): [from: string, until: string] {
  const today = Temporal.Instant.from(now.toISOString()).toZonedDateTimeISO(zone).startOfDay();
  const from = today.add({ days: 1 });
  return [instantOf(from), instantOf(today.add({ days: 2 }))];
}

function instantOf(at: Temporal.ZonedDateTime): string {
  return at.toInstant().toString();
}
