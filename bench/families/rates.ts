import { setTimeout } from 'node:timers/promises';
import { DAY, SECOND } from '../../src/domain/duration.js';
import { type Fleet, startFleet } from '../../test/support/fleet.js';
import { eventually } from '../../test/support/sandbox-process.js';
import {
  type Crowd,
  drainOf,
  efficiencyOf,
  enrol,
  enrolmentMs,
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

const rates = { notionPerSecond: 100, resendPerSecond: 10 };

const sizes = {
  quick: { people: 20, beside: 30, killed: 20, apartMs: 15 * SECOND },
  full: { people: 300, beside: 300, killed: 200, apartMs: 45 * SECOND },
};

/** Single sends where Notion is no limit: by themselves, beside webhooks, and through a crash. */
export const ratesFamily: Family = {
  name: 'rates',
  rows: {
    'emails a second / the rate of 10': {
      how: '300 due at once, by Resend’s ledger',
      kind: 'ratio',
      better: 'more',
      goal: 0.97,
      floor: 0.9,
    },
    'time until the last of them / what the rate allows': {
      how: 'the same, from the due time',
      kind: 'ratio',
      better: 'less',
      goal: 1.05,
      floor: 1.2,
    },
    'requests to Notion per email': {
      how: 'the same: one template, row and all',
      kind: 'count',
      better: 'less',
      goal: 2.05,
      floor: 2.5,
      slack: 0.05,
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
      how: '200 due, killed at half, since the start',
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
      return { rows: await inTurn(fleet, size === 'quick' ? 'quick' : 'full', say) };
    } finally {
      await fleet.close();
    }
  },
};

async function inTurn(
  fleet: Fleet,
  size: keyof typeof sizes,
  say: Asked['say'],
): Promise<Found['rows']> {
  const { people, beside, killed, apartMs } = sizes[size];
  const startedMs = Date.now();
  const enrolMs = await enrolmentMs(fleet, people + beside + killed);
  const dueMs = Date.now() + enrolMs;
  const alone: Crowd = { name: 'alone', people, dueMs };
  const besides: Crowd = { name: 'besides', people: beside, dueMs: dueMs + apartMs };
  const crash: Crowd = { name: 'crash', people: killed, dueMs: dueMs + 2 * apartMs };
  for (const crowd of [alone, besides, crash]) await enrol(fleet, crowd);
  await untilQuiet(fleet);
  say(`all enrolled after ${sayS(Date.now() - startedMs)}; ${people} fall due …`);
  const own = await drainAlone(fleet, alone);
  say(`${beside} fall due beside webhooks …`);
  const busy = await drainBeside(fleet, besides);
  say(`${killed} fall due, and the worker is killed …`);
  const mended = await drainKilled(fleet, crash);
  await untilQuiet(fleet);
  say('webhooks while nothing is due …');
  const calm = spreadOf(await webhooks(fleet, 'calm', () => false, 60));
  return {
    ...own,
    ...mended,
    'first email of a new run behind 300 due': { value: busy.firstS },
    'webhook p99 beside 300 due': { value: busy.webhooks.p99 },
    'webhook p99 beside 300 due / calm': { value: busy.webhooks.p99 / calm.p99 },
    'requests that were one too many (429)': { value: refusedOf(fleet, startedMs) },
  };
}

async function drainAlone(fleet: Fleet, crowd: Crowd): Promise<Found['rows']> {
  const asked = () => fleet.notion.log().filter(({ key }) => key === 'ntn_sandbox').length;
  await untilDue(crowd);
  const before = asked();
  await untilSent(fleet, crowd);
  await untilQuiet(fleet);
  const sent = sentMsOf(fleet, crowd);
  const { resendPerSecond } = rates;
  return {
    'emails a second / the rate of 10': { value: efficiencyOf(sent, resendPerSecond) },
    'time until the last of them / what the rate allows': {
      value: drainOf(sent, crowd.dueMs, resendPerSecond),
    },
    'requests to Notion per email': { value: (asked() - before) / crowd.people },
  };
}

async function drainBeside(fleet: Fleet, crowd: Crowd) {
  await untilDue(crowd);
  const newcomers = [1, 2, 3].map(async (second) => {
    await setTimeout(second * SECOND);
    const name = `new-${second}`;
    const postedMs = Date.now();
    await post(fleet.apis[0] ?? '', name, postedMs);
    await eventually(
      'they get their first',
      async () => sentMsOf(fleet, { name: 'new' }).length >= second,
    );
    const [atMs = Number.NaN] = sentMsOf(fleet, { name }).slice(0, 1);
    return (atMs - postedMs) / SECOND;
  });
  const isOver = () => sentMsOf(fleet, crowd).length >= crowd.people;
  const calls = await webhooks(fleet, 'busy', isOver, 500);
  await untilSent(fleet, crowd);
  return { firstS: medianOf(await Promise.all(newcomers)), webhooks: spreadOf(calls) };
}

/** Five webhooks a second about people whose emails are days away; gives how long each took, in ms. */
async function webhooks(
  { apis }: Fleet,
  name: string,
  isOver: () => boolean,
  most: number,
): Promise<number[]> {
  const calls: Promise<number>[] = [];
  while (calls.length < most && !isOver()) {
    const at = calls.length;
    const startedMs = performance.now();
    const later = Date.now() + 30 * DAY;
    calls.push(
      post(apis[0] ?? '', `${name}-${at}`, later).then(() => performance.now() - startedMs),
    );
    await setTimeout(SECOND / 5);
  }
  return Promise.all(calls);
}

async function drainKilled(fleet: Fleet, crowd: Crowd): Promise<Found['rows']> {
  await untilDue(crowd);
  await untilSent(fleet, crowd, 0.5);
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

function sayS(ms: number): string {
  return `${(ms / SECOND).toFixed(0)} s`;
}
