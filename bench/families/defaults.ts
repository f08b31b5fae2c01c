import { SECOND } from '../../src/domain/duration.js';
import { type Fleet, startFleet } from '../../test/support/fleet.js';
import {
  type Crowd,
  drainOf,
  efficiencyOf,
  enrol,
  enrolmentMs,
  refusedOf,
  sentMsOf,
  untilDue,
  untilQuiet,
  untilSent,
} from '../drain.js';
import type { Asked, Family, Found } from '../report/row.js';

/** What a new installation asks: two emails and three requests to Notion a second. */
const settings = { RESEND_REQUESTS_PER_SECOND: '2', NOTION_REQUESTS_PER_SECOND: '3' };
/** Notion counts by token, and has counted the enrolments by another. */
const token = 'ntn_second';
const resendRate = 2;
const notionRate = 3;
/** Of an email: its person's status, and its row. */
const requestsPerEmail = 2;
const enrolRate = 30;
/** Until another worker speaks to the vendors. */
const restartMs = 25 * SECOND;

/**
 * The rates of a new installation. Everybody is enrolled by a faster worker first: at three requests a second
 * that alone would take minutes.
 */
export const defaults: Family = {
  name: 'defaults',
  rows: {
    'emails a second / the default rate of 2': {
      how: '60 due at once, by Resend’s ledger',
      kind: 'ratio',
      better: 'more',
      goal: 0.97,
      floor: 0.85,
    },
    'time until the last of 60 / what the rates allow': {
      how: 'the same, from the due time',
      kind: 'ratio',
      better: 'less',
      goal: 1.05,
      floor: 1.2,
    },
    'time until the tracker knows / what Notion allows': {
      how: 'the same, to the last request',
      kind: 'ratio',
      better: 'less',
      goal: 1.1,
      floor: 1.5,
    },
    'requests to Notion per email': {
      how: 'the same: one template, row and all',
      kind: 'count',
      better: 'less',
      goal: 2.05,
      floor: 2.5,
      slack: 0.05,
    },
    'requests that were one too many, by default': {
      how: 'the same, both vendors',
      kind: 'count',
      unit: '%',
      better: 'less',
      goal: 0,
      floor: 0.1,
    },
  },
  async measure({ size, say }: Asked): Promise<Found> {
    const people = size === 'quick' ? 10 : 60;
    const fleet = await startFleet({
      workers: 1,
      apis: 1,
      notionPerSecond: enrolRate,
      resendPerSecond: resendRate,
    });
    try {
      const enrolMs = (await enrolmentMs(fleet, people)) + restartMs;
      const crowd: Crowd = { name: 'default', people, dueMs: Date.now() + enrolMs };
      await enrol(fleet, crowd);
      await untilQuiet(fleet);
      await fleet.workers[0]?.end('SIGTERM');
      fleet.allowNotion(notionRate);
      const worker = fleet.startOther('src/worker.ts', { ...settings, NOTION_TOKEN: token });
      await worker.says('this process speaks to the vendors now');
      await untilDue(crowd);
      say(`${people} fall due …`);
      await untilSent(fleet, crowd);
      const quietMs = await untilQuiet(fleet);
      const sent = sentMsOf(fleet, crowd);
      const rate = Math.min(resendRate, notionRate);
      const allowedMs = (people * requestsPerEmail * SECOND) / notionRate;
      return {
        rows: {
          'emails a second / the default rate of 2': { value: efficiencyOf(sent, rate) },
          'time until the last of 60 / what the rates allow': {
            value: drainOf(sent, crowd.dueMs, rate),
          },
          'time until the tracker knows / what Notion allows': {
            value: (quietMs - crowd.dueMs) / allowedMs,
          },
          'requests to Notion per email': { value: askedNotion(fleet, crowd.dueMs) / people },
          'requests that were one too many, by default': { value: refusedOf(fleet, crowd.dueMs) },
        },
      };
    } finally {
      await fleet.close();
    }
  },
};

/** The look at the templates, each minute, is nobody's email, nor is how the columns are called. */
function askedNotion({ notion }: Fleet, fromMs: number): number {
  const asked = notion.log().filter(({ key, at }) => key === token && Date.parse(at) >= fromMs);
  return asked.filter(({ path }) => !/^\/v1\/(databases|data_sources)\//.test(path)).length;
}
