import { isToSendAgain } from '../asked.js';
import type { Step, Violation } from '../evidence.js';
import { group } from '../group.js';
import { isReset } from '../resets.js';
import { clockMs } from '../rules.js';
import {
  attemptsOf,
  type CaseBook,
  type Fate,
  inputOf,
  iso,
  livesOf,
  type RunFile,
  stepsOf,
  troublesIn,
} from '../run-file.js';

/** A control that was answered well was carried out: the history has it (I5), and it has done what it says (I9). */
export function controls(book: CaseBook): Violation[] {
  return [
    ...book.runs.flatMap((run) => [
      ...unheard(run),
      ...unasked(run),
      ...notSkipped(run),
      ...notSentNow(book, run),
    ]),
    ...unswitched(book),
  ];
}

/** Where it was answered that sending is off, a switch was there that says so. */
function unswitched({ calls, executions }: CaseBook): Violation[] {
  const switches = executions.filter(({ type }) => type === 'sendingSwitch');
  return calls.flatMap(({ path, status, body, atMs, answeredMs }) => {
    if (path !== '/switch' || status !== 200 || body['sending'] !== false) return [];
    const isThere = switches.some(
      ({ startedMs, closed }) =>
        startedMs <= answeredMs + clockMs && (closed?.atMs ?? Infinity) >= atMs,
    );
    const seen = `sending off, answered well at ${iso(answeredMs)}`;
    const expected = 'a switch that knows it';
    return isThere ? [] : [{ promise: 'I5' as const, run: '', seen, expected }];
  });
}

/** What begins an ended run anew is an execution. */
const beginsAnew = /^(resolve|restart)$/;

function unheard(run: RunFile): Violation[] {
  const taken = run.controls.flatMap(({ status, control }) => (status === 200 ? [control] : []));
  const heard = [
    ...stepsOf(run).flatMap(({ what, name }) => (what === 'update' ? [name] : [])),
    ...run.executions.flatMap((one) => (inputOf(one).earlier ? ['restart'] : [])),
  ];
  const count = (names: readonly string[], isMeant: (name: string) => boolean) =>
    names.filter(isMeant).length;
  return [...new Set(taken)].flatMap((name) => {
    const isMeant = beginsAnew.test(name)
      ? (one: string) => beginsAnew.test(one)
      : (one: string) => one === name;
    const [answered, done] = [count(taken, isMeant), count(heard, isMeant)];
    if (answered <= done) return [];
    const seen = `${name} answered well ${answered} times`;
    const expected = `${answered} of them in the history, not ${done}`;
    return [{ promise: 'I5' as const, run: run.id, seen, expected }];
  });
}

/** What a history says that an operator has asked for, somebody has; nothing else begins an ended run anew to send more. */
function unasked(run: RunFile): Violation[] {
  const asked = group(run.controls, ({ control }) => control);
  const heard = stepsOf(run).filter(({ what }) => what === 'update');
  // After a reset Temporal tells a run once more what it was told since.
  const tellings = 1 + run.executions.filter(isReset).length;
  const found = [...group(heard, ({ name }) => name)].flatMap(([name, { length: times }]) =>
    times > tellings * (asked.get(name)?.length ?? 0) ? [name] : [],
  );
  const begun = run.executions.filter((one) => {
    const { earlier, carried, emails } = inputOf(one);
    const isToSend = emails.some(({ state }) => state === 'scheduled');
    return earlier && !carried && isToSend && !isReset(one);
  });
  const wanted = run.controls.filter((one) => one.control === 'restart' || isToSendAgain(one));
  if (begun.length > wanted.length) found.push('begun anew');
  return found.map((seen) => {
    const expected = 'an operator who asked for that, each time';
    return { promise: 'I9', run: run.id, seen, expected };
  });
}

/** Each email that an operator skips ends so. */
function notSkipped(run: RunFile): Violation[] {
  const { summary } = run;
  const isTakenUp = run.executions.some((one) => inputOf(one).earlier);
  if (!summary || isTakenUp) return [];
  // What was asked before a reset, or of a run that was terminated, is told again where it counts.
  const steps = livesOf(run).at(-1)?.steps ?? [];
  const asked = steps.filter(({ what, name }) => what === 'update' && name === 'skipNext');
  const skipped = summary.emails.filter(
    ({ outcome, reason }) => outcome === 'skipped' && reason === 'operator',
  );
  if (asked.length === skipped.length) return notTheNext(run, asked, skipped);
  const seen = `${skipped.length} emails skipped by an operator`;
  return [{ promise: 'I9', run: run.id, seen, expected: `${asked.length}, as was asked` }];
}

/** An email is skipped as the next one: none before it is begun after that. */
function notTheNext(run: RunFile, asked: readonly Step[], skipped: readonly Fate[]): Violation[] {
  return skipped.flatMap(({ number }, at) => {
    const { clockMs: askedMs = 0 } = asked[at] ?? {};
    const next = run.rule.emails.find((one) => {
      const [first] = attemptsOf(run, one.number);
      return one.number < number && first !== undefined && first.clockMs > askedMs;
    });
    if (!next) return [];
    const seen = `skipped at ${iso(askedMs)}`;
    const expected = `email ${next.number}, which was the next`;
    return [{ promise: 'I9' as const, run: run.id, email: number, seen, expected }];
  });
}

/** What is to go now goes now, where nothing is in its way and nobody says anything else. */
function notSentNow(book: CaseBook, run: RunFile): Violation[] {
  const { punctualMs } = book;
  if (punctualMs === undefined) return [];
  const steps = stepsOf(run);
  return steps.flatMap(({ what, name, clockMs: askedMs }) => {
    if (what !== 'update' || name !== 'sendNow') return [];
    const byMs = askedMs + punctualMs;
    const span = { fromMs: askedMs, untilMs: byMs };
    const isWithin = (atMs: number) => atMs > askedMs && atMs <= byMs;
    const isChanged = steps.some((one) => one.what !== 'asked' && isWithin(one.clockMs));
    const isBlocked = steps.some(
      ({ name: asked, endedMs, result }) =>
        asked === 'prepareEmail' &&
        isWithin(endedMs ?? 0) &&
        (result as { kind?: string } | undefined)?.kind !== 'ready',
    );
    const isEnrolled = steps.some(
      ({ name: asked, ended, endedMs = Infinity }) =>
        asked === 'enrolContact' && ended === 'done' && endedMs <= askedMs,
    );
    const isThere = run.requests.some(({ atMs }) => atMs >= askedMs - clockMs && atMs <= byMs);
    // Whoever was found suppressed, or was stopped meanwhile, gets nothing.
    const isOver = run.executions.some(({ closed }) => isWithin(closed?.atMs ?? 0));
    if (!isEnrolled || isThere || isChanged || isBlocked || isOver) return [];
    if (byMs > book.untilMs || troublesIn(book, span, { email: run.address }).length > 0) return [];
    const seen = `to be sent now at ${iso(askedMs)}, and nothing was asked for`;
    return [{ promise: 'I9' as const, run: run.id, seen, expected: `a request by ${iso(byMs)}` }];
  });
}
