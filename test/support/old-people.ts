import { normaliseEmail } from '../../src/domain/contact.js';
import { HOUR, MINUTE } from '../../src/domain/duration.js';
import { dueMsOf, type OldEngine, type OldPerson, toMinute } from './old-engine.js';
import type { World } from './world.js';

/** How a person stands in the older system: what of theirs is sent, and what becomes of them here. */
interface State {
  what: string;
  shape: OldPerson['shape'];
  type?: string;
  /** Hours since it began. */
  age: number;
  /** Emails marked as sent. */
  sent: number[];
  verdict: 'ready' | 'conflict' | 'nothing left';
  /** Written otherwise than its shape asks for. */
  odd?: 'no date' | 'two rows' | 'stopped' | 'unsubscribed';
}

// biome-ignore format: a table
export const states: State[] = [
  { what: 'just begun',        shape: 'prefect', age: 2,   sent: [1],             verdict: 'ready' },
  { what: 'after the second',  shape: 'prefect', age: 30,  sent: [1, 2],          verdict: 'ready' },
  { what: 'after the third',   shape: 'prefect', age: 80,  sent: [1, 2, 3],       verdict: 'ready' },
  { what: 'just begun',        shape: 'kestra',  age: 10,  sent: [1],             verdict: 'ready' },
  { what: 'after the second',  shape: 'kestra',  age: 50,  sent: [1, 2],          verdict: 'ready' },
  { what: 'before the last',   shape: 'kestra',  age: 100, sent: [1, 2, 3, 4],    verdict: 'ready' },
  { what: 'late',              shape: 'prefect', age: 40,  sent: [1],             verdict: 'ready' },
  { what: 'far too late',      shape: 'prefect', age: 60,  sent: [1],             verdict: 'ready' },
  { what: 'after a call',      shape: 'prefect', age: 20,  sent: [1],             verdict: 'ready', type: 'postcall' },
  { what: 'a client',          shape: 'kestra',  age: 20,  sent: [1],             verdict: 'ready', type: 'onboarding' },
  { what: 'done',              shape: 'prefect', age: 130, sent: [1, 2, 3, 4, 5], verdict: 'nothing left' },
  { what: 'stopped',           shape: 'kestra',  age: 30,  sent: [1, 2],          verdict: 'nothing left', odd: 'stopped' },
  { what: 'unsubscribed',      shape: 'prefect', age: 30,  sent: [1, 2],          verdict: 'nothing left', odd: 'unsubscribed' },
  { what: 'sent without date', shape: 'kestra',  age: 30,  sent: [1, 2],          verdict: 'conflict', odd: 'no date' },
  { what: 'in two rows',       shape: 'prefect', age: 60,  sent: [1, 2],          verdict: 'conflict', odd: 'two rows' },
];

export interface Someone extends OldPerson, Omit<State, 'shape' | 'type'> {}

/** The one who has that place in the table, over and over, up to an hour older. */
export function someoneOf(index: number, nowMs: number): Someone {
  const state = states[index % states.length];
  if (!state) throw new Error('no state');
  const { type = '5day' } = state;
  const baseMs = Math.floor((nowMs - state.age * HOUR - (index % 60) * MINUTE) / MINUTE) * MINUTE;
  return { ...state, type, baseMs, email: `Person${index}@salon.example` };
}

/** Puts somebody into the older system's tracker as they stand there. */
export async function seed(world: World, old: OldEngine, person: Someone): Promise<void> {
  const { email, type, shape, sent, odd, baseMs } = person;
  const firstMs = type === '5day' ? 0 : HOUR;
  const sentAt = (number: number) =>
    toMinute(number === 1 ? baseMs + firstMs : dueMsOf(person, number));
  const who = { Email: email, 'Sequence Type': type };
  const call = type === 'postcall' ? { 'Call Date': '2025-12-01' } : {};
  if (shape === 'prefect') {
    const marks = sent.map((number) => [`Email ${number} Sent`, sentAt(number)]);
    const row = { Name: email, ...who, ...call, ...Object.fromEntries(marks) };
    await old.write(row);
    if (odd === 'two rows') await old.write(row);
  } else {
    for (const number of sent) {
      const by = number === 1 && type === '5day' ? 'website' : 'kestra';
      const isDated = odd !== 'no date' || number !== 2;
      await old.write({
        ...who,
        Name: `${email} ${number}`,
        'Email Number': number,
        Status: 'sent',
        'Sent By': by,
        ...(isDated && { 'Sent At': sentAt(number) }),
      });
    }
    if (odd === 'stopped') await old.write({ ...who, 'Email Number': 3, Status: 'stopped' });
  }
  if (odd === 'unsubscribed') {
    await world.observer.contacts.create({
      email: normaliseEmail(email),
      firstName: 'Sam',
      emailStatus: 'Unsubscribed',
    });
  }
  old.know(person);
}
