import type { Fault } from '../../src/sandbox/standin/faults.js';
import { type Act, type Asked, type Interval, type Script, type Step, troubles } from './act.js';
import { badThings } from './bad-things.js';
import { people } from './people.js';
import { Chance } from './random.js';

/** All that a seed does, before anything is begun. */
export function writeScript({ seed, minutes, only = troubles }: Asked): Script {
  const chance = new Chance(seed);
  const lastsMs = minutes * 60_000;
  const [forPeople, forTroubles] = [chance.fork(), chance.fork()];
  const troubled = badThings(forTroubles, lastsMs, only);
  const steps = [...people(forPeople, lastsMs, awayIn(troubled)), ...troubled];
  return { seed, lastsMs, steps: steps.toSorted((one, other) => one.atMs - other.atMs) };
}

/** When all workers are away. */
function awayIn(steps: readonly Step[]): Interval[] {
  return steps.flatMap(({ atMs, act }) =>
    act.kind === 'away' ? [{ fromMs: atMs, untilMs: atMs + act.forMs }] : [],
  );
}

/** One act in a line. */
export function sayAct({ kind, ...rest }: Act): string {
  const { faults, ...others } = rest as { faults?: Fault[] };
  const shown = Object.entries(others).map(
    ([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [kind, ...shown, ...(faults ? [`${faults.length} kinds of faults`] : [])].join(', ');
}
