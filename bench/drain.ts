import { setTimeout } from 'node:timers/promises';
import { DAY, HOUR, MINUTE, SECOND } from '../src/domain/duration.js';
import { askApi, type Fleet } from '../test/support/fleet.js';
import { eventually } from '../test/support/sandbox-process.js';
import { countOutcomes, keepBusy, measure } from './load.js';
import { assessmentOf } from './people.js';

/** People whose emails fall due at the same moment, and how that went. */
export interface Crowd {
  /** The beginning of their addresses. */
  name: string;
  people: number;
  dueMs: number;
  /** Which of their emails; default: 2, the first that we send. */
  number?: 2 | 3;
}

const atOnce = 16;

/** Posts an assessment of each of them, again after each answer that asks for that, as a website should. */
export async function enrol(
  { apis }: Fleet,
  { name, people, dueMs, number }: Crowd,
): Promise<void> {
  const [api = ''] = apis;
  const { calls } = await keepBusy(atOnce, people, (at) =>
    measure(() => post(api, `${name}-${at}`, dueMs, number).then(() => 'taken')),
  );
  const { taken = 0, ...others } = countOutcomes(calls);
  if (taken < people) throw new Error(`${name}: not all were taken, ${JSON.stringify(others)}`);
}

/** How long after the website's #1 they are. */
const afterMs = { 2: DAY, 3: 3 * DAY };

/** One person whose email of that number falls due at that moment. */
export async function post(
  api: string,
  name: string,
  dueMs: number,
  number: 2 | 3 = 2,
): Promise<void> {
  const event = assessmentOf(name, new Date(dueMs - afterMs[number]));
  await eventually('it is taken', async () => {
    const { status, body } = await askApi(api, '/webhooks/assessment', event);
    if (status >= 400 && status < 429) throw new Error(`${status} ${JSON.stringify(body)}`);
    return status === 202;
  });
}

const gaugedPeople = 20;

/** After all that is measured; a website sends #1 a day before at most. */
export const later = DAY - HOUR;

/** How long enrolling so many people will take on this machine at this moment, in ms: a few are, to see. */
export async function enrolmentMs(fleet: Fleet, people: number): Promise<number> {
  let each = 0;
  // The first of them warm up what the others find warm.
  for (const name of ['warm', 'gauge']) {
    const startedMs = Date.now();
    await enrol(fleet, { name, people: gaugedPeople, dueMs: startedMs + later });
    each = ((await untilQuiet(fleet)) - startedMs) / gaugedPeople;
  }
  return 15 * SECOND + 1.5 * each * people;
}

/** When each of their mails was accepted, in order. */
export function sentMsOf({ resend }: Fleet, { name }: Pick<Crowd, 'name'>): number[] {
  const mails = resend.ledger().filter(({ to }) => to.some((one) => one.startsWith(`${name}-`)));
  return mails.map(({ at }) => Date.parse(at)).toSorted((a, b) => a - b);
}

const patienceMs = 10 * MINUTE;

/** Until all of a crowd have their mail, whatever that takes. */
export async function untilSent(fleet: Fleet, crowd: Crowd, share = 1): Promise<void> {
  const untilMs = Math.max(crowd.dueMs, Date.now()) + patienceMs;
  while (sentMsOf(fleet, crowd).length < share * crowd.people) {
    if (Date.now() > untilMs) throw new Error(`${crowd.name}: not all were sent in ten minutes`);
    await setTimeout(SECOND / 2); // to look takes time that what is measured would need
  }
}

/**
 * Until nobody has asked Notion or Resend anything for two seconds.
 * @returns when the last of them was asked, as far as was seen.
 */
export async function untilQuiet({ notion, resend }: Fleet): Promise<number> {
  const count = () => notion.log().length + resend.log().length;
  let lastMs = Date.now();
  const untilMs = lastMs + 180 * SECOND;
  for (let before = -1; before !== count(); await setTimeout(2 * SECOND)) {
    before = count();
    lastMs = Date.now();
    if (lastMs > untilMs)
      throw new Error('the vendors were asked for three minutes without a pause');
  }
  return lastMs;
}

/** @throws when they took longer to enrol than they had: then nothing can be said of their mail. */
export async function untilDue({ name, dueMs }: Crowd): Promise<void> {
  if (Date.now() > dueMs) throw new Error(`${name}: due before all were enrolled`);
  await setTimeout(dueMs - Date.now());
}

/** Sends a second as a share of the rate; over 1 is a burst, shown as 1. */
export function efficiencyOf(sentMs: readonly number[], perSecond: number): number {
  const seconds = (Math.max(...sentMs) - Math.min(...sentMs)) / SECOND;
  return Math.min(1, (sentMs.length - 1) / (seconds * perSecond));
}

/** How many times as long as it must be it was from the due time to the last mail. */
export function drainOf(sentMs: readonly number[], dueMs: number, perSecond: number): number {
  return ((Math.max(...sentMs) - dueMs) * perSecond) / ((sentMs.length - 1) * SECOND);
}

/** Of the workers' requests to the vendors, the share that was one too many, in percent. */
export function refusedOf({ notion, resend }: Fleet, fromMs: number): number {
  const asked = [...notion.log(), ...resend.log()].filter(
    ({ key, at }) => key !== null && ofWorkers.has(key) && Date.parse(at) >= fromMs,
  );
  const refused = asked.filter(({ status }) => status === 429);
  return (100 * refused.length) / asked.length;
}

const ofWorkers = new Set(['ntn_sandbox', 're_sandbox', 'ntn_second']);
