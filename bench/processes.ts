import { setTimeout } from 'node:timers/promises';
import { DAY, MINUTE, SECOND } from '../src/domain/duration.js';
import { databaseIds, dataSourceIds } from '../src/sandbox/seed.js';
import { connectWorkspace } from '../src/vendors/notion/connect.js';
import { askApi, type Fleet, type FleetProcess, startFleet } from '../test/support/fleet.js';
import { eventually } from '../test/support/sandbox-process.js';

/** What three workers and two APIs made of people who all come, and whose emails are due, at once. */
export interface ProcessesRow {
  what: string;
  people: number;
  contacts: number;
  /** Tracker rows, and how many of them have a key of their own. */
  rows: number;
  ownRows: number;
  mails: number;
  ownMails: number;
  /** Requests of the workers to both vendors, and how many of them were one too many. */
  requests: number;
  refused: number;
  /** Sends a second as a share of what both rates allow. */
  efficiency: number;
  /** From the kill until another says that it speaks to the vendors. */
  takenOverMs?: number;
}

export interface ProcessesSize {
  people: number;
  /** How long it takes to enrol them all: their emails are due afterwards. */
  enrolMs: number;
}

const rates = { notionPerSecond: 30, resendPerSecond: 10 };

/** Steady work, then the same with the worker that speaks to the vendors killed when half is sent. */
export async function benchProcesses(
  { people, enrolMs }: ProcessesSize,
  say: (line: string) => void,
): Promise<ProcessesRow[]> {
  say('starting three workers and two APIs …');
  const fleet = await startFleet({ workers: 3, apis: 2, ...rates });
  try {
    const hidden = [dataSourceIds.contacts, dataSourceIds.tracker];
    fleet.notion.setFaults(
      hidden.map((id) => ({ kind: 'query-lag', route: `POST /data_sources/${id}/query` })),
    );
    await eventually('one speaks to the vendors', async () => speakerOf(fleet) !== undefined);
    const rows: ProcessesRow[] = [];
    for (const what of ['steady', 'holder killed'] as const) {
      say(`${people} people with two events each, ${what} …`);
      rows.push(await round(fleet, what, { people, enrolMs }));
    }
    return rows;
  } finally {
    await fleet.close();
  }
}

async function round(
  fleet: Fleet,
  what: 'steady' | 'holder killed',
  { people, enrolMs }: ProcessesSize,
): Promise<ProcessesRow> {
  const name = what.replaceAll(' ', '-');
  const addresses = Array.from({ length: people }, (_, at) => `${name}${at}@bench.example`);
  const startedAt = new Date().toISOString();
  const email_1_sent_at = new Date(Date.now() - DAY + enrolMs).toISOString();
  await Promise.all(addresses.map((email, at) => post(fleet, at, { email, email_1_sent_at })));
  const mails = () =>
    fleet.resend.ledger().filter(({ to }) => to.some((one) => one.startsWith(name)));
  const untilSent = async (share: number) => {
    const untilMs = Date.now() + enrolMs + 5 * MINUTE;
    while (mails().length < share * people && Date.now() < untilMs) await setTimeout(50);
  };
  let takenOverMs: number | undefined;
  if (what === 'holder killed') {
    await untilSent(0.5);
    takenOverMs = await killSpeaker(fleet);
  }
  await untilSent(1);
  const requests = workersRequests(fleet).filter(({ at }) => at >= startedAt);
  return {
    what,
    people,
    ...(await tracked(fleet, addresses)),
    mails: mails().length,
    ownMails: new Set(mails().map(({ idempotencyKey }) => idempotencyKey)).size,
    requests: requests.length,
    refused: requests.filter(({ status }) => status === 429).length,
    efficiency: efficiencyOf(mails().map(({ at }) => Date.parse(at))),
    ...(takenOverMs !== undefined && { takenOverMs }),
  };
}

/** Two events of one person at the same moment, each to another API. */
async function post(
  { apis }: Fleet,
  at: number,
  event: { email: string; email_1_sent_at: string },
): Promise<void> {
  const [one = '', other = ''] = at % 2 ? apis : apis.toReversed();
  const events = [
    [one, '/webhooks/assessment'],
    [other, '/webhooks/signup'],
  ] as const;
  await Promise.all(events.map(([api, path]) => untilTaken(api, path, event)));
}

/** As a website should: again after a 503. */
async function untilTaken(api: string, path: string, event: object): Promise<void> {
  await eventually('it is taken', async () => (await askApi(api, path, event)).status === 202);
}

/** Kills it, and gives how long nobody spoke to the vendors. */
async function killSpeaker(fleet: Fleet): Promise<number> {
  const speaker = speakerOf(fleet);
  if (!speaker) throw new Error('nobody speaks to the vendors');
  await speaker.end('SIGKILL');
  const killedMs = Date.now();
  await eventually('another speaks to the vendors', async () => speakerOf(fleet) !== undefined);
  return Date.now() - killedMs;
}

function speakerOf({ workers }: Fleet): FleetProcess | undefined {
  return workers.find(({ speaks }) => speaks);
}

function workersRequests({ notion, resend }: Fleet) {
  const ofWorkers = new Set<string | null>(['ntn_sandbox', 're_sandbox']);
  return [...notion.log(), ...resend.log()].filter(({ key }) => ofWorkers.has(key));
}

async function tracked({ notion, notionUrl }: Fleet, addresses: string[]) {
  notion.setFaults([]);
  const { contacts, tracker } = await connectWorkspace({
    token: 'ntn_observer',
    baseUrl: notionUrl,
    requestsPerSecond: 1_000,
    databases: databaseIds,
  });
  let people = 0;
  const keys: (string | null)[] = [];
  for (const address of addresses) {
    people += (await contacts.find('email', 'equals', address)).length;
    const rows = await tracker.find('email', 'equals', address);
    keys.push(...rows.map(({ values }) => values.key));
  }
  return { contacts: people, rows: keys.length, ownRows: new Set(keys).size };
}

/** One mail needs one request of each vendor before it goes. Over 1 is a burst, shown as 1. */
function efficiencyOf(sentMs: number[]): number {
  const first = Math.min(...sentMs);
  const last = Math.max(...sentMs);
  const allowed = Math.min(rates.resendPerSecond, rates.notionPerSecond);
  return Math.min(1, (sentMs.length - 1) / (((last - first) / SECOND) * allowed));
}
