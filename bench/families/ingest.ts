import { setTimeout } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { callerRate } from '../../src/api/http/callers.js';
import { SECOND } from '../../src/domain/duration.js';
import { startOnce } from '../../src/runs/start.js';
import { askApi, startFleet } from '../../test/support/fleet.js';
import { countOutcomes, keepBusy, measure } from '../load.js';
import { assessmentOf, inputOf } from '../people.js';
import { spreadOf } from '../percentiles.js';
import type { Asked, Family, Found } from '../report/row.js';
import { measuredOf } from '../report/spread.js';

const lanes = 16;

/** After so long the API takes a burst again; no block asks for more than one. */
const restMs = (callerRate.burst / callerRate.perSecond) * SECOND;

const sizes = {
  quick: { warmUp: 5, blocks: 2, pairs: 10, together: 32 },
  full: { warmUp: 200, blocks: 5, pairs: 40, together: 64 },
};

/**
 * The assessment webhook beside the one call to Temporal that it cannot do without: the same start, made from here.
 * Every call is about another person. No worker is there: enrolling whoever came before would take the cores.
 */
export const ingest: Family = {
  name: 'ingest',
  rows: {
    'the start alone / the webhook, one at a time': {
      how: 'medians of their times, no worker beside it',
      kind: 'ratio',
      better: 'more',
      goal: 0.95,
      floor: 0.85,
    },
    'the webhook / the start alone, 16 at once': {
      how: 'answers a second, no worker beside it',
      kind: 'ratio',
      better: 'more',
      goal: 0.95,
      floor: 0.85,
    },
    'the webhook, one at a time, p50': {
      how: 'no worker beside it',
      kind: 'time',
      unit: 'ms',
      better: 'less',
      goal: 20,
      floor: 60,
    },
    'webhooks a second, 16 at once': {
      how: 'no worker beside it',
      kind: 'time',
      better: 'more',
      goal: 70,
      floor: 25,
    },
  },
  async measure({ size, say }: Asked): Promise<Found> {
    const fleet = await startFleet({ workers: 0, apis: 1, notionPerSecond: 3, resendPerSecond: 2 });
    const [api = ''] = fleet.apis;
    const calls = {
      webhook: (name: string) => postAssessment(api, name),
      start: (name: string) => startBare(fleet.client, name),
    };
    try {
      return { rows: await inBlocks(sizes[size === 'quick' ? 'quick' : 'full'], calls, say) };
    } finally {
      await fleet.close();
    }
  },
};

const wanted = { webhook: '202 accepted', start: 'started' };

type Calls = Record<'webhook' | 'start', (name: string) => Promise<string>>;

async function inBlocks(
  { warmUp, blocks, pairs, together }: (typeof sizes)['full'],
  calls: Calls,
  say: Asked['say'],
): Promise<Found['rows']> {
  for (let at = 0; at < warmUp; at += 1) {
    await calls.webhook(`warm-${at}`);
    await calls.start(`warm-start-${at}`);
  }
  const alone: { webhook: number; ratio: number }[] = [];
  const busy: { webhook: number; ratio: number }[] = [];
  for (let block = 0; block < blocks; block += 1) {
    const times: Record<keyof Calls, number[]> = { webhook: [], start: [] };
    await setTimeout(restMs);
    // Alternating, so that a slow moment of the machine falls on both.
    for (let at = 0; at < pairs; at += 1) {
      for (const kind of ['webhook', 'start'] as const) {
        const { ms, outcome } = await measure(() => calls[kind](`alone-${kind}-${block}-${at}`));
        if (outcome !== wanted[kind]) throw new Error(`${kind}: ${outcome}`);
        times[kind].push(ms);
      }
    }
    const [webhook, start] = [spreadOf(times.webhook).p50, spreadOf(times.start).p50];
    alone.push({ webhook, ratio: start / webhook });
    const rates = await atOnce(calls, block, together);
    busy.push({ webhook: rates.webhook, ratio: rates.webhook / rates.start });
    say(`block ${block + 1}: webhook ${webhook.toFixed(0)} ms, start ${start.toFixed(0)} ms`);
  }
  const of = (found: typeof alone, what: 'webhook' | 'ratio') =>
    measuredOf(found.map((one) => one[what]));
  return {
    'the start alone / the webhook, one at a time': of(alone, 'ratio'),
    'the webhook / the start alone, 16 at once': of(busy, 'ratio'),
    'the webhook, one at a time, p50': of(alone, 'webhook'),
    'webhooks a second, 16 at once': of(busy, 'webhook'),
  };
}

/** How many a second of each. */
async function atOnce(
  calls: Calls,
  block: number,
  count: number,
): Promise<Record<keyof Calls, number>> {
  const rates = { webhook: 0, start: 0 };
  for (const kind of ['webhook', 'start'] as const) {
    const done = await keepBusy(lanes, count, (at) =>
      measure(() => calls[kind](`together-${kind}-${block}-${at}`)),
    );
    const outcomes = countOutcomes(done.calls);
    if (outcomes[wanted[kind]] !== count) throw new Error(`${kind}: ${JSON.stringify(outcomes)}`);
    rates[kind] = done.perSecond;
  }
  return rates;
}

/** @returns the status and, when it was taken, whether it was new. */
async function postAssessment(api: string, name: string): Promise<string> {
  const { status, body } = await askApi(api, '/webhooks/assessment', assessmentOf(name));
  return status === 202 ? `202 ${String(body['status'])}` : String(status);
}

/** What the API asks of Temporal for a new assessment, and nothing around it. */
async function startBare(client: Client, name: string): Promise<string> {
  const deps = { client, now: async () => new Date(), hasProgress: async () => true };
  const run = { id: `assessment/${name}`, workflowType: 'assessment', input: inputOf(name) };
  return (await startOnce(deps, run)) ? 'started' : 'there already';
}
