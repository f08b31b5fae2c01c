import { normaliseEmail } from '../contact.js';
import { type Claim, type KnownSequence, readRow, type Unread } from './claim.js';
import { type Judged, type Judging, judge } from './judge.js';
import type { OldRow } from './old-row.js';
import { byPerson } from './person.js';

/** All people of an older record with what comes of each, in the order in which they are due. */
export function judgeAll(
  rows: readonly OldRow[],
  known: readonly KnownSequence[],
  judging: Judging,
): Judged[] {
  const claims: Claim[] = [];
  const unread: Unread[] = [];
  for (const row of rows) {
    const read = readRow(row, known, judging.now);
    if (read && 'shape' in read) claims.push(read);
    else if (read) unread.push(read);
  }
  const judged = byPerson(claims).map((person) => judge(person, judging));
  return inOrder([...endEachOther(judged, known), ...unread.map(asConflict)]);
}

function asConflict({ row, email = '', sequence = '', faults }: Unread): Judged {
  return {
    verdict: 'conflict',
    email,
    address: normaliseEmail(email),
    sequence,
    where: [row.where],
    why: faults.join('; '),
    notes: [],
    lacks: [],
    emails: [],
    facts: [],
    rows: [row],
  };
}

/** One event ends other sequences of its person; the older system may not have heard of that. */
function endEachOther(all: readonly Judged[], known: readonly KnownSequence[]): Judged[] {
  const ends = new Map(known.map((one) => [one.name, one.ends]));
  const ofPerson = new Map<string, Judged[]>();
  for (const one of all) {
    ofPerson.set(one.address, [...(ofPerson.get(one.address) ?? []), one]);
  }
  return all.map((one) => {
    if (one.verdict !== 'ready') return one;
    const enders = (ofPerson.get(one.address) ?? []).filter(
      (other) => other !== one && (ends.get(other.sequence) ?? []).includes(one.sequence),
    );
    const later = enders.find(({ base }) => base !== undefined && base >= (one.base ?? ''));
    const { run: _, ...rest } = one;
    if (later) return { ...rest, verdict: 'nothing left', why: `ended by ${later.sequence}` };
    const unsure = enders.find(({ base }) => base === undefined);
    const why = `${unsure?.sequence} may have ended it, and nothing tells when that began`;
    return unsure ? { ...rest, verdict: 'conflict', why } : one;
  });
}

/** Whoever is due first is started first; of one person, what began first. */
function inOrder(all: readonly Judged[]): Judged[] {
  const first = new Map<string, string>();
  for (const { address, emails } of all) {
    const due = emails.find(({ state }) => state === 'scheduled')?.dueAt ?? '9';
    const known = first.get(address);
    if (known === undefined || due < known) first.set(address, due);
  }
  const placeOf = ({ address, base = '' }: Judged) =>
    `${first.get(address) ?? ''} ${address} ${base}`;
  return all.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : placeOf(a) > placeOf(b) ? 1 : 0));
}
