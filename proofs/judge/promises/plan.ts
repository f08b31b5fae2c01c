import { Calendar, firstPlan, toldPlan } from '../calendar.js';
import type { Execution, Step, Violation } from '../evidence.js';
import { clockMs, paceOf } from '../rules.js';
import {
  type CaseBook,
  type InputEmail,
  inputOf,
  iso,
  type RunFile,
  recordedBy,
  stepsOf,
  troublesIn,
} from '../run-file.js';

/** I9: what was answered is what the rules give, what the run begins with, and what is sent. */
export function plan(book: CaseBook): Violation[] {
  return book.runs.flatMap((run) => {
    const fresh = run.executions.filter((one) => !inputOf(one).earlier && !inputOf(one).carried);
    return [...fresh.flatMap((one) => ofExecution(book, run, one)), ...shown(run)];
  });
}

/** What a run shows as an email's time, once messages have moved it, is what the rules make of them. */
function shown(run: RunFile): Violation[] {
  const calendar = new Calendar(run);
  return stepsOf(run).flatMap((step) =>
    recordedBy(step).flatMap(({ number, plannedAt, state }) => {
      const expectedMs = calendar.plannedAt(number, step.clockMs);
      const isAsSaid = Math.abs(Date.parse(plannedAt) - expectedMs) <= clockMs;
      if (state !== 'scheduled' || isAsSaid) return [];
      const seen = `planned for ${plannedAt}`;
      const expected = `for ${iso(expectedMs)}, as its messages say`;
      return [{ promise: 'I9' as const, run: run.id, email: number, seen, expected }];
    }),
  );
}

function ofExecution(book: CaseBook, run: RunFile, execution: Execution): Violation[] {
  const { emails, isTesting, acceptedAt, happenedAt } = inputOf(execution);
  const website = run.rule.emails.find(({ afterMs }) => afterMs === undefined);
  const sent = emails.find(({ number, state }) => number === website?.number && state === 'sent');
  const expected = toldPlan(firstPlan(run, happenedAt ?? acceptedAt), paceOf(isTesting), {
    nowMs: Date.parse(acceptedAt),
    websiteMs: sent?.at === undefined ? undefined : Date.parse(sent.at),
  });
  const answer = run.calls.find(
    (call) => call.answer?.['status'] === 'accepted' && call.answeredMs >= execution.startedMs,
  );
  const told = (answer?.answer?.['emails'] ?? emails) as InputEmail[];
  return [
    ...differences(run, emails, expected, 'the run began with'),
    ...differences(run, told, expected, 'the answer was'),
    ...baseOf(book, run, execution),
    ...(isTesting || !answer ? [] : reality(book, run, execution, told)),
    ...toldAgain(run, execution, told),
  ];
}

function differences(
  run: RunFile,
  told: readonly InputEmail[],
  expected: readonly Pick<InputEmail, 'number' | 'dueAt' | 'state'>[],
  what: string,
): Violation[] {
  return expected.flatMap(({ number, dueAt, state }) => {
    const one = told.find((email) => email.number === number);
    if (one?.dueAt === dueAt && one.state === state) return [];
    const seen = `${what} ${one?.state} ${one?.dueAt}`;
    return [
      { promise: 'I9' as const, run: run.id, email: number, seen, expected: `${state} ${dueAt}` },
    ];
  });
}

/**
 * An assessment counts from what its event said of the website's email, without a zone as UTC, and all else from its
 * acceptance, which is when somebody told of it.
 */
function baseOf(book: CaseBook, run: RunFile, execution: Execution): Violation[] {
  const { happenedAt, acceptedAt } = inputOf(execution);
  const call = run.calls.find(({ answer }) => answer?.['status'] === 'accepted');
  if (!call) return [];
  const posted = call.body['email_1_sent_at'];
  const base = Date.parse(happenedAt ?? acceptedAt);
  const isCounted = run.rule.name === 'assessment' && typeof posted === 'string' && posted !== '';
  const expected = isCounted ? Date.parse(isZoned(posted) ? posted : `${posted}Z`) : base;
  const acceptedMs = Date.parse(acceptedAt);
  const isOfThen = book.calls.some(
    ({ path, body, atMs, answeredMs }) =>
      path === call.path &&
      body['email'] === call.body['email'] &&
      acceptedMs >= atMs - clockMs &&
      acceptedMs <= answeredMs + clockMs,
  );
  const add = (seen: string, what: string): Violation[] => [
    { promise: 'I9', run: run.id, seen, expected: what },
  ];
  return [
    ...(base === expected || Number.isNaN(expected)
      ? []
      : add(`counts from ${iso(base)}`, `from ${iso(expected)}`)),
    ...(isOfThen ? [] : add(`accepted at ${acceptedAt}`, 'when somebody told of it')),
  ];
}

const isZoned = (text: string) => /(Z|[+-]\d\d:?\d\d)$/i.test(text);

/** Whoever tells of an event once more is answered with the same times, as long as nothing has happened in its run. */
function toldAgain(run: RunFile, { steps }: Execution, told: readonly InputEmail[]): Violation[] {
  const isMoved = ({ what, name, endedMs = Infinity }: Step) =>
    what === 'asked' ? name === 'prepareEmail' && endedMs < Infinity : name !== 'delivery';
  const movedMs = Math.min(...steps.filter(isMoved).map(({ atMs }) => atMs));
  if (run.executions.length > 1) return [];
  return run.calls.flatMap(({ status, answer, answeredMs }) => {
    if (status !== 202 || answer?.['status'] !== 'duplicate' || answeredMs >= movedMs) return [];
    const again = (answer['emails'] ?? []) as InputEmail[];
    const planned = told.filter(({ state }) => state === 'scheduled');
    // What was due by then goes as soon as it can, and moves the rest.
    if (planned.some(({ dueAt }) => Date.parse(dueAt) <= answeredMs)) return [];
    const same = again.filter(({ state }) => state === 'scheduled');
    const other = planned.find(
      ({ number, dueAt }) => !same.some((one) => one.number === number && one.dueAt === dueAt),
    );
    if (!other || same.length === 0) return [];
    const dueAt = same.find(({ number }) => number === other.number)?.dueAt;
    const seen = `answered once more, at ${iso(answeredMs)}, with ${dueAt}`;
    const { number } = other;
    return [{ promise: 'I9' as const, run: run.id, email: number, seen, expected: other.dueAt }];
  });
}

/** Where no message and no fault has changed it, each email goes when the answer said. */
function reality(
  book: CaseBook,
  run: RunFile,
  { steps }: Execution,
  told: readonly InputEmail[],
): Violation[] {
  const { punctualMs } = book;
  if (punctualMs === undefined) return [];
  const wasTold = steps.some(
    ({ what, name }) => what !== 'asked' && !/^(delivery|updateContact)$/.test(name),
  );
  if (wasTold) return [];
  return told.flatMap(({ number, dueAt, state }) => {
    const dueMs = Date.parse(dueAt);
    // What never went has a fate that says why, which is another promise.
    const atMs = run.requests.find((one) => one.number === number)?.atMs;
    if (atMs === undefined || state !== 'scheduled') return [];
    if (troublesIn(book, { fromMs: dueMs, untilMs: atMs }).length > 0) return [];
    // So says the run's own account of it in the end.
    const { dueAt: saidAt = dueAt } =
      run.summary?.emails.find((one) => one.number === number) ?? {};
    const isAsSaid = Math.abs(Date.parse(saidAt) - dueMs) <= punctualMs;
    if (Math.abs(atMs - dueMs) <= punctualMs && isAsSaid) return [];
    const seen = isAsSaid ? `asked for at ${iso(atMs)}` : `told as due at ${saidAt}`;
    return [{ promise: 'I9' as const, run: run.id, email: number, seen, expected: `at ${dueAt}` }];
  });
}
