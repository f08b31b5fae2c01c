import { HOUR, SECOND } from '../../src/domain/duration.js';
import { drain } from '../../test/support/backlog.js';
import { withFakeClock } from '../../test/support/fake-clock.js';
import type { Family, Found, Row } from '../report/row.js';

const rates = { resendRate: 2, notionRate: 3 };

/** How long so many emails take that are due at once, beside what the slower vendor allows. */
const backlogs: Record<string, { emails: number; notionAwayMs?: number }> = {
  'a backlog of 100 / what the rates allow': { emails: 100 },
  'a backlog of 1,000': { emails: 1_000 },
  'a backlog of 5,000': { emails: 5_000 },
  'a backlog of 5,000, after an hour of Notion away': { emails: 5_000, notionAwayMs: HOUR },
};

const row: Row = {
  how: 'real gates, a model of the rest',
  kind: 'count',
  better: 'less',
  goal: 1.05,
  floor: 1.15,
  // The order in which promises are kept moves an email by a turn.
  slack: 0.02,
};

export const backlog: Family = {
  name: 'backlog',
  rows: Object.fromEntries(Object.keys(backlogs).map((name) => [name, row])),
  async measure(): Promise<Found> {
    const rows: Found['rows'] = {};
    for (const [name, asked] of Object.entries(backlogs)) {
      const seen = await withFakeClock((clock) => drain(clock, { ...asked, ...rates }));
      const allowedMs = ((asked.emails - 1) * SECOND) / Math.min(...Object.values(rates));
      rows[name] = { value: (seen.sentAtMs.at(-1) ?? Number.NaN) / allowedMs };
    }
    return { rows };
  },
};
