import { setTimeout } from 'node:timers/promises';
import { SECOND } from '../../src/domain/duration.js';
import { type Fleet, startFleet } from '../../test/support/fleet.js';
import {
  type Crowd,
  drainOf,
  efficiencyOf,
  enrol,
  enrolmentMs,
  later,
  post,
  refusedOf,
  sentMsOf,
  untilDue,
  untilQuiet,
  untilSent,
} from '../drain.js';
import { spreadOf } from '../percentiles.js';
import type { Asked, Family, Found } from '../report/row.js';
import { medianOf } from '../report/spread.js';

const rates = { notionPerSecond: 200, resendPerSecond: 10 };

const sizes = {
  quick: { people: 30, killed: 20, spared: 10, calm: 5, webhooksPerSecond: 1 },
  full: { people: 300, killed: 200, spared: 50, calm: 60, webhooksPerSecond: 5 },
};

/** How long the emails of one crowd take, and all that follows from them, before the next crowd's are due. */
const apartMs = ({ people }: { people: number }) =>
  15 * SECOND + (people * SECOND) / rates.resendPerSecond;

/** Single sends where Notion is no limit: beside webhooks, and through a crash. */
export const ratesFamily: Family = {
  name: 'rates',
  rows: {
    'emails a second / the rate of 10': {
      how: '300 due at once, beside 5 webhooks a second',
      kind: 'ratio',
      better: 'more',
      goal: 0.97,
      floor: 0.9,
    },
    'time until the last of them / what the rate allows': {
      how: 'the same, by Resend’s ledger',
      kind: 'ratio',
      better: 'less',
      goal: 1.05,
      floor: 1.2,
    },
    'requests that were one too many (429)': {
      how: 'both vendors, all of this family',
      kind: 'count',
      unit: '%',
      better: 'less',
      goal: 0,
      floor: 0.1,
    },
    'first email of a new run behind 300 due': {
      how: 'its post to its email, median of 3',
      kind: 'time',
      unit: 's',
      better: 'less',
      goal: 5,
      floor: 30,
    },
    'webhook p99 beside 300 due / calm': {
      how: '5 webhooks a second',
      kind: 'ratio',
      better: 'less',
      goal: 2,
      floor: 4,
    },
    'webhook p99 beside 300 due': {
      how: 'the same',
      kind: 'time',
      unit: 'ms',
      better: 'less',
      goal: 100,
      floor: 500,
    },
    'first email after SIGKILL and restart': {
      how: '200 still due when it is killed, since the start',
      kind: 'time',
      unit: 's',
      better: 'less',
      goal: 3,
      floor: 10,
    },
    'all of them after it / what the rate allows': {
      how: 'the same',
      kind: 'ratio',
      better: 'less',
      goal: 1.1,
      floor: 1.5,
    },
    'emails sent twice by that': {
      how: 'the same',
      kind: 'count',
      better: 'less',
      goal: 0,
      floor: 0,
    },
  },
  async measure({ size, say }: Asked): Promise<Found> {
    const fleet = await startFleet({ workers: 1, apis: 1, ...rates });
    try {
      return { rows: await inTurn(fleet, sizes[size === 'quick' ? 'quick' : 'full'], say) };
    } finally {
      await fleet.close();
    }
  },
};

async function inTurn(
  fleet: Fleet,
  { people, killed, spared, calm, webhooksPerSecond }: (typeof sizes)['full'],
  say: Asked['say'],
): Promise<Found['rows']> {
  const startedMs = Date.now();
  const enrolMs = await enrolmentMs(fleet, people + killed + spared);
  const dueMs = Date.now() + enrolMs;
  // They came long ago, so their first email would be past: that of somebody who has just come goes before others.
  const number = 3;
  const steady: Crowd = { name: 'steady', people, dueMs, number };
  const crashMs = dueMs + apartMs(steady);
  const crash: Crowd = { name: 'crash', people: spared + killed, dueMs: crashMs, number };
  for (const crowd of [steady, crash]) await enrol(fleet, crowd);
  await untilQuiet(fleet);
  say(`all are enrolled; ${people} fall due beside webhooks …`);
  const { firstS, busy, ...drained } = await drainBeside(fleet, steady, webhooksPerSecond);
  say(`${crash.people} fall due, and the worker is killed when ${spared} have gone …`);
  const mended = await drainKilled(fleet, crash, spared);
  await untilQuiet(fleet);
  say('webhooks while nothing is due …');
  const rest = spreadOf(
    await webhooks(fleet, 'calm', { perSecond: webhooksPerSecond, most: calm }),
  );
  return {
    ...drained.rows,
    ...mended,
    'first email of a new run behind 300 due': { value: firstS },
    'webhook p99 beside 300 due': { value: busy.p99 },
    'webhook p99 beside 300 due / calm': { value: busy.p99 / rest.p99 },
    'requests that were one too many (429)': { value: refusedOf(fleet, startedMs) },
  };
}

async function drainBeside(fleet: Fleet, crowd: Crowd, perSecond: number) {
  await untilDue(crowd);
  const come = async (second: number) => {
    await setTimeout(second * SECOND);
    return newcomer(fleet, `new${second}`);
  };
  const isOver = () => sentMsOf(fleet, crowd).length >= crowd.people;
  const [calls, waitedS] = await Promise.all([
    webhooks(fleet, 'busy', { perSecond, most: 500, isOver }),
    Promise.all([1, 2, 3].map(come)),
    untilSent(fleet, crowd),
  ]);
  const firstS = medianOf(waitedS);
  const sent = sentMsOf(fleet, crowd);
  // Those of the newcomers took turns of theirs.
  const others = [1, 2, 3].flatMap((one) => sentMsOf(fleet, { name: `new${one}` }));
  const all = [...sent, ...others.filter((ms) => ms < Math.max(...sent))];
  const { resendPerSecond } = rates;
  return {
    firstS,
    busy: spreadOf(calls),
    rows: {
      'emails a second / the rate of 10': { value: efficiencyOf(all, resendPerSecond) },
      'time until the last of them / what the rate allows': {
        value: drainOf(all, crowd.dueMs, resendPerSecond),
      },
    },
  };
}

/** Somebody whose first email is due when they come; gives how long they waited for it, in seconds. */
async function newcomer(fleet: Fleet, name: string): Promise<number> {
  const postedMs = Date.now();
  await post(fleet.apis[0] ?? '', `${name}-0`, postedMs);
  await untilSent(fleet, { name, people: 1, dueMs: postedMs });
  const [atMs = Number.NaN] = sentMsOf(fleet, { name });
  return (atMs - postedMs) / SECOND;
}

/** Webhooks about people whose emails are hours away; gives how long each took, in ms. */
async function webhooks(
  { apis }: Fleet,
  name: string,
  asked: { perSecond: number; most: number; isOver?: () => boolean },
): Promise<number[]> {
  const { perSecond, most, isOver = () => false } = asked;
  const call = async (at: number) => {
    const startedMs = performance.now();
    await post(apis[0] ?? '', `${name}-${at}`, Date.now() + later);
    return performance.now() - startedMs;
  };
  const calls: Promise<number>[] = [];
  while (calls.length < most && !isOver()) {
    calls.push(call(calls.length));
    await setTimeout(SECOND / perSecond);
  }
  return Promise.all(calls);
}

async function drainKilled(fleet: Fleet, crowd: Crowd, spared: number): Promise<Found['rows']> {
  await untilSent(fleet, crowd, spared / crowd.people);
  await fleet.workers[0]?.end('SIGKILL');
  const before = sentMsOf(fleet, crowd).length;
  const startedMs = Date.now();
  const started = fleet.startWorker();
  await untilSent(fleet, crowd);
  await started;
  const sent = sentMsOf(fleet, crowd);
  const [firstMs = Number.NaN] = sent.slice(before);
  const restMs = ((crowd.people - before) * SECOND) / rates.resendPerSecond;
  return {
    'first email after SIGKILL and restart': { value: (firstMs - startedMs) / SECOND },
    'all of them after it / what the rate allows': {
      value: ((sent.at(-1) ?? Number.NaN) - startedMs) / restMs,
    },
    'emails sent twice by that': { value: sent.length - crowd.people },
  };
}
