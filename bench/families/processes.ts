import { DAY, SECOND } from '../../src/domain/duration.js';
import { databaseIds, dataSourceIds } from '../../src/sandbox/seed.js';
import { connectWorkspace } from '../../src/vendors/notion/connect.js';
import { askApi, type Fleet, type FleetProcess, startFleet } from '../../test/support/fleet.js';
import { eventually } from '../../test/support/sandbox-process.js';
import { type Crowd, enrolmentMs, refusedOf, untilQuiet, untilSent } from '../drain.js';
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
  /** From the kill until another says that it speaks to the vendors. */
  takenOverMs: number;
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
const whole = '60 people, two events each, a kill';

/** Three workers and two APIs; the worker that speaks to the vendors is killed when half of the emails have gone. */
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
    const people = size === 'quick' ? 20 : 60;
    const fleet = await startFleet({ workers: 3, apis: 2, ...rates });
    try {
      const hidden = [dataSourceIds.contacts, dataSourceIds.tracker];
      fleet.notion.setFaults(
        hidden.map((id) => ({ kind: 'query-lag', route: `POST /data_sources/${id}/query` })),
      );
      await eventually('one speaks to the vendors', async () => speakerOf(fleet) !== undefined);
      const enrolMs = await enrolmentMs(fleet, twoEvents * people);
      say(`${people} people with two events each …`);
      return { rows: toRows(await round(fleet, { people, enrolMs }, say), people) };
    } finally {
      await fleet.close();
    }
  },
};

function toRows(seen: Round, people: number): Found['rows'] {
  const { contacts, rows, ownRows, mails, ownMails, refused, takenOverMs } = seen;
  /** Each has a contact, and a row for each of five emails. */
  const rowsEach = 5;
  return {
    'contacts and rows made twice by 3 workers, 2 APIs': {
      value: Math.max(0, contacts - people) + rows - ownRows,
    },
    'contacts and rows they did not make': {
      value: Math.max(0, people - contacts) + rowsEach * people - ownRows,
    },
    'emails they sent twice': { value: mails - ownMails },
    'emails they did not send': { value: people - ownMails },
    'requests of theirs that were one too many (429)': { value: refused },
    'another speaks to the vendors after a kill': { value: takenOverMs / SECOND },
  };
}

async function round(
  fleet: Fleet,
  { people, enrolMs }: Crowded,
  say: Asked['say'],
): Promise<Round> {
  const startedMs = Date.now();
  const crowd: Crowd = { name: 'twice', people, dueMs: startedMs + enrolMs };
  const addresses = Array.from({ length: people }, (_, at) => `twice-${at}@bench.example`);
  const email_1_sent_at = new Date(crowd.dueMs - DAY).toISOString();
  await Promise.all(addresses.map((email, at) => post(fleet, at, { email, email_1_sent_at })));
  await untilSent(fleet, crowd, 0.5);
  say('half have their email; the worker that speaks to the vendors is killed …');
  const takenOverMs = await killSpeaker(fleet);
  await untilSent(fleet, crowd);
  await untilQuiet(fleet);
  const sent = fleet.resend.ledger().filter(({ to }) => to.some((one) => addresses.includes(one)));
  return {
    ...(await tracked(fleet, addresses)),
    mails: sent.length,
    ownMails: new Set(sent.map(({ idempotencyKey }) => idempotencyKey)).size,
    refused: refusedOf(fleet, startedMs),
    takenOverMs,
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
