import type { PlannedEmail } from '../plan/plan.js';
import { forecast, paceOf } from '../plan/plan.js';
import type { RunInput } from '../run/run.js';
import type { Judged } from './judge.js';
import { textOf } from './old-row.js';

/**
 * One person in one sequence as one line of a file, by column. What is written so can be read again as an
 * older record: `Email 1 Sent` holds when it went, or the word for what became of it.
 */
export type Line = Record<string, string>;

/** What a line says first, in this order; what else lines say follows. */
const firstColumns = ['Email', 'First Name', 'Last Name', 'Business Name', 'Sequence Type', 'Run'];

/** The columns of some lines. */
export function columnsOf(lines: readonly Line[]): string[] {
  const numbers = lines.flatMap((line) =>
    Object.keys(line).flatMap((column) => /^Email (\d+) /.exec(column)?.[1] ?? []),
  );
  const most = Math.max(0, ...numbers.map(Number));
  const numbered = Array.from({ length: most }, (_, at) => [
    `Email ${at + 1} Sent`,
    `Email ${at + 1} Due`,
  ]).flat();
  const all = [...firstColumns, 'Base', 'Sent', 'Left', ...numbered];
  return [...new Set([...all, ...lines.flatMap((line) => Object.keys(line))])];
}

/** A person whom an importer has judged. */
export function lineOfJudged({ email, sequence, id, base, ...judged }: Judged): Line {
  const { verdict, why, notes, lacks, where, emails, run, rows, facts } = judged;
  const [row] = rows;
  const said = (column: string) => (row && textOf(row, column)) ?? '';
  const known = emails.length > 0 ? ofEmails(emails) : ofFacts(facts);
  return {
    Email: email,
    'First Name': run?.input.contact.firstName ?? said('first_name'),
    'Last Name': run?.input.contact.lastName ?? said('last_name'),
    'Business Name': run?.input.contact.businessName ?? said('business_name'),
    'Sequence Type': sequence,
    Run: id ?? '',
    Base: base ?? '',
    ...known,
    Verdict: verdict,
    Why: why ?? '',
    Notes: notes.join('; '),
    Lacks: lacks.join(' '),
    Where: where.join(' '),
    ...dataOf(run?.input.data ?? {}),
  };
}

/** A run that is handed back, as it stands. */
export function lineOfRun(
  { id, input, inDoubt }: { id: string; input: RunInput; inDoubt?: number },
  now: Date,
): Line {
  const { contact, sequence, isTesting, data } = input;
  const emails = forecast(input.emails, paceOf(sequence, isTesting), now).map((email) =>
    email.number === inDoubt ? { ...email, state: 'unknown' as const } : email,
  );
  return {
    Email: contact.email,
    'First Name': contact.firstName ?? '',
    'Last Name': contact.lastName ?? '',
    'Business Name': contact.businessName ?? '',
    'Sequence Type': sequence.name,
    Run: id,
    Base: baseOf(input),
    ...ofEmails(emails),
    ...dataOf(data),
  };
}

/** When it began, of the first email's own time. */
function baseOf({ sequence, isTesting, emails }: RunInput): string {
  const [first] = sequence.emails;
  const plannedAt = emails[0]?.plannedAt;
  if (!first || !plannedAt) return '';
  const delayMs = isTesting ? first.testingAfterMs : first.afterMs;
  return new Date(Date.parse(plannedAt) - delayMs).toISOString();
}

function ofEmails(emails: readonly PlannedEmail[]): Line {
  const numbersOf = (...states: PlannedEmail['state'][]) =>
    emails.flatMap(({ number, state }) => (states.includes(state) ? [number] : [])).join(' ');
  return {
    Sent: numbersOf('sent'),
    Left: numbersOf('scheduled'),
    ...Object.fromEntries(
      emails.flatMap(({ number, state, at, dueAt }) => [
        [`Email ${number} Sent`, state === 'sent' ? (at ?? '') : wordOf(state)],
        [`Email ${number} Due`, state === 'scheduled' ? dueAt : ''],
      ]),
    ),
  };
}

function wordOf(state: PlannedEmail['state']): string {
  return state === 'scheduled' ? '' : state;
}

function ofFacts(facts: Judged['facts']): Line {
  const sent = facts.filter(({ state }) => state === 'sent');
  return {
    Sent: sent.map(({ number }) => number).join(' '),
    Left: '',
    ...Object.fromEntries(
      facts.map(({ number, state, at }) => [
        `Email ${number} Sent`,
        state === 'sent' ? (at ?? '') : state === 'open' ? '' : state,
      ]),
    ),
  };
}

function dataOf(data: RunInput['data']): Line {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : String(value),
    ]),
  );
}
