import { normalised } from '../addresses.js';
import { isToSendAgain, mayBeDone } from '../asked.js';
import type { Step, Violation } from '../evidence.js';
import {
  clockMs,
  lastingStops,
  shownWithinMs,
  stopOfBookingStatus,
  stopOfEmailStatus,
  stops,
} from '../rules.js';
import {
  attemptsOf,
  type CaseBook,
  isResubscribe,
  livesOf,
  type RunFile,
  stepsOf,
} from '../run-file.js';
import { violation } from './nothing-silent.js';

/** The other half of I6: what a run gives as the reason for an email that was not sent has really happened. */
export function trueReasons(book: CaseBook): Violation[] {
  return book.runs.flatMap((run) => [...outcome(book, run), ...fates(book, run)]);
}

/** Whoever was stopped or suppressed was so by something that ends their sequence. */
function outcome(book: CaseBook, run: RunFile): Violation[] {
  const { outcome: told = '' } = run.summary ?? {};
  const [, cause] = /^stopped:(.+)$/.exec(told) ?? [];
  if (told === 'suppressed') {
    const isHeld = lastingStops.some((one) => hasHappened(book, run, one));
    return isHeld ? [] : [violation(run, undefined, 'suppressed', 'a stop of theirs that lasts')];
  }
  if (cause === undefined || hasHappened(book, run, cause)) return [];
  return [violation(run, undefined, `ended as ${told}`, `a stop of theirs by "${cause}"`)];
}

function fates(book: CaseBook, run: RunFile): Violation[] {
  return (run.summary?.emails ?? []).flatMap(({ number, outcome: told, reason }) => {
    const seen = `${told}: ${reason}`;
    const isLeftOut = reason === 'operator' && isBegunWithout(run, number);
    if (told === 'stopped' && reason && !isLeftOut && !hasHappened(book, run, reason)) {
      return [violation(run, number, seen, 'a stop of theirs by that')];
    }
    if (told === 'skipped' && reason === 'operator' && !isSkipped(run)) {
      return [violation(run, number, seen, 'an operator who skipped it')];
    }
    if (told === 'skipped' && !/^(too_late|operator)$/.test(reason ?? '')) {
      return [violation(run, number, seen, 'one of the reasons for which an email is skipped')];
    }
    const isOurs = run.rule.emails.some(
      (one) => one.number === number && one.afterMs !== undefined,
    );
    if (told === 'failed' && isOurs && !isRefused(run, number)) {
      return [violation(run, number, seen, 'an answer of Resend, or copy, that was wrong')];
    }
    if (told === 'unknown' && isOurs && !isInDoubt(run, number)) {
      return [violation(run, number, seen, 'a request whose answer nobody has')];
    }
    return [];
  });
}

/** Whether something that gives this cause, and ends this sequence, was asked for or typed before the run ended. */
function hasHappened(book: CaseBook, run: RunFile, cause: string): boolean {
  const { calls, edits } = book;
  const endedMs = run.executions.at(-1)?.closed?.atMs ?? Infinity;
  const isMeant = (name: string | undefined, address: string, atMs: number) => {
    const stop = name === undefined ? undefined : stops[name];
    const isOwn = normalised(address) === run.address && atMs <= endedMs + clockMs;
    return isOwn && stop?.cause === cause && stop.ends.includes(run.rule.name);
  };
  const isInForce = (byMs: number) =>
    !lastingStops.includes(cause) || !isTakenBackBefore(book, run, byMs);
  return (
    calls.some(({ stop, ...call }) => {
      // What nobody has answered well may have come at any time.
      const byMs = (call.status ?? 500) < 300 ? call.answeredMs : Infinity;
      return (
        mayBeDone(call) && isMeant(stop?.name, stop?.address ?? '', call.atMs) && isInForce(byMs)
      );
    }) ||
    edits.some(({ what, value = '', email = '', atMs }) => {
      const table = what === 'emailStatus' ? stopOfEmailStatus : stopOfBookingStatus;
      return what.endsWith('Status') && isMeant(table[value], email, atMs) && isInForce(atMs);
    })
  );
}

/** Whether a stop that was there by an instant was surely taken back, and shown to be so, before the run last began. */
function isTakenBackBefore({ calls, executions }: CaseBook, run: RunFile, byMs: number): boolean {
  const startedMs = livesOf(run).at(-1)?.startedMs ?? 0;
  return calls.some((call) => {
    if (!isResubscribe(call, run.address) || (call.status ?? 500) >= 300) return false;
    const done = executions.find(({ workflowId }) => workflowId === call.answer?.['id'])?.closed;
    const shownMs = done?.atMs ?? call.answeredMs + shownWithinMs;
    return call.atMs > byMs && Math.max(shownMs, call.answeredMs) < startedMs;
  });
}

/** Whether an operator has begun the run anew for other emails than this one: what it had yet to send goes no more. */
function isBegunWithout({ controls }: RunFile, number: number): boolean {
  return controls.some(
    (one) =>
      (one.control === 'restart' && Number(one.body['from']) > number) ||
      (isToSendAgain(one) && one.body['number'] !== number),
  );
}

function isSkipped(run: RunFile): boolean {
  return stepsOf(run).some(({ what, name }) => what === 'update' && name === 'skipNext');
}

/** Whether it was asked for, or somebody died who may have. */
export function isInDoubt(run: RunFile, number: number): boolean {
  // A history that was terminated does not tell which attempts were under way.
  const mayHave = ({ begunMs, ended }: Step) =>
    ended === undefined || (begunMs !== undefined && ended !== 'done');
  const attempts = attemptsOf(run, number);
  const kinds = new Set(
    attempts.map(({ result }) => (result as { kind?: string } | undefined)?.kind),
  );
  if (kinds.has('sent')) return false;
  return kinds.has('ambiguous') || attempts.some(mayHave);
}

/** Whether Resend has refused it, it could not be made ready, or nobody was there to ask. */
function isRefused(run: RunFile, number: number): boolean {
  const isNotReady = stepsOf(run).some(({ name, input, result }) => {
    const asked = (input ?? {}) as { number?: number };
    const { kind } = (result ?? {}) as { kind?: string };
    return name === 'prepareEmail' && asked.number === number && kind !== 'ready';
  });
  const answers = run.requests.filter((one) => one.number === number);
  const wasBegun = attemptsOf(run, number).some(({ begunMs }) => begunMs !== undefined);
  return isNotReady || !wasBegun || answers.some(({ status }) => status === null || status >= 400);
}
