import type { Claim, Fact } from './claim.js';
import type { OldRow } from './old-row.js';

/** One person in one sequence, by all rows that tell of them. */
export interface Person {
  address: string;
  claims: Claim[];
}

/** Rows by person and sequence, in the order of their coming; runs of our own apart from each other. */
export function byPerson(claims: readonly Claim[]): Person[] {
  const ownRuns = new Map<string, Set<string>>();
  for (const claim of claims) {
    if (claim.runId)
      ownRuns.set(whoOf(claim), (ownRuns.get(whoOf(claim)) ?? new Set()).add(claim.runId));
  }
  const people = new Map<string, Person>();
  for (const claim of claims) {
    const who = whoOf(claim);
    const isOneOfMany = (ownRuns.get(who)?.size ?? 0) > 1;
    const name = isOneOfMany ? `${who} ${claim.runId ?? ''}` : who;
    const person = people.get(name) ?? { address: claim.address, claims: [] };
    person.claims.push(claim);
    people.set(name, person);
  }
  return [...people.values()];
}

function whoOf({ address, known }: Claim): string {
  return `${address} ${known.name}`;
}

/** What all rows of a person say of each email, and what they contradict each other in. */
export function mergeFacts({ claims }: Person): { facts: Map<number, Fact>; faults: string[] } {
  const old = claims.filter(({ shape }) => shape !== 'own');
  const wide = old.filter(({ shape }) => shape === 'wide');
  const faults: string[] = [];
  if (wide.length > 1) faults.push(`${wide.length} rows tell of all emails`);
  if (wide.length > 0 && wide.length < old.length) {
    faults.push('one row tells of all emails, and others of one each');
  }
  const facts = new Map<number, Fact>();
  for (const fact of claims
    .filter(({ shape }) => shape === 'own')
    .flatMap((claim) => claim.facts)) {
    const before = facts.get(fact.number);
    if (!before || rank(fact) > rank(before)) facts.set(fact.number, fact);
  }
  const seen = new Set<number>();
  for (const fact of old.flatMap((claim) => claim.facts)) {
    const { number } = fact;
    if (seen.has(number) && wide.length === 0) faults.push(`several rows tell of email ${number}`);
    seen.add(number);
    const own = facts.get(number);
    if (!own || rank(fact) > rank(own)) facts.set(number, fact);
  }
  return { facts, faults: [...new Set(faults)] };
}

/** What is sure comes first: what went is never sent again, whatever another row says. */
const ranks: Record<Fact['state'], number> = {
  sent: 5,
  unknown: 4,
  failed: 3,
  skipped: 2,
  stopped: 1,
  open: 0,
};

function rank({ state }: Fact): number {
  return ranks[state];
}

/** The first value that a column has in any of some rows. */
export function cellOf(rows: readonly OldRow[], column: string) {
  return rows.map(({ cells }) => cells.get(column)).find((cell) => cell !== undefined);
}
