import type { Fault } from '../../src/sandbox/standin/faults.js';
import type { Act, Script, Step } from '../torture/act.js';
import {
  assessment,
  hurried,
  missed,
  type Person,
  post,
  second,
  spoiled,
} from '../torture/person.js';
import { Chance } from '../torture/random.js';

/**
 * Somebody whose story shows a mistake within seconds, where one is planted. Nothing of it is by chance but what
 * does not matter; so whoever looks for a mistake need not wait for luck.
 */
export type Witness = (person: Person) => Step[];

/** How long ago the website has mailed them, in seconds: what that makes of our emails. */
const ago = {
  /** Two to four are late, and go one gap after the other; five is due only when they have gone. */
  oneByOne: 200,
  /** All are late, and none too late. */
  allDue: 250,
  /** All but the last are too late, so that the run is over at once. */
  lastOne: 790,
};

function assessedAgo(person: Person, seconds: number): Step {
  return post(person, person.atMs, 'assessment', { body: assessment, ageMs: seconds * second });
}

const later = ({ atMs }: Person, seconds: number) => atMs + seconds * second;

/** Three emails, one gap after the other, and one that is due when it is due. */
export const assessed: Witness = (person) => [assessedAgo(person, ago.oneByOne)];

/** One email, and the run is over. */
export const nearlyOver: Witness = (person) => [assessedAgo(person, ago.lastOne)];

function controlled(person: Person, seconds: number, control: string, body: object = {}): Step {
  const act: Act = { kind: 'control', event: 'assessment', address: person.address, control, body };
  return { atMs: later(person, seconds), act };
}

/** Held by an operator for longer than a gap. */
export const paused: Witness = (person) => [
  ...assessed(person),
  controlled(person, 4, 'pause'),
  controlled(person, 36, 'resume', { mode: 'catch-up' }),
];

/** Held for a while, and all that is to come is as much later. */
export const shifted: Witness = (person) => [
  ...assessed(person),
  controlled(person, 4, 'pause'),
  controlled(person, 12, 'resume', { mode: 'shift' }),
];

/** Their next email is skipped. */
export const skipped: Witness = (person) => [
  ...assessed(person),
  controlled(person, 4, 'skip-next'),
];

/** Marks our mail as spam, as Resend tells. */
export const complained: Witness = (person) => {
  const { address } = person;
  const act: Act = { kind: 'delivery', address, type: 'email.complained', copies: 1 };
  // Of the first mail, and long before the second.
  return [...assessed(person), ...[4, 5].map((seconds) => ({ atMs: later(person, seconds), act }))];
};

/** Is mailed while nobody's mail is taken for half a minute. */
export const quotaUsedUp: Witness = (person) => [
  {
    atMs: Math.max(0, person.atMs - second),
    act: {
      kind: 'fault',
      vendor: 'resend',
      what: 'has its quota used up',
      faults: [{ kind: 'quota', quota: 'daily' }],
      forMs: 35 * second,
    },
  },
  ...assessed(person),
];

/** Mailed while sending is switched off for all. */
export const switchedOff: Witness = (person) => [
  ...assessed(person),
  { atMs: later(person, 4), act: { kind: 'switch', sending: false } },
  { atMs: later(person, 30), act: { kind: 'switch', sending: true, mode: 'catch-up' } },
];

const stoppedAfter = (
  person: Person,
  seconds: number,
  name: 'booked' | 'unsubscribed' | 'operator',
): Step => ({ atMs: later(person, seconds), act: { kind: 'stop', name, address: person.address } });

export const stoppedByHand: Witness = (person) => [
  ...assessed(person),
  stoppedAfter(person, 4, 'operator'),
];

/** Ended by Temporal's own Cancel. */
export const cancelled: Witness = (person) => {
  const { address } = person;
  const act: Act = { kind: 'in temporal', does: 'cancel', event: 'assessment', address };
  return [...assessed(person), { atMs: later(person, 4), act }];
};

export const booked: Witness = (person) => [...assessed(person), stoppedAfter(person, 4, 'booked')];

/** Misses a call: that ends the assessment's run. */
export const supersededByCall: Witness = (person) => [
  ...assessed(person),
  post(person, later(person, 4), 'no-show', missed(person)),
  stoppedAfter(person, 45, 'operator'),
];

/** Somebody types it into Notion, as soon as their row is surely there. */
export const typedIn: Witness = (person) => {
  const value = 'Unsubscribed';
  const act: Act = { kind: 'edit', address: person.address, property: 'emailStatus', value };
  return [
    ...assessed(person),
    ...[6, 16].map((seconds) => ({ atMs: later(person, seconds), act })),
  ];
};

/** Has unsubscribed, and misses a call afterwards: of that they are not mailed either. */
export const unsubscribed: Witness = (person) => {
  const callMs = later(person, 5);
  const caller = { ...person, atMs: callMs };
  return [
    stoppedAfter(person, 0, 'unsubscribed'),
    post(person, callMs, 'no-show', missed(person)),
    ...hurried(caller, 'no-show'),
  ];
};

/** The same event, thrice. */
export const repeated: Witness = (person) => {
  const first = assessedAgo(person, ago.lastOne);
  return [0, 3, 6].map((seconds) => ({ ...first, atMs: later(person, seconds) }));
};

/** Nothing to follow up: a call that ended in a no, and a bill that is not paid. */
export const ofNoInterest: Witness = (person) => {
  const other = { ...person, address: `unpaid.${person.address}` };
  return [
    post(person, person.atMs, 'post-call', { body: { call_outcome: 'No, thanks' } }),
    post(other, person.atMs, 'onboarding', { body: { payment_status: 'pending' } }),
  ];
};

/** Resend wants none of their mail: each of their emails fails for itself. */
export const refused: Witness = (person) => {
  const body = { name: 'validation_error', statusCode: 422, message: 'Invalid `to` field.' };
  const faults: Fault[] = [{ kind: 'status', status: 422, body, route: 'POST /emails' }];
  return [
    spoiled(person, { vendor: 'resend', what: 'refuses one address', faults, forMs: 60 * second }),
    assessedAgo(person, ago.allDue),
  ];
};

/** Resend takes their mail and never says so, nor by an event; then they are stopped, and nobody can tell. */
export const inDoubt: Witness = (person) => {
  const faults: Fault[] = [{ kind: 'after', then: 500, route: 'POST /emails' }, { kind: 'drop' }];
  return [
    spoiled(person, {
      vendor: 'resend',
      what: 'takes mail and answers 500',
      faults,
      forMs: 60 * second,
    }),
    assessedAgo(person, ago.allDue),
    stoppedAfter(person, 8, 'operator'),
  ];
};

/** Resend takes their mail, and its first answers are lost. */
export const unheardOfResend: Witness = (person) => {
  const faults: Fault[] = [{ kind: 'after', then: 500, route: 'POST /emails', times: 2 }];
  return [
    spoiled(person, {
      vendor: 'resend',
      what: 'takes mail and answers 500',
      faults,
      forMs: 30 * second,
    }),
    assessedAgo(person, ago.lastOne),
  ];
};

/** Notion makes their page, its answer is lost, and for a while no query finds it. */
export const unheardOfNotion: Witness = (person) => {
  const faults: Fault[] = [
    { kind: 'after', then: 'reset', route: 'POST /v1/pages', times: 1 },
    { kind: 'query-lag', route: 'POST /v1/data_sources/:id/query', delayMs: 20_000 },
  ];
  return [
    spoiled(person, { vendor: 'notion', what: 'loses answers', faults, forMs: 30 * second }),
    assessedAgo(person, ago.lastOne),
  ];
};

const ofEach = 2;

/** So many of each, within seconds of each other. */
export function scriptOf(witnesses: readonly Witness[], seed: number): Script {
  const chance = new Chance(seed);
  const steps = witnesses.flatMap((witness, which) =>
    Array.from({ length: ofEach }, (_, nth) => {
      const at = which * ofEach + nth;
      const name = `quillon${at}x${chance.between(100, 999)}`;
      const address = `${name}@salon.example`;
      return witness({ chance: chance.fork(), at, atMs: (1 + at) * second, address, name });
    }).flat(),
  );
  const inOrder = steps.toSorted((one, other) => one.atMs - other.atMs);
  const lastMs = inOrder.at(-1)?.atMs ?? 0;
  return { seed, lastsMs: lastMs + 5 * second, steps: inOrder };
}
