import { normalised } from '../addresses.js';
import type { Step, TrackerRow, Violation } from '../evidence.js';
import { group } from '../group.js';
import { shownWithinMs } from '../rules.js';
import {
  attemptsOf,
  type CaseBook,
  type Fate,
  inputOf,
  numberIn,
  type OfEmail,
  ourEmails,
  type RunFile,
  stepsOf,
} from '../run-file.js';
import { statuses } from './statuses.js';

/** I7: with Notion well again, its rows say what the histories say, and there is one of each. */
export function tracker(book: CaseBook): Violation[] {
  return [
    ...book.runs.flatMap((run) => rowsOf(book, run)),
    ...strays(book),
    ...doubled(book),
    ...statuses(book),
  ];
}

function violation(
  run: string,
  email: number | undefined,
  seen: string,
  expected: string,
): Violation {
  return { promise: 'I7', run, ...(email && { email }), seen, expected };
}

/** What a row has to say of an email. */
type RowFate = Pick<Fate, 'number' | 'outcome' | 'resendId' | 'reason'>;

function rowsOf(book: CaseBook, run: RunFile): Violation[] {
  const { summary, rule } = run;
  const fates = summary?.emails ?? sentSoFar(book, run);
  return rule.emails.flatMap(({ number, afterMs }): Violation[] => {
    const fate = fates.find((one) => one.number === number);
    if (!summary && !fate) return [];
    const [row, ...more] = run.rows.filter((one) => one.number === number);
    const key = `${run.id}/${number}`;
    if (more.length > 0)
      return [violation(run.id, number, `${more.length + 1} rows of ${key}`, 'one')];
    if (!fate) return [];
    // Nothing was scheduled for whoever is suppressed; and a row thrown away after the end is made no more.
    const mayLack =
      (isSuppressed(run) && afterMs !== undefined) ||
      book.edits.some((one) => one.what === 'row trashed' && one.key === key);
    if (!row) return mayLack ? [] : [violation(run.id, number, `no row of ${key}`, 'one')];
    const wrong = wrongIn(run, row, afterMs === undefined ? 'website' : 'evergreen');
    if (wrong) return [violation(run.id, number, `its row says ${wrong}`, 'what is so')];
    if (lacksId(run, fate)) {
      return [violation(run.id, number, 'sent without an id of Resend', 'its id')];
    }
    const isAsked = saysWhy(fate) && !(row.reason === null && mayLackReason(book));
    const expected = `${fate.outcome} ${fate.resendId ?? ''} ${isAsked ? fate.reason : ''}`.trim();
    const seen = `${row.status} ${row.resendId ?? ''} ${isAsked ? row.reason : ''}`.trim();
    return seen === expected ? [] : [violation(run.id, number, `its row says ${seen}`, expected)];
  });
}

/** What a run that is still open has sent, so long ago that Notion shows it. */
function sentSoFar({ untilMs, quietFromMs = Infinity }: CaseBook, run: RunFile): RowFate[] {
  const byMs = Math.min(quietFromMs, untilMs - shownWithinMs);
  if (quietFromMs + shownWithinMs > untilMs) return [];
  return ourEmails(run).flatMap(({ number }) => {
    const last = attemptsOf(run, number).at(-1);
    const { kind, id = null } = (last?.result ?? {}) as { kind?: string; id?: string };
    if (kind !== 'sent' || (last?.endedMs ?? Infinity) > byMs) return [];
    return [{ number, outcome: 'sent', resendId: id, reason: null }];
  });
}

/** What a row says of things that never change, and that is not so. */
function wrongIn(
  { rule, address }: RunFile,
  { number, template, sentBy, email }: OfEmail<TrackerRow>,
  sender: string,
): string | undefined {
  const named = rule.emails.find((one) => one.number === number)?.template;
  if (template !== named) return `the template ${template}`;
  if (sentBy !== sender) return `it is sent by ${sentBy}`;
  return normalised(email ?? '') === address ? undefined : 'it is of somebody else';
}

/** Whoever was found suppressed when they were enrolled has nothing scheduled. */
function isSuppressed(run: RunFile): boolean {
  const enrolled = stepsOf(run).filter(({ name }) => name === 'enrolContact');
  const isFound = ({ result }: Step) =>
    (result as { suppressedBy?: string } | undefined)?.suppressedBy;
  return run.summary?.outcome === 'suppressed' || enrolled.some(isFound);
}

const saysWhy = ({ outcome }: { outcome: string }) => outcome !== 'sent';

/** Its column is one of those that a tracker may lack: what is written meanwhile stays without. */
function mayLackReason({ troubles }: CaseBook): boolean {
  return troubles.some(({ column }) => column === 'Reason');
}

/** What we have sent is known by Resend's id; what an operator found out, or another system sent, is not. */
function lacksId(run: RunFile, { number, outcome, resendId }: RowFate): boolean {
  const isOurs = ourEmails(run).some((one) => one.number === number);
  const isTold = stepsOf(run).some(({ name }) => /^(resolve|markSent)$/.test(name));
  // Found out of one that had ended, it begins once more with that.
  const isFoundOut = run.executions.some((one) => {
    const { earlier, emails } = inputOf(one);
    return earlier && emails.some((email) => email.number === number && email.state === 'sent');
  });
  return isOurs && outcome === 'sent' && resendId === null && !isTold && !isFoundOut;
}

/** A row is of a run that Temporal has. */
function strays({ rows, runs }: CaseBook): Violation[] {
  return rows.flatMap(({ key }) => {
    if (key?.includes('@') || runs.some(({ id }) => numberIn(key, id))) return [];
    return [violation('', undefined, `a row with the key ${key}`, 'the key of an email of a run')];
  });
}

function doubled({ contacts, edits }: CaseBook): Violation[] {
  // Whoever was forgotten is known by no address, and so are others.
  const known = contacts.flatMap(({ email }) => email ?? []);
  return [...group(known, normalised)].flatMap(([address, rows]) => {
    const byHand = edits.some(
      ({ what, email = '' }) => what === 'contact doubled' && normalised(email) === address,
    );
    if (rows.length === 1 || byHand) return [];
    return [violation('', undefined, `${rows.length} contacts of one address`, 'one contact')];
  });
}
