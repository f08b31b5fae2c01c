import { isToSendAgain } from '../asked.js';
import type { Violation } from '../evidence.js';
import { group } from '../group.js';
import { clockMs, keyLivesMs } from '../rules.js';
import { type CaseBook, inputOf, numberIn, type RunFile, stepsOf } from '../run-file.js';

/** I1: one email of one run is accepted once at most, and once where an attempt was answered well. */
export function once(book: CaseBook): Violation[] {
  return [...book.runs.flatMap((run) => ofRun(book, run)), ...strayKeys(book)];
}

function ofRun(book: CaseBook, run: RunFile): Violation[] {
  const found: Violation[] = [];
  const add = (email: number, seen: string, expected: string) =>
    found.push({ promise: 'I1', run: run.id, email, seen, expected });
  for (const [key, requests] of group(run.requests, (one) => one.key)) {
    const { number = 0 } = requests[0] ?? {};
    const accepted = run.mails.filter((one) => one.key === key).length;
    if (accepted > 1) add(number, `${accepted} emails accepted under ${key}`, 'one at most');
    const bodies = new Set(requests.map(({ bodyHash }) => bodyHash)).size;
    if (bodies > 1) add(number, `${bodies} different bodies under ${key}`, 'the same bytes always');
    const times = requests.map(({ atMs }) => atMs);
    const lastedMs = Math.max(...times) - Math.min(...times);
    if (lastedMs >= keyLivesMs) {
      add(
        number,
        `${key} was used for ${lastedMs} ms`,
        `less than the key lives: ${keyLivesMs} ms`,
      );
    }
  }
  const allowed = sentAgainBy(run);
  for (const [number, mails] of group(run.mails, (one) => one.number)) {
    const most = 1 + (allowed.get(number) ?? 0);
    if (mails.length > most) {
      add(
        number,
        `${mails.length} emails accepted of number ${number}`,
        `${most}: nobody asked for more`,
      );
    }
    const strays = mails.filter(({ again }) => again >= most);
    for (const { key } of strays)
      add(number, `accepted under ${key}`, 'an operator who asked for that');
  }
  return [...found, ...perTemplate(book, run, allowed), ...missing(book, run)];
}

/** How often an operator had each email sent again: by the history, and by what operators have asked for. */
function sentAgainBy(run: RunFile): Map<number, number> {
  const asked = run.controls.filter(isToSendAgain);
  return new Map(
    [...toldAgainBy(run)].map(([number, times]) => {
      const wanted = asked.filter(({ body }) => Number(body['number']) === number);
      return [number, Math.min(times, wanted.length)];
    }),
  );
}

function toldAgainBy(run: RunFile): Map<number, number> {
  const counts = new Map<number, number>();
  for (const execution of run.executions) {
    for (const [number, times] of Object.entries(inputOf(execution).earlier?.again ?? {})) {
      counts.set(Number(number), Math.max(counts.get(Number(number)) ?? 0, times));
    }
  }
  for (const { what, name, input } of stepsOf(run)) {
    const { number, as } = (input ?? {}) as { number?: number; as?: string };
    if (what !== 'update' || name !== 'resolve' || as !== 'send-again' || !number) continue;
    counts.set(number, (counts.get(number) ?? 0) + 1);
  }
  return counts;
}

/** One text goes to one run once, under whatever number. */
function perTemplate(
  { copy }: CaseBook,
  run: RunFile,
  allowed: ReadonlyMap<number, number>,
): Violation[] {
  const templateOf = (subject: string) => copy.find(({ mark }) => subject.includes(mark))?.template;
  const byTemplate = group(run.mails, ({ subject }) => templateOf(subject));
  return [...byTemplate].flatMap(([template, mails]) => {
    const numbers = new Set(mails.map(({ number }) => number));
    const most = 1 + Math.max(0, ...[...numbers].map((number) => allowed.get(number) ?? 0));
    if (template === undefined || numbers.size <= most) return [];
    const seen = `${template} accepted as emails ${[...numbers].join(' and ')}`;
    return [{ promise: 'I1' as const, run: run.id, seen, expected: 'once for one run' }];
  });
}

/** What was answered well has been accepted, and under this very id. */
function missing({ mails }: CaseBook, run: RunFile): Violation[] {
  return (run.summary?.emails ?? []).flatMap(({ number, outcome, resendId }) => {
    if (outcome !== 'sent' || resendId === null) return [];
    if (mails.some(({ id, key }) => id === resendId && numberIn(key, run.id)?.number === number)) {
      return [];
    }
    const seen = `sent as ${resendId}, which Resend does not have`;
    return [
      { promise: 'I1' as const, run: run.id, email: number, seen, expected: 'accepted once' },
    ];
  });
}

/** A request is of one email of one run that Temporal has, or a test of copy. */
function strayKeys({ requests, executions }: CaseBook): Violation[] {
  return requests.flatMap(({ key, atMs }) => {
    const owner = executions.find(
      ({ workflowId, startedMs }) =>
        startedMs <= atMs + clockMs && (key === workflowId || numberIn(key, workflowId)),
    );
    const isOfTest = owner?.type === 'sendTest' && owner.workflowId === key;
    const isOfRun = owner !== undefined && numberIn(key, owner.workflowId) !== undefined;
    if (isOfTest || isOfRun) return [];
    const expected = 'the id of a run and the number of an email';
    return [{ promise: 'I1' as const, run: owner?.workflowId ?? '', seen: `key ${key}`, expected }];
  });
}
