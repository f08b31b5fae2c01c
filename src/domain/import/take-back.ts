import { contactKey, type KeySecret } from '../contact.js';
import type { PlannedEmail } from '../plan/plan.js';
import type { SentElsewhere } from '../run/control.js';
import { type Claim, type KnownSequence, readRow } from './claim.js';
import type { OldRow } from './old-row.js';
import { byPerson, mergeFacts, type Person } from './person.js';

/** What older records tell of the runs that were handed back, by person and sequence. */
export type ToldOfRuns = ReadonlyMap<string, Person>;

/** Reads what another system has written; rows of our own tell nothing new. */
export function readTold(
  rows: readonly OldRow[],
  known: readonly KnownSequence[],
  { now, contactKeySecret }: { now: Date; contactKeySecret: KeySecret },
): ToldOfRuns {
  const claims = rows.flatMap((row): Claim[] => {
    const read = readRow(row, known, now);
    return read && 'shape' in read && read.shape !== 'own' ? [read] : [];
  });
  return new Map(
    byPerson(claims.map(withoutRun)).map((person) => {
      const name = person.claims[0]?.known.name ?? '';
      return [whoseRun(name, contactKey(contactKeySecret, person.address)), person];
    }),
  );
}

/** Of one person and sequence one run is open, whichever the rows tell of. */
function withoutRun(claim: Claim): Claim {
  const { runId: _, ...rest } = claim;
  return rest;
}

/** What a run has to hear before it goes on, and why it may not go on by itself. */
export interface TakenBack {
  emails: SentElsewhere[];
  doubt?: string;
}

/** What of a run's emails another system has sent. Whatever is not plain keeps the run from going on. */
export function takeBack(
  run: { id: string; emails: readonly PlannedEmail[] },
  told: ToldOfRuns,
): TakenBack {
  const [sequence = '', key = ''] = run.id.split('/');
  const person = told.get(whoseRun(sequence, key));
  if (!person) return { emails: [] };
  const { facts, faults } = mergeFacts(person);
  const all = [...person.claims.flatMap((claim) => claim.faults), ...faults];
  if (all.length > 0) return { emails: [], doubt: [...new Set(all)].join('; ') };
  const coming = run.emails.filter(({ state }) => state === 'scheduled');
  const emails = coming.flatMap(({ number }): SentElsewhere[] => {
    const { state, at, by = 'the other system' } = facts.get(number) ?? {};
    return state === 'sent' && at ? [{ number, at, by }] : [];
  });
  const last = Math.max(0, ...emails.map(({ number }) => number));
  const isTaken = (number: number) => emails.some((email) => email.number === number);
  const left = coming.filter(({ number }) => !isTaken(number));
  const hole = left.find(({ number }) => number < last);
  if (hole) {
    return { emails: [], doubt: `email ${last} is sent there, and email ${hole.number} is not` };
  }
  const odd = left.find(({ number }) => (facts.get(number)?.state ?? 'open') !== 'open');
  const over = person.claims.find((claim) => claim.over !== undefined)?.over;
  const doubt = odd
    ? `email ${odd.number} is "${facts.get(odd.number)?.state}" there`
    : over !== undefined && left.length > 0
      ? `it is "${over}" there`
      : undefined;
  return { emails, ...(doubt && { doubt }) };
}

function whoseRun(sequence: string, key: string): string {
  return `${sequence}/${key}`;
}
