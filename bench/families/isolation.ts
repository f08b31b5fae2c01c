import { loadConfig } from '../../src/config.js';
import { connectWorkspace } from '../../src/vendors/notion/connect.js';
import { type Fleet, startFleet } from '../../test/support/fleet.js';
import { ownEnvironment } from '../../test/support/own-environment.js';
import {
  type Crowd,
  efficiencyOf,
  enrol,
  enrolmentMs,
  sentMsOf,
  untilDue,
  untilQuiet,
  untilSent,
} from '../drain.js';
import type { Asked, Family, Found } from '../report/row.js';
import { measuredOf } from '../report/spread.js';

/** The default rate. At ten a second 200 runs that wake up at once leave two cores no time for anything else. */
const rates = { notionPerSecond: 200, resendPerSecond: 2 };
const broken = '5-Day E2';

/** What one broken template costs those whose emails are others: they go as fast as without it. */
export const isolation: Family = {
  name: 'isolation',
  rows: {
    'emails a second beside as many of a broken template / alone': {
      how: '40 due at once, the broken ones first in line, pairs',
      kind: 'ratio',
      better: 'more',
      goal: 1,
      floor: 0.98,
    },
    'emails of the broken template that went': {
      how: 'the same, by Resend’s ledger',
      kind: 'count',
      better: 'less',
      goal: 0,
      floor: 0,
    },
  },
  async measure({ size, say }: Asked): Promise<Found> {
    const { pairs, people } =
      size === 'quick' ? { pairs: 1, people: 10 } : { pairs: 5, people: 40 };
    const fleet = await startFleet({ workers: 1, apis: 1, ...rates });
    try {
      await breakTemplate(fleet);
      const enrolMs = await enrolmentMs(fleet, 2 * people);
      const rateOf = (...crowds: Coming[]) => rateOfFirst(fleet, enrolMs, crowds);
      const ratios: number[] = [];
      const brokenCrowds: Crowd[] = [];
      for (let pair = 1; pair <= pairs; pair += 1) {
        const alone = await rateOf({ name: `alone${pair}`, people, number: 3 });
        // Their first email goes before others of its moment.
        const blocked = { name: `blocked${pair}`, people, number: 2 } as const;
        const beside = await rateOf({ name: `beside${pair}`, people, number: 3 }, blocked);
        brokenCrowds.push({ ...blocked, dueMs: 0 });
        ratios.push(beside / alone);
        say(`pair ${pair}: ${beside.toFixed(3)} of the rate, alone ${alone.toFixed(3)}`);
      }
      const went = brokenCrowds.reduce((sum, crowd) => sum + sentMsOf(fleet, crowd).length, 0);
      return {
        rows: {
          'emails a second beside as many of a broken template / alone': measuredOf(ratios),
          'emails of the broken template that went': { value: went },
        },
      };
    } finally {
      await fleet.close();
    }
  },
};

/** Somebody takes it out of use, before anybody has read it. */
async function breakTemplate({ notionUrl }: Fleet): Promise<void> {
  const { notion } = loadConfig({ ...ownEnvironment, NOTION_BASE_URL: notionUrl });
  const { templates } = await connectWorkspace({ ...notion, token: 'ntn_operator' });
  const [row] = await templates.find('name', 'equals', broken);
  await templates.update(row?.id ?? '', { status: 'Inactive' });
}

type Coming = Omit<Crowd, 'dueMs'>;

/** What share of the rate the first of these crowds is mailed at; the others fall due at the same moment. */
async function rateOfFirst(
  fleet: Fleet,
  enrolMs: number,
  crowds: readonly Coming[],
): Promise<number> {
  const dueMs = Date.now() + enrolMs;
  const [own, ...others] = crowds.map((crowd) => ({ ...crowd, dueMs }));
  if (!own) throw new Error('nobody comes');
  for (const crowd of [own, ...others]) await enrol(fleet, crowd);
  await untilQuiet(fleet);
  await untilDue(own);
  await untilSent(fleet, own);
  return efficiencyOf(sentMsOf(fleet, own), rates.resendPerSecond);
}
