import type { Fault } from '../../src/sandbox/standin/faults.js';
import type { Step, Vendor } from './act.js';
import type { Chance } from './random.js';

export const second = 1_000;

/** Somebody of whom events are told. */
export interface Person {
  chance: Chance;
  at: number;
  atMs: number;
  address: string;
  name: string;
}

export function post(
  { chance, address, name }: Person,
  atMs: number,
  event: string,
  { body = {}, ageMs }: { body?: object; ageMs?: number } = {},
): Step {
  const copies = chance.isSo(0.3) ? chance.between(2, 4) : 1;
  const told = { email: address, first_name: name, business_name: `Salon ${name}`, ...body };
  return { atMs, act: { kind: 'post', event, body: told, copies, ...(ageMs && { ageMs }) } };
}

export const assessment = {
  red_systems: 1,
  orange_systems: 2,
  assessment_score: 38,
  weakest_system_1: 'GPS',
  weakest_system_2: 'CREW',
  strongest_system: 'CABIN',
  revenue_leak_total: 14_700,
};

const paidFor = { payment_confirmed: true, package_type: 'Phase 1', start_date: 'January 12' };
export const payment = { body: paidFor };

/** What is told of a missed call. */
export const missed = ({ at }: Person) => ({
  body: {
    event_id: `call-${at}`,
    event_type: 'Strategy call',
    reschedule_url: 'https://calendar.example/',
  },
});

/** An operator sends what would take minutes. */
export function hurried({ chance, atMs, address }: Person, event: string): Step[] {
  return [12, 24, 36].map((afterS) => ({
    atMs: atMs + (afterS + chance.between(0, 4)) * second,
    act: { kind: 'control', event, address, control: 'send-now', body: {} },
  }));
}

/** A vendor does something to one person alone, from a second before they come on. */
export function spoiled(
  { atMs, address }: Person,
  {
    vendor,
    what,
    faults,
    forMs,
  }: { vendor: Vendor; what: string; faults: readonly Fault[]; forMs: number },
): Step {
  const own = faults.map((fault) => ({ ...fault, match: address }));
  return {
    atMs: Math.max(0, atMs - second),
    act: { kind: 'fault', vendor, what, faults: own, forMs, email: address },
  };
}
