import { Client, Connection } from '@temporalio/client';
import { toRunInput } from '../src/api/website/webhooks.js';
import { assessment } from '../src/campaign/sequences/assessment.js';
import { taskQueues } from '../src/domain/run/task-queues.js';
import { attributes } from '../src/workflows/messages.js';
import { SandboxProcess } from '../test/support/sandbox-process.js';
import { type Call, countOutcomes, keepBusy, measure } from './load.js';
import { type Spread, spreadOf } from './percentiles.js';

/** One line of the table. */
export interface Row extends Spread {
  what: string;
  /** Calls under way at the same time. */
  lanes: number;
  perSecond: number;
  outcomes: Record<string, number>;
}

/** Rows, and how the webhook compares with the bare start in each, as shares of its median time. */
export interface Report {
  rows: Row[];
  /** Median of the bare start over median of the webhook, by lanes; 1 means that we cost nothing. */
  ratios: Record<number, number>;
}

export interface Size {
  warmUp: number;
  /** Calls of each kind one at a time, in pairs: webhook, start, webhook, start. */
  pairs: number;
  /** Calls of each kind, 16 at once, in alternating rounds. */
  concurrent: number;
}

const lanes = 16;
const rounds = 4;

/**
 * Latency of the assessment webhook on an idle sandbox, beside the one call to Temporal that it
 * cannot do without: the same start, made from here. Every call is about another person.
 */
export async function benchWebhook(size: Size, say: (line: string) => void): Promise<Report> {
  const sandbox = await SandboxProcess.create();
  // Out of testing mode no email comes due while we measure. Enrolments go on in the background.
  Object.assign(sandbox.env, { TESTING_MODE: 'false' });
  try {
    say('starting a sandbox …');
    const { api, temporal, secrets } = await sandbox.start();
    const connection = await Connection.connect({ address: temporal });
    const client = new Client({ connection });
    try {
      const webhook = (name: string) =>
        measure(() => postAssessment(api, secrets.webhookKey, name));
      const start = (name: string) => measure(() => startBare(client, name));
      say('warming up …');
      for (let at = 0; at < size.warmUp; at++) {
        await webhook(`warm-${at}`);
        await start(`warm-start-${at}`);
      }
      say(`${size.pairs} pairs, one call at a time …`);
      const alone = await inPairs(size.pairs, webhook, start);
      say(`${size.concurrent} of each, ${lanes} at once …`);
      const together = await inRounds(size.concurrent, webhook, start);
      return {
        rows: [...alone, ...together],
        ratios: { 1: ratio(alone), [lanes]: ratio(together) },
      };
    } finally {
      await connection.close();
    }
  } finally {
    await sandbox.stop();
    await sandbox.remove();
  }
}

type NamedCall = (name: string) => Promise<Call>;

/** Alternating, so that a slow moment of the machine falls on both. */
async function inPairs(count: number, webhook: NamedCall, start: NamedCall): Promise<Row[]> {
  const calls: { webhook: Call[]; start: Call[] } = { webhook: [], start: [] };
  for (let at = 0; at < count; at++) {
    calls.webhook.push(await webhook(`alone-${at}`));
    calls.start.push(await start(`alone-start-${at}`));
  }
  const perSecond = (of: Call[]) => of.length / (of.reduce((sum, { ms }) => sum + ms, 0) / 1_000);
  return [
    toRow('webhook', 1, calls.webhook, perSecond(calls.webhook)),
    toRow('bare start', 1, calls.start, perSecond(calls.start)),
  ];
}

async function inRounds(count: number, webhook: NamedCall, start: NamedCall): Promise<Row[]> {
  const series = {
    webhook: { calls: [] as Call[], rates: [] as number[] },
    start: { calls: [] as Call[], rates: [] as number[] },
  };
  for (let round = 0; round < rounds; round++) {
    for (const [name, call] of [
      ['webhook', webhook],
      ['start', start],
    ] as const) {
      const { calls, perSecond } = await keepBusy(lanes, Math.ceil(count / rounds), (at) =>
        call(`together-${name}-${round}-${at}`),
      );
      series[name].calls.push(...calls);
      series[name].rates.push(perSecond);
    }
  }
  const mean = (numbers: number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  return [
    toRow('webhook', lanes, series.webhook.calls, mean(series.webhook.rates)),
    toRow('bare start', lanes, series.start.calls, mean(series.start.rates)),
  ];
}

function toRow(what: string, laneCount: number, calls: Call[], perSecond: number): Row {
  const spread = spreadOf(calls.map(({ ms }) => ms));
  return { what, lanes: laneCount, ...spread, perSecond, outcomes: countOutcomes(calls) };
}

function ratio([webhook, start]: Row[]): number {
  return webhook && start ? start.p50 / webhook.p50 : Number.NaN;
}

function assessmentOf(name: string) {
  return {
    email: `${name}@bench.example`,
    first_name: 'Sarah',
    business_name: 'Salon Sarah',
    red_systems: 2,
    orange_systems: 1,
    assessment_score: 38,
    weakest_system_1: 'GPS',
    weakest_system_2: 'CREW',
    strongest_system: 'CABIN',
    revenue_leak_total: 14_700,
    email_1_sent_at: new Date().toISOString(),
  };
}

/** @returns the status and, when it was taken, whether it was new. */
async function postAssessment(api: string, key: string, name: string): Promise<string> {
  const response = await fetch(`${api}/webhooks/assessment`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
    body: JSON.stringify(assessmentOf(name)),
  });
  const { status = '' } = (await response.json()) as { status?: string | number };
  return response.status === 202 ? `202 ${status}` : String(response.status);
}

/** What the API asks of Temporal for a new assessment, and nothing around it. */
async function startBare(client: Client, name: string): Promise<string> {
  const now = new Date();
  const event = assessment.event.read(assessmentOf(name), now);
  if ('ignored' in event) throw new Error(event.message);
  const { contact, data, segment } = event;
  const person = { contact: { ...contact, key: name }, data, segment };
  const input = toRunInput(assessment.sequence, event, person, now, false);
  await client.workflow.start('assessment', {
    taskQueue: taskQueues.workflows,
    workflowId: `assessment/${name}`,
    args: [input],
    memo: { emails: input.emails },
    typedSearchAttributes: [
      { key: attributes.contactKey, value: name },
      { key: attributes.needsAttention, value: false },
      { key: attributes.segment, value: 'CRITICAL' },
      { key: attributes.nextSendAt, value: now },
    ],
  });
  return 'started';
}
