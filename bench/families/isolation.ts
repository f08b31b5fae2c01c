import { loadConfig } from '../../src/config.js';
import { SECOND } from '../../src/domain/duration.js';
import { connectWorkspace } from '../../src/vendors/notion/connect.js';
import { type Fleet, startFleet } from '../../test/support/fleet.js';
import { ownEnvironment } from '../../test/support/own-environment.js';
import {
  type Crowd,
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

const firstToLast = 'emails a second beside as many of a broken template / alone';
const dueToLast = 'the same from the due time on, with the wait for the first';

/** What one broken template costs those whose emails are others: they go as fast as without it. */
export const isolation: Family = {
  name: 'isolation',
  rows: {
    [firstToLast]: {
      how: '40 due at once, the broken ones first in line, pairs',
      kind: 'ratio',
      better: 'more',
      goal: 1,
      floor: 0.98,
    },
    [dueToLast]: {
      how: 'the same mails',
      kind: 'ratio',
      better: 'more',
      goal: 1,
      floor: 0.95,
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
      const ratesOf = (...crowds: Coming[]) => ratesOfFirst(fleet, enrolMs, crowds);
      const ratios = { fromFirst: [] as number[], fromDue: [] as number[] };
      const brokenCrowds: Crowd[] = [];
      for (let pair = 1; pair <= pairs; pair += 1) {
        const alone = await ratesOf({ name: `alone${pair}`, people, number: 3 });
        // Their first email goes before others of its moment.
        const blocked = { name: `blocked${pair}`, people, number: 2 } as const;
        const beside = await ratesOf({ name: `beside${pair}`, people, number: 3 }, blocked);
        brokenCrowds.push({ ...blocked, dueMs: 0 });
        ratios.fromFirst.push(beside.fromFirst / alone.fromFirst);
        ratios.fromDue.push(beside.fromDue / alone.fromDue);
        say(`pair ${pair}: ${inWords(beside)} a second, alone ${inWords(alone)}`);
      }
      const went = brokenCrowds.reduce((sum, crowd) => sum + sentMsOf(fleet, crowd).length, 0);
      return {
        rows: {
          [firstToLast]: measuredOf(ratios.fromFirst),
          [dueToLast]: measuredOf(ratios.fromDue),
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

interface Rates {
  fromFirst: number;
  fromDue: number;
}

const inWords = ({ fromFirst, fromDue }: Rates) =>
  `${fromFirst.toFixed(3)}, from the due time ${fromDue.toFixed(3)}`;

/** Emails a second of the first of these crowds, to the last of them; the others fall due at the same moment. */
async function ratesOfFirst(
  fleet: Fleet,
  enrolMs: number,
  crowds: readonly Coming[],
): Promise<Rates> {
  const dueMs = Date.now() + enrolMs;
  const [own, ...others] = crowds.map((crowd) => ({ ...crowd, dueMs }));
  if (!own) throw new Error('nobody comes');
  for (const crowd of [own, ...others]) await enrol(fleet, crowd);
  await untilQuiet(fleet);
  await untilDue(own);
  await untilSent(fleet, own);
  const sentMs = sentMsOf(fleet, own);
  const [firstMs = NaN, lastMs = NaN] = [sentMs[0], sentMs.at(-1)];
  const perSecond = (count: number, sinceMs: number) => (count * SECOND) / (lastMs - sinceMs);
  return { fromFirst: perSecond(own.people - 1, firstMs), fromDue: perSecond(own.people, dueMs) };
}
