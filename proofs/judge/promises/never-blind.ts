import { isNamedIn, normalised } from '../addresses.js';
import { Calendar } from '../calendar.js';
import type { AcceptedMail, SendRequest, Step, Violation } from '../evidence.js';
import { group } from '../group.js';
import { clockMs, copyKeptMs, freshForMs, minute, second } from '../rules.js';
import { type CaseBook, iso, type OfEmail, ourEmails, type RunFile, stepsOf } from '../run-file.js';

/** I10: nobody is mailed unless they were looked at when it was due; and they get the text that is theirs. */
export function neverBlind(book: CaseBook): Violation[] {
  return book.runs.flatMap((run) => [
    ...unseen(book, run),
    ...wrongText(book, run),
    ...notOurs(run),
  ]);
}

function violation(run: RunFile, email: number, seen: string, expected: string): Violation {
  return { promise: 'I10', run: run.id, email, seen, expected };
}

interface Asked {
  number: number;
  enrolment: { contactPageId: string };
}
interface Prepared {
  kind: string;
  contactPageId?: string;
}

/** Before the first request the contact's page was read, after the email fell due and not long ago. */
function unseen(book: CaseBook, run: RunFile): Violation[] {
  const calendar = new Calendar(run);
  return firstRequests(run).flatMap(({ number, atMs }): Violation[] => {
    const ready = readyBefore(run, number, atMs);
    if (!ready) return [violation(run, number, `asked for at ${iso(atMs)}`, 'prepared before')];
    const { contactPageId } = ready.result as Prepared;
    const known = (ready.input as Asked).enrolment.contactPageId;
    const pages = new Set([contactPageId, known]);
    // By Notion's clock, whatever the clock of whoever looked says.
    const readMs = book.looks.findLast(
      ({ pageId, atMs: lookMs }) =>
        pages.has(pageId) &&
        lookMs >= ready.atMs - clockMs &&
        lookMs <= (ready.endedMs ?? atMs) + clockMs,
    )?.atMs;
    // A page that was gone is made again, and needs no look.
    const isAnother = contactPageId !== undefined && contactPageId !== known;
    if (readMs === undefined && isAnother) return [];
    if (readMs === undefined) {
      return [violation(run, number, 'no read of the contact at Notion', 'one before it is sent')];
    }
    const dueMs = calendar.isWanted(number, atMs) ? 0 : calendar.plannedAt(number, atMs);
    const found: Violation[] = [];
    if (readMs < dueMs - clockMs) {
      found.push(
        violation(run, number, `looked at ${iso(readMs)}`, `after it was due, ${iso(dueMs)}`),
      );
    }
    if (atMs > readMs + freshForMs + minute) {
      const seen = `asked for at ${iso(atMs)}, looked at ${iso(readMs)}`;
      found.push(violation(run, number, seen, 'a look that is ten minutes old at most'));
    }
    return found;
  });
}

/** Of each email and each time that an operator wanted it again. */
function firstRequests(run: RunFile): OfEmail<SendRequest>[] {
  return [...group(run.requests, ({ key }) => key).values()].flatMap(([first]) => first ?? []);
}

/** So long it may take until an edit is in Notion. */
const changingMs = 5 * second;

/** What no reader should ever see. */
const raw = /\{\{|\{%|\bundefined\b|\bnull\b|\[object |\bNaN\b/;

/** What a template leaves to its values, and its markup. */
const tags = /\{\{[^{}]*\}\}|\{%[^{}]*%\}|<[^<>]*>/g;

/** A mail without such words as its template says of itself. */
function withoutCopy({ copy }: CaseBook, run: RunFile, mail: OfEmail<AcceptedMail>): string {
  const { number, subject, body = '' } = mail;
  const template = run.rule.emails.find((one) => one.number === number)?.template;
  const version = copy.find((one) => one.template === template && subject.includes(one.mark));
  const inOneLine = (text: string) => text.replace(/\s+/g, ' ').trim();
  const said = (version?.text ?? '')
    .replace(tags, '|')
    .split(/[^\p{L}\s]/u)
    .map(inOneLine);
  const own = said.filter((one) => raw.test(one));
  return own.reduce((text, one) => text.replaceAll(one, ''), inOneLine(`${subject} ${body}`));
}

function wrongText(book: CaseBook, run: RunFile): Violation[] {
  return run.mails.flatMap((mail) => {
    const { number, subject, body, to } = mail;
    const found = wrongVersion(book, run, mail);
    const text = `${subject} ${body ?? ''}`;
    const others = book.canaries.filter(
      (one) => !run.address.includes(normalised(one)) && isNamedIn(text, one),
    );
    if (others.length > 0) found.push(violation(run, number, 'it names somebody else', 'nobody'));
    if (subject.trim() === '' || body?.trim() === '') {
      found.push(violation(run, number, 'an empty subject or body', 'text'));
    }
    const [hit] = raw.exec(withoutCopy(book, run, mail)) ?? [];
    if (hit)
      found.push(violation(run, number, `"${hit}" in the mail`, 'a value, or no mail at all'));
    if (to.length !== 1 || normalised(to[0] ?? '') !== run.address) {
      found.push(violation(run, number, `sent to ${to.length} others`, 'its own person alone'));
    }
    return found;
  });
}

/** Its subject is that of its own template, as it was when the email was made ready, or a minute before. */
function wrongVersion(
  { copy }: CaseBook,
  run: RunFile,
  { number, subject, body, atMs }: OfEmail<AcceptedMail>,
): Violation[] {
  const template = run.rule.emails.find((one) => one.number === number)?.template;
  const versions = copy.filter((one) => one.template === template);
  if (versions.length === 0) return [];
  const at = versions.findIndex(({ mark }) => subject.includes(mark));
  const version = versions[at];
  if (!version) return [violation(run, number, `the subject "${subject}"`, `that of ${template}`)];
  const isForeign = copy.some(
    ({ template: other, mark }) => other !== template && body?.includes(mark),
  );
  if (isForeign || (body !== undefined && !body.includes(version.mark))) {
    return [violation(run, number, 'another body than its subject is of', version.mark)];
  }
  const ready = readyBefore(run, number, atMs);
  if (!ready) return [];
  const untilMs = (versions[at + 1]?.fromMs ?? Infinity) + copyKeptMs + changingMs;
  const isOfThen = version.fromMs <= (ready.endedMs ?? atMs) + clockMs && ready.atMs <= untilMs;
  if (isOfThen) return [];
  const seen = `the text ${version.mark} in what was made ready at ${iso(ready.atMs)}`;
  return [violation(run, number, seen, 'the text of then')];
}

/** What was made ready last before an email was asked for. */
function readyBefore(run: RunFile, number: number, atMs: number): Step | undefined {
  return stepsOf(run).findLast(({ name, input, result, endedMs = Infinity }) => {
    const isOfEmail = name === 'prepareEmail' && (input as Asked).number === number;
    return isOfEmail && (result as Prepared)?.kind === 'ready' && endedMs <= atMs + clockMs;
  });
}

/** What the website sends itself is never asked for. */
function notOurs(run: RunFile): Violation[] {
  const ours = new Set(ourEmails(run).map(({ number }) => number));
  return run.requests.flatMap(({ number, atMs }) =>
    ours.has(number)
      ? []
      : [violation(run, number, `asked for at ${iso(atMs)}`, 'never: it is not ours to send')],
  );
}
