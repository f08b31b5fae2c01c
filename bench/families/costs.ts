import { SECOND } from '../../src/domain/duration.js';
import { type Fleet, type FleetProcess, startFleet } from '../../test/support/fleet.js';
import { startDrip, startDrips } from '../bare/drips.js';
import { cpuMs } from '../cpu.js';
import {
  type Crowd,
  efficiencyOf,
  enrol,
  sentMsOf,
  untilDue,
  untilQuiet,
  untilSent,
} from '../drain.js';
import { keepBusy, measure } from '../load.js';
import type { Asked, Family, Found } from '../report/row.js';
import { measuredOf } from '../report/spread.js';

// A pace for Notion would only lengthen the rounds, and what idles meanwhile would count.
const rates = { notionPerSecond: 2_000, resendPerSecond: 10 };

/**
 * What a person costs beside a bare drip, which is a start, a timer and one POST, on the same server. Both workers
 * are there all the time, and what Resend reports of each email is told.
 */
export const costs: Family = {
  name: 'costs',
  rows: {
    'CPU per start / bare drip': {
      how: 'worker and server, pairs of rounds',
      kind: 'ratio',
      better: 'less',
      goal: 2,
      floor: 3,
    },
    'CPU per email / bare drip': {
      how: 'the same',
      kind: 'ratio',
      better: 'less',
      goal: 2.5,
      floor: 3,
    },
    'CPU per start': {
      how: 'the same, ours alone',
      kind: 'time',
      unit: 'ms',
      better: 'less',
      goal: 50,
      floor: 150,
    },
    'CPU per email': {
      how: 'the same, ours alone',
      kind: 'time',
      unit: 'ms',
      better: 'less',
      goal: 75,
      floor: 200,
    },
    'rate held in the worst round': {
      how: 'sends a second / 10',
      kind: 'ratio',
      better: 'more',
      goal: 0.97,
      floor: 0.85,
    },
  },
  async measure({ size, say }: Asked): Promise<Found> {
    const asked = size === 'quick' ? { pairs: 2, people: 10 } : { pairs: 5, people: 100 };
    const fleet = await startFleet({ workers: 1, apis: 1, ...rates });
    let drips: FleetProcess | undefined;
    try {
      fleet.resend.setWebhook({
        url: `${fleet.apis[0]}/webhooks/resend`,
        secret: fleet.resendSecret,
      });
      drips = await startDrips(fleet, rates.resendPerSecond);
      return await inPairs({ fleet, drips, tookMs: { bare: 2_000, ours: 2_000 } }, asked, say);
    } finally {
      await drips?.end('SIGKILL');
      await fleet.close();
    }
  },
};

interface Scene {
  fleet: Fleet;
  drips: FleetProcess;
  /** How long the last round needed for each person until all was quiet, in ms: the next one needs hardly more. */
  tookMs: { bare: number; ours: number };
}

interface Round {
  start: number;
  email: number;
  efficiency: number;
}

async function inPairs(
  scene: Scene,
  { pairs, people }: { pairs: number; people: number },
  say: Asked['say'],
): Promise<Found> {
  // What is loaded, compiled and cached once is nobody's cost.
  await round(scene, 'warm-bare', 10);
  await round(scene, 'warm-ours', 10);
  const found: { bare: Round[]; ours: Round[] } = { bare: [], ours: [] };
  for (let pair = 1; pair <= pairs; pair += 1) {
    const bare = await round(scene, `${pair}-bare`, people);
    const ours = await round(scene, `${pair}-ours`, people);
    found.bare.push(bare);
    found.ours.push(ours);
    const told = [bare, ours].map(
      ({ start, email }) => `${start.toFixed(0)} and ${email.toFixed(0)} ms`,
    );
    say(`pair ${pair}: a start and an email, bare ${told[0]}, ours ${told[1]}`);
  }
  const { ours } = found;
  const against = (of: 'start' | 'email') =>
    measuredOf(ours.map((one, at) => one[of] / (found.bare[at]?.[of] ?? Number.NaN)));
  return {
    rows: {
      'CPU per start / bare drip': against('start'),
      'CPU per email / bare drip': against('email'),
      'CPU per start': measuredOf(ours.map(({ start }) => start)),
      'CPU per email': measuredOf(ours.map(({ email }) => email)),
      'rate held in the worst round': {
        value: Math.min(...ours.map(({ efficiency }) => efficiency)),
      },
    },
  };
}

/** Starts them all, waits until nothing is left to do, and then until their emails have gone. */
async function round(scene: Scene, name: string, people: number): Promise<Round> {
  const { fleet, drips, tookMs } = scene;
  const isBare = name.endsWith('bare');
  const kind = isBare ? 'bare' : 'ours';
  const startedMs = Date.now();
  const own = isBare ? [drips] : fleet.workers;
  const pids = [...own.map(({ pid }) => pid), fleet.temporal.pid];
  const crowd: Crowd = {
    name,
    people,
    dueMs: startedMs + 7 * SECOND + 1.5 * people * tookMs[kind],
  };
  const before = cpuMs(pids);
  if (isBare) {
    await keepBusy(16, people, (at) =>
      measure(() => startDrip(fleet, `${name}-${at}`, crowd.dueMs).then(() => 'started')),
    );
  } else await enrol(fleet, crowd);
  tookMs[kind] = ((await untilQuiet(fleet)) - startedMs) / people;
  const started = cpuMs(pids);
  await untilDue(crowd);
  const due = cpuMs(pids);
  await untilSent(fleet, crowd);
  await untilQuiet(fleet);
  return {
    start: (started - before) / people,
    email: (cpuMs(pids) - due) / people,
    efficiency: efficiencyOf(sentMsOf(fleet, crowd), rates.resendPerSecond),
  };
}
