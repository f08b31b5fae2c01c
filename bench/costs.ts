import { setTimeout } from 'node:timers/promises';
import { DAY, SECOND } from '../src/domain/duration.js';
import { askApi, type Fleet, FleetProcess, startFleet } from '../test/support/fleet.js';
import { eventually } from '../test/support/sandbox-process.js';
import type { Drip } from './bare/workflow.js';
import { cpuMs } from './cpu.js';
import { keepBusy, measure } from './load.js';

/** What so many people cost who start and are mailed at the same time, and how fast their mail went. */
export interface CostsRow {
  what: string;
  people: number;
  /** CPU of the worker and of Temporal's server, in ms for each. */
  cpuPerStart: number;
  cpuPerEmail: number;
  /** Sends a second as a share of the rate. */
  efficiency: number;
}

export interface CostsSize {
  people: number;
  rounds: number;
  /** How long it takes to start them all: their emails are due afterwards. */
  startMs: number;
}

const rates = { notionPerSecond: 100, resendPerSecond: 10 };
const atOnce = 16;

/**
 * A bare drip, then Evergreen round by round, on one server: what Resend reports of each email is told, and
 * the runs of earlier rounds wait for their next emails meanwhile.
 */
export async function benchCosts(
  size: CostsSize,
  say: (line: string) => void,
): Promise<CostsRow[]> {
  say('starting a worker, an API, and a worker of bare drips …');
  const fleet = await startFleet({ workers: 1, apis: 1, ...rates });
  try {
    fleet.resend.setWebhook({
      url: `${fleet.apis[0]}/webhooks/resend`,
      secret: fleet.resendSecret,
    });
    const rows = [await bareRound(fleet, size, say)];
    for (let round = 1; round <= size.rounds; round += 1) {
      rows.push(await ownRound(fleet, size, `Evergreen, round ${round}`, say));
    }
    return rows;
  } finally {
    await fleet.close();
  }
}

async function bareRound(
  fleet: Fleet,
  { people, startMs }: CostsSize,
  say: (line: string) => void,
): Promise<CostsRow> {
  const what = 'bare drip';
  say(`${people} people, ${what} …`);
  const worker = new FleetProcess('bench/bare/worker.ts', {
    TEMPORAL_ADDRESS: fleet.temporal.address,
    EMAILS_PER_SECOND: String(rates.resendPerSecond),
  });
  try {
    await worker.says('the worker is running');
    const untilMs = Date.now() + startMs;
    const start = async (at: number) => {
      const drip: Drip = { url: fleet.resendUrl, email: addressOf(what, at), untilMs };
      const options = { taskQueue: 'bare', workflowId: `bare/${at}`, args: [drip] };
      await fleet.client.workflow.start('bareDrip', options);
    };
    return await measured(fleet, { what, people, untilMs, pids: [worker.pid], start });
  } finally {
    await worker.end('SIGKILL');
  }
}

function ownRound(
  fleet: Fleet,
  { people, startMs }: CostsSize,
  what: string,
  say: (line: string) => void,
): Promise<CostsRow> {
  say(`${people} people, ${what} …`);
  const untilMs = Date.now() + startMs;
  const email_1_sent_at = new Date(untilMs - DAY).toISOString();
  const start = async (at: number) => {
    const event = { email: addressOf(what, at), first_name: 'Sarah', email_1_sent_at };
    await eventually('it is taken', async () => {
      const { status } = await askApi(fleet.apis[0] ?? '', '/webhooks/assessment', event);
      return status === 202;
    });
  };
  const pids = fleet.workers.map(({ pid }) => pid);
  return measured(fleet, { what, people, untilMs, pids, start });
}

/** Starts them all, waits until nothing is left to do, and then until their emails have gone. */
async function measured(
  fleet: Fleet,
  asked: {
    what: string;
    people: number;
    untilMs: number;
    pids: number[];
    start: (at: number) => Promise<void>;
  },
): Promise<CostsRow> {
  const { what, people, untilMs, start } = asked;
  const pids = [...asked.pids, fleet.temporal.pid];
  const before = cpuMs(pids);
  await keepBusy(atOnce, people, (at) => measure(() => start(at).then(() => 'started')));
  await untilQuiet(fleet);
  const started = cpuMs(pids);
  if (Date.now() > untilMs) throw new Error('the emails were due before all had started');
  await setTimeout(untilMs - Date.now());
  const due = cpuMs(pids);
  const sentMs = () =>
    fleet.resend
      .ledger()
      .filter(({ to }) => to.some((one) => one.startsWith(nameOf(what))))
      .map(({ at }) => Date.parse(at));
  await eventually('all are sent', async () => sentMs().length >= people);
  await untilQuiet(fleet);
  return {
    what,
    people,
    cpuPerStart: (started - before) / people,
    cpuPerEmail: (cpuMs(pids) - due) / people,
    efficiency: efficiencyOf(sentMs()),
  };
}

/** Until nobody has asked Notion or Resend anything for three seconds. */
async function untilQuiet({ notion, resend }: Fleet): Promise<void> {
  const count = () => notion.log().length + resend.log().length;
  for (let before = -1; before !== count(); await setTimeout(3 * SECOND)) before = count();
}

/** Over 1 is a burst, shown as 1. */
function efficiencyOf(sentMs: number[]): number {
  const seconds = (Math.max(...sentMs) - Math.min(...sentMs)) / SECOND;
  return Math.min(1, (sentMs.length - 1) / (seconds * rates.resendPerSecond));
}

function nameOf(what: string): string {
  return what.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

function addressOf(what: string, at: number): string {
  return `${nameOf(what)}-${at}@bench.example`;
}
