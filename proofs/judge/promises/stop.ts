import { normalised } from '../addresses.js';
import type { Call, Step, Violation } from '../evidence.js';
import {
  clockMs,
  lastingStops,
  second,
  stopOfBookingStatus,
  stopOfEmailStatus,
  stops,
  stopTakesMs,
} from '../rules.js';
import {
  type CaseBook,
  iso,
  isResubscribe,
  type Life,
  livesOf,
  type RunFile,
  troublesIn,
} from '../run-file.js';

/** A run that was not listed when the stop looked first is told when it looks again. */
const lookAgainMs = 30 * second;

/** A vendor that is away is no reason to hear a stop later. */
const processes = { isOfProcess: true } as const;

/** I3: no email after a stop, however it came. */
export function stop(book: CaseBook): Violation[] {
  return book.runs.flatMap((run) => [
    ...livesOf(run).flatMap((one) => heard(book, run, one)),
    ...typedInNotion(book, run),
    ...book.calls.flatMap((call) => acknowledged(book, run, call)),
  ]);
}

/** When a stop entered the history. */
function stopIn({ steps }: Life): Step | undefined {
  return steps.find(({ what, name }) => what === 'signal' && name === 'stop');
}

/** After the signal is in, nothing is begun: neither in Temporal nor at Resend. */
function heard(book: CaseBook, run: RunFile, life: Life): Violation[] {
  const signal = stopIn(life);
  if (!signal) return [];
  const found: Violation[] = [];
  const add = (email: number | undefined, seen: string) => {
    const expected = `nothing after the stop of ${iso(signal.atMs)}`;
    found.push({ promise: 'I3', run: run.id, ...(email && { email }), seen, expected });
  };
  const sends = life.steps.filter(({ name }) => name === 'sendEmail');
  // A task that had begun when the signal came did not know of it; its outcome is one of before.
  for (const { atMs, clockMs: taskMs } of sends) {
    if (atMs > signal.atMs && taskMs > signal.atMs)
      add(undefined, `sendEmail asked for at ${iso(atMs)}`);
  }
  const endMs = nextStart(run, life);
  for (const { number, atMs } of run.requests) {
    if (atMs <= signal.atMs + clockMs || atMs >= endMs) continue;
    const isOfBefore = sends.some(
      ({ begunMs = Infinity, endedMs = Infinity }) => begunMs <= signal.atMs && atMs <= endedMs,
    );
    const span = { fromMs: signal.atMs - stopTakesMs, untilMs: atMs };
    const isExcused =
      atMs <= signal.atMs + stopTakesMs || troublesIn(book, span, processes).length > 0;
    if (!isOfBefore || !isExcused) add(number, `a request to Resend at ${iso(atMs)}`);
  }
  return [...found, ...shownAsSent(run, life, signal)];
}

/** What was begun before counts as sent before the stop, or as unknown: never as stopped. */
function shownAsSent(run: RunFile, life: Life, { atMs }: Step): Violation[] {
  if (nextStart(run, life) < Infinity) return [];
  return (run.summary?.emails ?? []).flatMap(({ number, outcome }) => {
    const wasAccepted = run.mails.some(
      (one) => one.number === number && one.atMs <= atMs + stopTakesMs,
    );
    if (outcome !== 'stopped' || !wasAccepted) return [];
    const seen = 'accepted by Resend and shown as stopped';
    return [
      { promise: 'I3' as const, run: run.id, email: number, seen, expected: 'sent or unknown' },
    ];
  });
}

/** An answered stop reaches every run that was open then, and no request begins much later. */
function acknowledged(book: CaseBook, run: RunFile, call: Call): Violation[] {
  const { stop: meant, status, answeredMs } = call;
  const isTaken = status !== null && status >= 200 && status < 300;
  if (!meant || !isTaken || normalised(meant.address) !== run.address) return [];
  const { ends = [] } = stops[meant.name] ?? {};
  if (!ends.includes(run.rule.name) || call.answer?.['id'] === run.id) return [];
  const lives = livesOf(run);
  return [
    ...lives.flatMap((one) => untold(book, run, one, call)),
    ...(lastingStops.includes(meant.name) ? begunLater(book, run, call) : []),
    ...run.requests.flatMap(({ number, atMs }) => {
      const startedMs = lives.findLast((one) => one.startedMs <= atMs)?.startedMs ?? 0;
      const span = { fromMs: call.atMs, untilMs: atMs };
      if (startedMs >= call.atMs || atMs <= answeredMs + stopTakesMs) return [];
      if (troublesIn(book, span, processes).length > 0) return [];
      const seen = `a request to Resend at ${iso(atMs)}`;
      const expected = `none 5 s after the stop that was answered at ${iso(answeredMs)}`;
      return [{ promise: 'I3' as const, run: run.id, email: number, seen, expected }];
    }),
  ];
}

function untold(book: CaseBook, run: RunFile, life: Life, call: Call): Violation[] {
  const { closed, startedMs } = life;
  const byMs = call.answeredMs + lookAgainMs;
  const troubles = troublesIn(book, { fromMs: call.atMs, untilMs: byMs }, processes);
  const untilMs = Math.max(byMs, ...troubles.map((one) => one.untilMs + lookAgainMs));
  if (startedMs >= call.atMs || (closed?.atMs ?? Infinity) <= untilMs) return [];
  if (untilMs > book.untilMs || stopIn(life)) return [];
  const seen = `open at ${iso(untilMs)} without a stop in its history`;
  const expected = `ended by the stop "${call.stop?.name}" that was answered at ${iso(call.answeredMs)}`;
  return [{ promise: 'I3', run: run.id, seen, expected }];
}

/** Unsubscribed, bounced, complained: who begins later gets nothing either, until it is taken back. */
function begunLater(book: CaseBook, run: RunFile, call: Call): Violation[] {
  return run.requests.flatMap(({ number, atMs }) => {
    const begun = livesOf(run).findLast((one) => one.startedMs <= atMs);
    const isLater = begun !== undefined && begun.startedMs > call.answeredMs;
    if (!isLater || isTakenBack(book, run, { fromMs: call.atMs, untilMs: atMs })) return [];
    const seen = `a request to Resend at ${iso(atMs)}, of a run that began after the stop`;
    const expected = `suppressed: "${call.stop?.name}" holds`;
    return [{ promise: 'I3' as const, run: run.id, email: number, seen, expected }];
  });
}

/** What was typed into Notion counts from the next look at the person on. */
function typedInNotion(book: CaseBook, run: RunFile): Violation[] {
  const { edits } = book;
  return edits.flatMap(({ atMs, email, what, value = '' }) => {
    const table = what === 'emailStatus' ? stopOfEmailStatus : stopOfBookingStatus;
    const name = what.endsWith('Status') ? table[value] : undefined;
    if (!name || normalised(email ?? '') !== run.address) return [];
    if (!stops[name]?.ends.includes(run.rule.name) || name === run.rule.name) return [];
    const isBacked = (untilMs: number) =>
      edits.some(
        (other) =>
          other.what === what && other.email === email && other.atMs > atMs && other.atMs < untilMs,
      );
    // A booking that was so already when the run began is no news.
    const before = edits.findLast(
      (other) => other.what === what && other.email === email && other.atMs < atMs,
    );
    if (what === 'bookingStatus' && before?.value === value) return [];
    return looksAfter(run, atMs, lastingStops.includes(name)).flatMap(({ number, request }) => {
      if (!request || isBacked(request.atMs)) return [];
      if (isTakenBack(book, run, { fromMs: atMs, untilMs: request.atMs })) return [];
      const seen = `prepared after that, and asked for at ${iso(request.atMs)}`;
      const expected = `nothing: ${what} became ${value} at ${iso(atMs)}`;
      return [{ promise: 'I3' as const, run: run.id, email: number, seen, expected }];
    });
  });
}

/**
 * Whether a stop that lasts was taken back by an operator within a time. What was asked before the stop and
 * answered after it may have come after it.
 */
function isTakenBack(
  { calls }: CaseBook,
  { address }: RunFile,
  { fromMs, untilMs }: { fromMs: number; untilMs: number },
): boolean {
  return calls.some(
    (call) => isResubscribe(call, address) && call.answeredMs > fromMs && call.atMs < untilMs,
  );
}

/** Emails whose person was looked at after an instant, in a life that had begun before it or, where it lasts, in any. */
function looksAfter(run: RunFile, atMs: number, isLasting: boolean) {
  return livesOf(run).flatMap(({ steps, startedMs }) => {
    if (startedMs > atMs && !isLasting) return [];
    const looks = steps.filter(
      ({ name, begunMs = 0 }) => name === 'prepareEmail' && begunMs > atMs + clockMs,
    );
    return looks.map(({ input, endedMs = Infinity }) => {
      const { number } = input as { number: number };
      const after = run.requests.filter((one) => one.number === number);
      const isFirst = after.every((one) => one.atMs >= endedMs);
      return { number, request: isFirst ? after[0] : undefined };
    });
  });
}

/** When the life after a life began. */
function nextStart(run: RunFile, life: Life): number {
  return livesOf(run).find((one) => one.bornMs > life.bornMs)?.bornMs ?? Infinity;
}
