import { isNamedIn, normalised } from './addresses.js';
import type { AcceptedMail, Evidence, Violation } from './evidence.js';
import { type CaseBook, numberIn, type RunFile, stepsOf } from './run-file.js';

/**
 * Where one part of the evidence tells of what another part should know, and does not: what is not looked at
 * is never taken for kept.
 */
export function whole(book: CaseBook): Violation[] {
  return [
    ...book.runs.flatMap((run) => [...uncalled(book, run), ...unknown(book, run)]),
    ...unasked(book),
    ...unsearched(book),
    ...unreplayed(book),
    ...unread(book),
  ];
}

/** What nobody had to look at, and so nothing is said of. */
export function notJudged(evidence: Evidence): string[] {
  const { executions, replays, punctualMs, quietFromMs, mails } = evidence;
  return [
    ...(executions.length === 0 ? ['anything: no history is there'] : []),
    ...(replays === undefined ? ['I12: no history was replayed'] : []),
    ...(mails.length > 0 && !mails.some(isKept) ? ['I10, what mails say: no body was kept'] : []),
    ...(punctualMs === undefined ? ['I11, and lateness: it was too busy for that'] : []),
    ...(quietFromMs === undefined ? ['what is left open: not everybody was waited for'] : []),
  ];
}

/** Somebody told of each person: whoever knows of no call has not seen all of them. */
function uncalled({ calls }: CaseBook, { id, address }: RunFile): Violation[] {
  const isOfRun = calls.some(
    ({ body, answer }) => answer?.['id'] === id || isNamedIn(JSON.stringify(body), address),
  );
  if (isOfRun) return [];
  return [{ promise: 'I5', run: id, seen: 'a run that nobody asked for', expected: 'an event' }];
}

/** Whoever was enrolled is in Notion. */
function unknown({ contacts }: CaseBook, run: RunFile): Violation[] {
  const isEnrolled = stepsOf(run).some(
    ({ name, ended }) => name === 'enrolContact' && ended === 'done',
  );
  const isThere = contacts.some(({ email }) => normalised(email ?? '') === run.address);
  if (!isEnrolled || isThere) return [];
  return [{ promise: 'I7', run: run.id, seen: 'no contact of its person', expected: 'one' }];
}

/** Nothing is accepted that was not asked for. */
function unasked({ mails, requests, runs }: CaseBook): Violation[] {
  // What was refused was not accepted.
  const mayBeTaken = requests.filter(
    ({ status }) => status === null || status < 400 || status >= 500,
  );
  const asked = new Set(mayBeTaken.map(({ key }) => key));
  return mails.flatMap(({ key, id }) => {
    if (asked.has(key)) return [];
    const run = runs.find((one) => numberIn(key, one.id));
    const seen = `${id} accepted under ${key}, and no request that may be it`;
    return [{ promise: 'I1' as const, run: run?.id ?? '', seen, expected: 'a request for it' }];
  });
}

/** There is something to look through, for somebody, and it is of this time. */
function unsearched({ runs, surfaces, canaries }: CaseBook): Violation[] {
  if (runs.length === 0) return [];
  const isOfNow = surfaces.some(({ text }) => runs.some(({ id }) => text.includes(id)));
  if (isOfNow && canaries.length > 0) return [];
  const seen = isOfNow ? 'nobody to look for' : 'nothing that names a run to look through';
  const expected = 'logs, alerts and lists, and who must not be in them';
  return [{ promise: 'I8', run: '', seen, expected }];
}

/** Where histories were replayed, all were. */
function unreplayed({ runs, replays }: CaseBook): Violation[] {
  if (!replays) return [];
  return runs.flatMap(({ id, executions }) => {
    const count = replays.filter(({ workflowId }) => workflowId === id).length;
    if (count >= executions.length) return [];
    const seen = `${count} of ${executions.length} histories replayed`;
    return [{ promise: 'I12' as const, run: id, seen, expected: 'each of them' }];
  });
}

const isKept = ({ body }: AcceptedMail) => body !== undefined;

/** Where the bodies of mails were kept, all were: what nobody can read may be anybody's text. */
function unread({ mails, runs }: CaseBook): Violation[] {
  if (!mails.some(isKept)) return [];
  return mails.flatMap((mail) => {
    if (isKept(mail)) return [];
    const run = runs.find((one) => numberIn(mail.key, one.id));
    const { number } = (run && numberIn(mail.key, run.id)) ?? {};
    const email = number === undefined ? {} : { email: number };
    const [seen, expected] = [`no body of ${mail.id}`, 'the text that was sent'];
    return [{ promise: 'I10' as const, run: run?.id ?? '', ...email, seen, expected }];
  });
}
