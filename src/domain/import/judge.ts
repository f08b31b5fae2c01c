import { contactKey, type KeySecret } from '../contact.js';
import { InvalidEvent } from '../errors.js';
import type { PlannedEmail } from '../plan/plan.js';
import type { RunInput } from '../run/run.js';
import { runIdOf } from '../run/run-id.js';
import type { Claim, Fact, KnownSequence } from './claim.js';
import { baseOf, faultsOfOrder, overThere } from './facts-of-person.js';
import type { OldRow } from './old-row.js';
import { mergeFacts, type Person } from './person.js';
import { bodyOf, notesOf, statusOfFirst, toInput } from './run-of-person.js';

/** What comes of one person in one sequence, and why. */
export interface Judged {
  /** `ready`: a run goes on with them. `conflict`: a person has to look. `nothing left`: it is over. */
  verdict: 'ready' | 'conflict' | 'nothing left';
  email: string;
  /** That address in the form that identifies a person. */
  address: string;
  sequence: string;
  where: string[];
  /** The id that the event's own webhook gives the run. */
  id?: string;
  /** ISO instant that delays count from. */
  base?: string;
  /** Why it is a conflict, or why nothing is left. */
  why?: string;
  notes: string[];
  /** What copy may use of the event, and nothing tells. */
  lacks: string[];
  /** Every email with its time, as far as that is known. */
  emails: PlannedEmail[];
  /** What the rows say of each email. */
  facts: Fact[];
  run?: { id: string; workflowType: string; input: RunInput };
  rows: OldRow[];
}

/** What judging works with beside the rows. */
export interface Judging {
  now: Date;
  isTesting: boolean;
  contactKeySecret: KeySecret;
  /** What Notion has of a person: several rows where they are doubled. */
  contactsOf: (address: string) => readonly OldRow[];
  /** Why a person gets no mail of a sequence, or may not be meant to, as their contact says. */
  standingOf: (
    known: KnownSequence,
    contacts: readonly OldRow[],
  ) => { over: string } | { doubt: string } | undefined;
}

/** Judges a person by all that is told of them; nothing is guessed. */
export function judge(person: Person, judging: Judging): Judged {
  const { claims } = person;
  const [first] = claims;
  if (!first) throw new TypeError('a person has rows');
  const { known, email, address } = first;
  const rows = claims.map(({ row }) => row);
  const { facts, faults } = mergeFacts(person);
  const judged: Judged = {
    verdict: 'conflict',
    email,
    address,
    sequence: known.name,
    where: rows.map(({ where }) => where),
    notes: [...new Set(claims.flatMap(({ notes }) => notes))],
    lacks: [],
    emails: [],
    facts: [...facts.values()],
    rows,
  };
  const base = baseOf(claims, facts, judging.isTesting);
  if (typeof base === 'string') judged.base = base;
  const all = [
    ...claims.flatMap((claim) => claim.faults),
    ...faults,
    ...(claims.some(({ shape }) => shape === 'own') ? [] : faultsOfOrder(known, facts)),
    ...(typeof base === 'string' ? [] : [base.fault]),
  ];
  const over = overThere(claims, facts);
  if (over && faults.length === 0) return { ...judged, verdict: 'nothing left', why: over };
  if (typeof base !== 'string' || all.length > 0) {
    return { ...judged, why: [...new Set(all)].join('; ') };
  }
  return withRun(judged, { claims, facts, base }, judging);
}

/** The run that goes on with them, with the id and the data that their webhook would give. */
function withRun(
  judged: Judged,
  { claims, facts, base }: { claims: readonly Claim[]; facts: Map<number, Fact>; base: string },
  judging: Judging,
): Judged {
  const known = claims[0]?.known;
  const contacts = judging.contactsOf(claims[0]?.address ?? '');
  if (!known) return judged;
  const own = claims.find(({ runId }) => runId !== undefined)?.runId;
  const rows = [...judged.rows, ...contacts];
  const body = bodyOf(known, rows, { email: judged.email, base, isOwn: own !== undefined });
  const read = readEvent(known, { ...body, ...statusOfFirst(facts.get(1)) }, judging.now);
  if ('fault' in read) return { ...judged, why: read.fault };
  if ('ignored' in read) return { ...judged, verdict: 'nothing left', why: read.message };
  const key = contactKey(judging.contactKeySecret, judged.email);
  const [, ownKey, ownOccasion] = own?.split('/') ?? [];
  if (ownKey !== undefined && ownKey !== key) {
    return { ...judged, why: 'its row was written with another CONTACT_KEY_SECRET' };
  }
  const occasion = own === undefined ? read.occasion : ownOccasion;
  const id = own ?? runIdOf(known.name, key, occasion);
  const standing = judging.standingOf(known, contacts);
  if (standing && 'over' in standing) {
    return { ...judged, id, verdict: 'nothing left', why: standing.over };
  }
  if (standing) return { ...judged, id, why: standing.doubt };
  const input = toInput(known, read, { base, body, rows, occasion, key, facts }, judging);
  const { emails } = input;
  const notes = [...judged.notes, ...notesOf(input)];
  const lacks = known.copy.filter((name) => !(name in input.data));
  const done = { ...judged, id, emails, notes, lacks };
  const isLeft = emails.some(({ state }) => state === 'scheduled');
  if (!isLeft) return { ...done, verdict: 'nothing left', why: 'what was not sent is too late' };
  return { ...done, verdict: 'ready', run: { id, workflowType: known.workflowType, input } };
}

function readEvent(known: KnownSequence, body: object, now: Date) {
  try {
    return known.read(body, now);
  } catch (error) {
    if (!(error instanceof InvalidEvent)) throw error;
    return { fault: error.faults.map(({ path, message }) => `${path}: ${message}`).join('; ') };
  }
}
