import type { Fault } from '../../src/sandbox/standin/faults.js';
import type { Act, Interval, Step } from './act.js';
import {
  assessment,
  hurried,
  missed,
  type Person,
  payment,
  post,
  second,
  spoiled,
} from './person.js';
import type { Chance } from './random.js';
import {
  cancelled,
  inDoubt,
  resolved,
  restarted,
  takenBack,
  terminated,
  typedBefore,
} from './second-thoughts.js';

/** So many come, on average, in a minute. */
const perMinute = 24;
const everyOffMs = 45 * second;
/** Time enough for what is late to be judged. */
const apartMs = 20 * second;

/**
 * Random people: what is told of each, what they do, and what operators do to them.
 * `away`: when nobody works.
 */
export function people(chance: Chance, lastsMs: number, away: readonly Interval[]): Step[] {
  const count = Math.max(1, Math.round((lastsMs / 60_000) * perMinute));
  const everybody = Array.from({ length: count }, (_, at) => {
    const own = chance.fork();
    return onePerson(own, at, Math.floor(own.next() * lastsMs));
  });
  return [...everybody.flat(), ...switched(chance.fork(), lastsMs, away)];
}

/**
 * Now and then sending is switched off for some seconds, for all. Not around the time when nobody works: whoever
 * comes too late because of that would then be late because sending was off.
 */
function switched(chance: Chance, lastsMs: number, away: readonly Interval[]): Step[] {
  return Array.from({ length: Math.round(lastsMs / everyOffMs) }, (_, at): Step[] => {
    const atMs = Math.floor((at + chance.next() / 2) * everyOffMs);
    const mode = chance.oneOf(['shift', 'catch-up']);
    const onMs = atMs + chance.between(8, 14) * second;
    const isApart = away.every(
      ({ fromMs, untilMs }) => onMs < fromMs - apartMs || atMs > untilMs + apartMs,
    );
    if (!isApart) return [];
    return [
      { atMs, act: { kind: 'switch', sending: false } },
      { atMs: onMs, act: { kind: 'switch', sending: true, mode } },
    ];
  }).flat();
}

/** What may become of a person, by how often. */
const fates: readonly [share: number, (person: Person) => Step[]][] = [
  [6, assessed],
  [2, assessedLate],
  [2, typedInNotion],
  [2, stopped],
  [1, unsubscribed],
  [2, undelivered],
  [3, superseded],
  [3, steered],
  [2, missedCall],
  [1, paid],
  [1, ignored],
  [1, inDoubt],
  [1, refused],
  [1, resolved],
  [2, restarted],
  [1, takenBack],
  [1, typedBefore],
  [1, cancelled],
  [2, terminated],
];

function onePerson(chance: Chance, at: number, atMs: number): Step[] {
  const total = fates.reduce((sum, [share]) => sum + share, 0);
  let left = chance.next() * total;
  const byChance = fates.find(([share]) => (left -= share) < 0);
  // Of each kind one at least, where there are as many people.
  const [, fate = assessed] = fates[at] ?? byChance ?? [];
  // Found again wherever it stands, and nowhere else.
  const name = `Quillon${at}x${chance.between(100, 999)}`;
  return fate({ chance, at, atMs, address: `${name}@salon.example`, name });
}

/** The website mailed them some minutes ago, so that our emails come one gap after the other. */
function assessed(person: Person): Step[] {
  const { chance, at, atMs } = person;
  const ageMs = chance.between(150, 230) * second;
  // Of some the website says what became of its own email.
  const said = [{}, { email_1_status: 'bounced' }, {}, { email_1_status: 'deferred' }][at % 4];
  const first = post(person, atMs, 'assessment', { body: { ...assessment, ...said }, ageMs });
  // The same event once more, days later as it were.
  const again = chance.isSo(0.3) ? [{ ...first, atMs: atMs + chance.between(2, 40) * second }] : [];
  return [first, ...again];
}

/** So long ago that some of their emails are too late, and some just in time. */
function assessedLate(person: Person): Step[] {
  const ageMs = person.chance.between(690, 850) * second;
  return [post(person, person.atMs, 'assessment', { body: assessment, ageMs })];
}

const soon = ({ chance, atMs }: Person) => atMs + chance.between(0, 30) * second;

/** Somebody changes their row by hand. */
function typedInNotion(person: Person): Step[] {
  const [property, value] = person.chance.oneOf([
    ['emailStatus', 'Unsubscribed'],
    ['emailStatus', 'Bounced'],
    ['bookingStatus', 'Booked'],
  ] as const);
  const act: Act = { kind: 'edit', address: person.address, property, value };
  return [...assessed(person), { atMs: soon(person), act }];
}

function stopped(person: Person): Step[] {
  const { chance, address } = person;
  const act: Act = { kind: 'stop', name: chance.oneOf(['booked', 'operator']), address };
  return [...assessed(person), { atMs: soon(person), act }];
}

/** Whoever has unsubscribed gets nothing of what begins later either. */
function unsubscribed(person: Person): Step[] {
  const atMs = soon(person);
  const act: Act = { kind: 'stop', name: 'unsubscribed', address: person.address };
  const later = { ...person, atMs: atMs + 6 * second };
  return [...assessed(person), { atMs, act }, ...missedCall(later)];
}

/** Resend tells of their mail later, now and then more than once and to whoever listens. */
function undelivered(person: Person): Step[] {
  const { chance, address } = person;
  const type = chance.oneOf(['email.bounced', 'email.complained'] as const);
  const act: Act = { kind: 'delivery', address, type, copies: chance.between(1, 4) };
  return [...assessed(person), { atMs: soon(person) + 8 * second, act }];
}

function superseded(person: Person): Step[] {
  const { chance, at } = person;
  const laterMs = person.atMs + chance.between(0, 25) * second;
  const called = {
    call_date: `2025-12-0${1 + (at % 9)}`,
    call_outcome: 'Maybe',
    objections: ['price'],
  };
  const [event, told] = chance.oneOf([
    ['no-show', missed(person)],
    ['post-call', { body: called }],
    ['onboarding', payment],
  ] as const);
  const later = { ...person, atMs: laterMs };
  return [...assessed(person), post(person, laterMs, event, told), ...hurried(later, event)];
}

function missedCall(person: Person): Step[] {
  const steps = [post(person, person.atMs, 'no-show', missed(person))];
  return [...steps, ...hurried(person, 'no-show')];
}

function paid(person: Person): Step[] {
  return [post(person, person.atMs, 'onboarding', payment), ...hurried(person, 'onboarding')];
}

/** What an operator does to a run on its way. */
function steered(person: Person): Step[] {
  const { chance, address } = person;
  let atMs = person.atMs;
  const controls = Array.from({ length: chance.between(1, 3) }, (): Step[] => {
    atMs += chance.between(1, 12) * second;
    const control = (name: string, body: object = {}): Act => ({
      kind: 'control',
      event: 'assessment',
      address,
      control: name,
      body,
    });
    const name = chance.oneOf(['pause', 'skip-next', 'send-now', 'reschedule']);
    if (name === 'reschedule') {
      const body = { number: chance.between(2, 5), inMs: chance.between(5, 40) * second };
      return [{ atMs, act: control(name, body) }];
    }
    if (name !== 'pause') return [{ atMs, act: control(name) }];
    const pausedMs = chance.between(1, 15) * second;
    const mode = chance.oneOf(['shift', 'catch-up']);
    const resume = { atMs: atMs + pausedMs, act: control('resume', { mode }) };
    const paused = [{ atMs, act: control('pause') }, resume];
    atMs += pausedMs;
    return paused;
  });
  return [...assessed(person), ...controls.flat()];
}

function ignored(person: Person): Step[] {
  const [event, body] = person.chance.isSo(0.5)
    ? ['onboarding', { payment_status: 'pending' }]
    : ['post-call', { call_outcome: 'No, thanks' }];
  return [post(person, person.atMs, event, { body })];
}

/** Resend wants none of their mail: each of their emails fails for itself. */
function refused(person: Person): Step[] {
  const { chance, atMs } = person;
  const body = { name: 'validation_error', statusCode: 422, message: 'Invalid `to` field.' };
  const faults: Fault[] = [{ kind: 'status', status: 422, body, route: 'POST /emails' }];
  const forMs = chance.between(30, 60) * second;
  return [
    spoiled(person, { vendor: 'resend', what: 'refuses one address', faults, forMs }),
    post(person, atMs, 'assessment', { body: assessment, ageMs: 200 * second }),
  ];
}
