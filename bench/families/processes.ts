import { setTimeout } from 'node:timers/promises';
import { DAY, MINUTE, SECOND } from '../../src/domain/duration.js';
import { databaseIds, dataSourceIds } from '../../src/sandbox/seed.js';
import { connectWorkspace } from '../../src/vendors/notion/connect.js';
import { askApi, type Fleet, type FleetProcess, startFleet } from '../../test/support/fleet.js';
import { eventually } from '../../test/support/sandbox-process.js';
import { efficiencyOf, enrolmentMs, refusedOf } from '../drain.js';
import type { Asked, Family, Found, Row } from '../report/row.js';

/** What three workers and two APIs made of people who all come, and whose emails are due, at once. */
interface Round {
  contacts: number;
  /** Tracker rows, and how many of them have a key of their own. */
  rows: number;
  ownRows: number;
  mails: number;
  ownMails: number;
  /** The share of the workers' requests that were one too many, in percent. */
  refused: number;
  /** Sends a second as a share of what both rates allow. */
  efficiency: number;
  /** From the kill until another says that it speaks to the vendors. */
  takenOverMs?: number;
}

interface Crowded {
  people: number;
  /** How long it takes to enrol them all: their emails are due afterwards. */
  enrolMs: number;
}

/** What an event more for each, and each found again, take beside one event. */
const twoEvents = 2;

const rates = { notionPerSecond: 60, resendPerSecond: 10 };

const none: Omit<Row, 'how'> = { kind: 'count', better: 'less', goal: 0, floor: 0 };
const whole = 'two rounds, the holder is killed in one';

/** Three workers and two APIs: steady work, then the same with the worker that speaks to the vendors killed. */
export const processes: Family = {
  name: 'processes',
  rows: {
    'contacts and rows made twice by 3 workers, 2 APIs': { how: whole, ...none },
    'contacts and rows they did not make': { how: whole, ...none },
    'emails they sent twice': { how: whole, ...none },
    'emails they did not send': { how: whole, ...none },
    'requests of theirs that were one too many (429)': {
      ...none,
      how: whole,
      unit: '%',
      floor: 0.1,
    },
    'their emails a second / the rate of 10, steady': {
      how: 'by Resend’s ledger',
      kind: 'ratio',
      better: 'more',
      goal: 0.97,
      floor: 0.85,
    },
    'another speaks to the vendors after a kill': {
      how: 'from the kill',
      kind: 'time',
      unit: 's',
      better: 'less',
      goal: 8,
      floor: 15,
    },
  },
  async measure({ size, say }: Asked): Promise<Found> {
    const people = size === 'quick' ? 20 : 100;
    const fleet = await startFleet({ workers: 3, apis: 2, ...rates });
    try {
      const hidden = [dataSourceIds.contacts, dataSourceIds.tracker];
      fleet.notion.setFaults(
        hidden.map((id) => ({ kind: 'query-lag', route: `POST /data_sources/${id}/query` })),
      );
      await eventually('one speaks to the vendors', async () => speakerOf(fleet) !== undefined);
      const enrolMs = twoEvents * (await enrolmentMs(fleet, people));
      const crowded = { people, enrolMs };
      say(`${people} people with two events each …`);
      const steady = await round(fleet, 'steady', crowded);
      say('the same, and the worker that speaks to the vendors is killed …');
      const killed = await round(fleet, 'holder killed', crowded);
      return { rows: toRows(steady, killed, people) };
    } finally {
      await fleet.close();
    }
  },
};

function toRows(steady: Round, killed: Round, people: number): Found['rows'] {
  const sum = (of: (one: Round) => number) => of(steady) + of(killed);
  /** Each has a contact, and a row for each of five emails. */
  const rowsEach = 5;
  return {
    'contacts and rows made twice by 3 workers, 2 APIs': {
      value: sum((one) => Math.max(0, one.contacts - people) + one.rows - one.ownRows),
    },
    'contacts and rows they did not make': {
      value: sum((one) => Math.max(0, people - one.contacts) + rowsEach * people - one.ownRows),
    },
    'emails they sent twice': { value: sum((one) => one.mails - one.ownMails) },
    'emails they did not send': { value: sum((one) => people - one.ownMails) },
    'requests of theirs that were one too many (429)': {
      value: Math.max(steady.refused, killed.refused),
    },
    'their emails a second / the rate of 10, steady': { value: steady.efficiency },
    'another speaks to the vendors after a kill': {
      value: (killed.takenOverMs ?? Number.NaN) / SECOND,
    },
  };
}

async function round(
  fleet: Fleet,
  what: 'steady' | 'holder killed',
  { people, enrolMs }: Crowded,
): Promise<Round> {
  const name = what.replaceAll(' ', '-');
  const addresses = Array.from({ length: people }, (_, at) => `${name}${at}@bench.example`);
  const startedMs = Date.now();
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
  const sentMs = mails().map(({ at }) => Date.parse(at));
  const perSecond = Math.min(rates.resendPerSecond, rates.notionPerSecond);
  return {
    ...(await tracked(fleet, addresses)),
    mails: mails().length,
    ownMails: new Set(mails().map(({ idempotencyKey }) => idempotencyKey)).size,
    refused: refusedOf(fleet, startedMs),
    efficiency: efficiencyOf(sentMs, perSecond),
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
