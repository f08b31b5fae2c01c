import type { Fault } from '../../src/sandbox/standin/faults.js';
import type { Act, Step } from './act.js';
import { assessment, hurried, missed, type Person, post, second, spoiled } from './person.js';

/** What operators and readers take back, find out, or have said before anything began. */

/** Resend takes their mail and never says so, nor by an event; then they are stopped, and nobody can tell. */
export function inDoubt(person: Person): Step[] {
  return doubted(person, stopIn(person), 60 * second);
}

/** An operator finds out what became of it, once the run has ended; which email that is, nobody knows here. */
export function resolved(person: Person): Step[] {
  const stopMs = stopIn(person);
  const askedMs = stopMs + person.chance.between(8, 14) * second;
  const as = person.chance.oneOf(['sent', 'send-again']);
  const asked = [2, 3, 4].map((number) => operates(person, askedMs, 'resolve', { number, as }));
  return [...doubted(person, stopMs, 5 * second), ...asked];
}

const stopIn = ({ chance, atMs }: Person) => atMs + chance.between(20, 40) * second;

function doubted(person: Person, stopMs: number, longerMs: number): Step[] {
  const { chance, atMs, address } = person;
  const ageMs = chance.between(200, 230) * second;
  const faults: Fault[] = [{ kind: 'after', then: 500, route: 'POST /emails' }, { kind: 'drop' }];
  const forMs = stopMs - atMs + longerMs;
  return [
    spoiled(person, { vendor: 'resend', what: 'takes mail and answers 500', faults, forMs }),
    post(person, atMs, 'assessment', { body: assessment, ageMs }),
    { atMs: stopMs, act: { kind: 'stop', name: 'operator', address } },
  ];
}

/** Stopped by mistake, and taken up again from the next email on. */
export function restarted(person: Person): Step[] {
  const { chance, atMs, address } = person;
  const ageMs = chance.between(180, 220) * second;
  const stopMs = atMs + chance.between(2, 20) * second;
  const againMs = stopMs + chance.between(6, 14) * second;
  const stop: Act = { kind: 'stop', name: chance.oneOf(['booked', 'operator']), address };
  return [
    post(person, atMs, 'assessment', { body: assessment, ageMs }),
    { atMs: stopMs, act: stop },
    // What was sent by then is refused, and a second time all is.
    ...[2, 3, 4, 5].map((from, at) => operates(person, againMs + at * second, 'restart', { from })),
  ];
}

/** Temporal itself is asked to end their run, which is a stop by an operator. The event that comes again changes nothing. */
export function cancelled(person: Person): Step[] {
  return endedInTemporal(person, 'cancel');
}

/** Their run is ended in Temporal, and hears nothing of it; the event that comes again takes it up. */
export function terminated(person: Person): Step[] {
  return endedInTemporal(person, 'terminate');
}

function endedInTemporal(person: Person, does: 'cancel' | 'terminate'): Step[] {
  const { chance, atMs, address } = person;
  const ageMs = chance.between(180, 220) * second;
  const told = { body: assessment, ageMs };
  const endMs = atMs + chance.between(1, 25) * second;
  const againMs = endMs + chance.between(1, 12) * second;
  return [
    post(person, atMs, 'assessment', told),
    { atMs: endMs, act: { kind: 'in temporal', does, event: 'assessment', address } },
    post(person, againMs, 'assessment', told),
  ];
}

/** Whoever comes back after an unsubscribe gets what begins after that. */
export function takenBack(person: Person): Step[] {
  const { chance, atMs, address } = person;
  const backMs = atMs + chance.between(8, 12) * second;
  const later = { ...person, atMs: backMs + chance.between(6, 9) * second };
  return [
    { atMs, act: { kind: 'stop', name: 'unsubscribed', address } },
    { atMs: backMs, act: { kind: 'resubscribe', address } },
    post(later, later.atMs, 'no-show', missed(later)),
    ...hurried(later, 'no-show'),
  ];
}

/** What somebody typed long before the event came holds for it. */
export function typedBefore(person: Person): Step[] {
  const { chance, atMs, address } = person;
  const [property, value] = chance.oneOf([
    ['emailStatus', 'Unsubscribed'],
    ['emailStatus', 'Complained'],
    ['bookingStatus', 'Booked'],
  ] as const);
  const laterMs = atMs + chance.between(14, 18) * second;
  return [
    post(person, atMs, 'signup'),
    { atMs: atMs + 8 * second, act: { kind: 'edit', address, property, value } },
    post(person, laterMs, 'assessment', { body: assessment, ageMs: 200 * second }),
  ];
}

function operates({ address }: Person, atMs: number, control: string, body: object): Step {
  return { atMs, act: { kind: 'control', event: 'assessment', address, control, body } };
}
