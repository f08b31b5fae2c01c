import type { Step } from './evidence.js';
import { bornMs } from './resets.js';
import { type Pace, paceOf } from './rules.js';
import { attemptsOf, type InputEmail, inputOf, ourEmails, type RunFile } from './run-file.js';

/**
 * When each email of a run was to go: the plan of its beginning, and what messages made of it since. Written
 * again from the product's description; the product's own arithmetic is what it is compared with.
 */
export class Calendar {
  readonly pace: Pace;
  private readonly states: { fromMs: number; planned: ReadonlyMap<number, number> }[] = [];
  private readonly wanted: { number?: number; fromMs: number; untilMs?: number }[] = [];
  private planned = new Map<number, number>();
  /** Times that have moved the rest, in order and without overlaps. */
  private movedBy: Interval[] = [];
  private sinceMs = 0;
  /** Before that another execution told what was planned. */
  private inForceMs = 0;
  private pausedMs: number | undefined;
  private readonly paused: Interval[] = [];
  /** How often an operator had an email sent again, by number: what was asked for before tells nothing of it. */
  private again: Record<number, number> = {};
  private readonly run: RunFile;

  constructor(run: RunFile) {
    this.run = run;
    this.pace = paceOf(run.executions.some((one) => inputOf(one).isTesting));
    for (const [at, execution] of run.executions.entries()) {
      this.inForceMs = at === 0 ? execution.startedMs : bornMs(execution);
      const input = inputOf(execution);
      if (!input.carried) this.begin(execution.startedMs, input);
      for (const step of inEffect(execution.steps)) this.take(step);
      if (execution.closed && !/continued/.test(execution.closed.how)) {
        this.endPause(execution.closed.atMs);
      }
    }
    this.endPause(Number.POSITIVE_INFINITY);
  }

  /** Since when an operator held the run, at an instant. */
  pausedAt(atMs: number): number | undefined {
    return this.paused.find(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs)?.fromMs;
  }

  /** When an email was to go, as known at an instant; Infinity for one that never was to. */
  plannedAt(number: number, atMs: number): number {
    const state = this.states.findLast(({ fromMs }) => fromMs <= atMs) ?? this.states[0];
    return state?.planned.get(number) ?? Number.POSITIVE_INFINITY;
  }

  /** Whether an operator wanted this email whatever its time: only the next one can be meant. */
  isWanted(number: number, atMs: number): boolean {
    return this.wanted.some((one) => {
      const isOver = one.fromMs > atMs || atMs > (one.untilMs ?? Infinity);
      if (isOver || (one.number ?? number) !== number) return false;
      const { requests } = this.run;
      return !requests.some(
        (other) => other.number < number && other.atMs > one.fromMs && other.atMs < atMs,
      );
    });
  }

  private begin(
    atMs: number,
    { acceptedAt, happenedAt, earlier, emails }: ReturnType<typeof inputOf>,
  ) {
    this.sinceMs = Date.parse(earlier?.takenUpAt ?? acceptedAt);
    this.movedBy = [];
    this.pausedMs = undefined;
    this.again = { ...earlier?.again };
    // What an operator takes up again goes on with the times that it had.
    this.planned = earlier
      ? new Map(emails.map(({ number, plannedAt }) => [number, Date.parse(plannedAt)]))
      : firstPlan(this.run, happenedAt ?? acceptedAt);
    if (earlier?.sendNow !== undefined) this.wanted.push({ number: earlier.sendNow, fromMs: atMs });
    this.keep(atMs);
  }

  private take({ what, name, input, clockMs, result, endedMs = 0 }: Step): void {
    const asked = (input ?? {}) as Record<string, string>;
    const isControl = what === 'update' || (what === 'signal' && /^(pause|resume)$/.test(name));
    if (isControl && name === 'pause') {
      this.pausedMs ??= clockMs;
    } else if (isControl && name === 'resume') {
      if (asked['mode'] === 'shift' && this.pausedMs !== undefined) {
        this.move({ fromMs: this.pausedMs, untilMs: clockMs }, clockMs);
      }
      this.endPause(clockMs);
    } else if (what === 'signal' && name === 'switchedOn' && asked['mode'] === 'shift') {
      // What is told is heard before the answers that came with it.
      this.heardOff(asked, clockMs, clockMs - 1);
    } else if (what === 'update') {
      this.control(name, asked, clockMs);
    } else if (what === 'asked' && /^(prepareEmail|readSwitch)$/.test(name)) {
      // Whoever missed the signal hears of it when they ask.
      const { offTimes = [] } = (result ?? {}) as { offTimes?: Record<string, string>[] };
      const shifts = offTimes.filter(({ mode }) => mode === 'shift');
      for (const offTime of shifts) this.heardOff(offTime, endedMs);
    }
  }

  private endPause(untilMs: number): void {
    if (this.pausedMs !== undefined) {
      this.paused.push({ fromMs: Math.max(this.pausedMs, this.inForceMs), untilMs });
    }
    this.pausedMs = undefined;
  }

  private control(name: string, asked: Record<string, string>, clockMs: number): void {
    const number = Number(asked['number']);
    if (name === 'reschedule') this.reschedule(number, Date.parse(String(asked['at'])), clockMs);
    else if (name === 'sendNow') this.wanted.push({ fromMs: clockMs });
    else if (name === 'skipNext') this.wantNoMore(clockMs);
    else if (name === 'resolve' && asked['as'] === 'send-again') {
      this.wanted.push({ number, fromMs: clockMs });
      this.again[number] = (this.again[number] ?? 0) + 1;
      this.planned.set(number, clockMs);
      this.keep(clockMs);
    }
  }

  /** What is skipped is the very one that was wanted, where none was named. */
  private wantNoMore(clockMs: number): void {
    for (const one of this.wanted) if (one.number === undefined) one.untilMs ??= clockMs;
  }

  private heardOff({ offAt, at }: Record<string, string>, clockMs: number, answersMs = clockMs) {
    const untilMs = Date.parse(String(at));
    const interval = { fromMs: Date.parse(String(offAt)), untilMs };
    if (untilMs > this.sinceMs) this.move(interval, clockMs, answersMs);
  }

  /**
   * All that is still to come, later by a time; what has moved it before counts once. So does what is on the wire,
   * as nobody knows yet what comes of it, and what Resend has surely refused.
   */
  private move({ fromMs, untilMs }: Interval, clockMs: number, answersMs = clockMs): void {
    const added = { fromMs: Math.max(fromMs, this.sinceMs), untilMs };
    const before = lengthOf(this.movedBy);
    this.movedBy = union([...this.movedBy, added]);
    const byMs = lengthOf(this.movedBy) - before;
    for (const [number, ms] of this.planned) {
      if (!this.isAskedFor(number, answersMs)) this.planned.set(number, ms + byMs);
    }
    this.keep(clockMs);
  }

  private reschedule(number: number, atMs: number, clockMs: number): void {
    let earliestMs = Number.NEGATIVE_INFINITY;
    for (const one of [...this.planned.keys()].toSorted((a, b) => a - b)) {
      if (one < number || this.isAskedFor(one, clockMs)) continue;
      const ms = Math.max(one === number ? atMs : (this.planned.get(one) ?? 0), earliestMs);
      this.planned.set(one, ms);
      earliestMs = ms + this.pace.gapMs;
    }
    this.keep(clockMs);
  }

  /** Whether the run knows by an instant that Resend has an email, or may have it: its time is over then. */
  private isAskedFor(number: number, byMs: number): boolean {
    const { [number]: again = 0 } = this.again;
    return attemptsOf(this.run, number, again).some(
      (step) => (step.heardMs ?? step.endedMs ?? Infinity) <= byMs && mayBeAccepted(step),
    );
  }

  private keep(fromMs: number): void {
    const planned = new Map(this.planned);
    this.states.push({ fromMs: Math.max(fromMs, this.inForceMs), planned });
  }
}

/** What came of an attempt to send: whatever is no sure refusal may be in the reader's inbox. */
function mayBeAccepted({ begunMs, ended, result }: Step): boolean {
  if (begunMs === undefined || ended === 'cancelled') return false;
  const { kind = 'ambiguous' } = (result ?? {}) as { kind?: string };
  return kind === 'sent' || kind === 'ambiguous';
}

/** What a run was told and what it has asked, in the order in which it came to know. */
function inEffect(steps: readonly Step[]): Step[] {
  const knownMs = ({ what, clockMs, endedMs = Infinity }: Step) =>
    what === 'asked' ? endedMs : clockMs;
  return steps.toSorted((one, other) => knownMs(one) - knownMs(other));
}

interface Interval {
  fromMs: number;
  untilMs: number;
}

/** The plan before anything moves it, in ms since 1970 by number. */
export function firstPlan(run: RunFile, base: string): Map<number, number> {
  const isTesting = run.executions.some((one) => inputOf(one).isTesting);
  return new Map(
    ourEmails(run).map(({ number, afterMs = 0, testingAfterMs = 0 }) => [
      number,
      Date.parse(base) + (isTesting ? testingAfterMs : afterMs),
    ]),
  );
}

/**
 * What a plan becomes when it is made known: late emails go at once, one too near to the one before moves
 * away, and one that would go after its grace is skipped.
 */
export function toldPlan(
  planned: ReadonlyMap<number, number>,
  { graceMs, gapMs }: Pace,
  { nowMs, websiteMs }: { nowMs: number; websiteMs?: number | undefined },
): Pick<InputEmail, 'number' | 'dueAt' | 'state'>[] {
  let freeMs = Math.max(nowMs, websiteMs === undefined ? nowMs : websiteMs + gapMs);
  return [...planned].map(([number, ms]) => {
    const goesMs = Math.max(ms, freeMs);
    const isLate = goesMs > ms + graceMs;
    if (!isLate) freeMs = goesMs + gapMs;
    return {
      number,
      dueAt: new Date(isLate ? ms : goesMs).toISOString(),
      state: isLate ? 'skipped' : 'scheduled',
    };
  });
}

function union(intervals: readonly Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const one of intervals.toSorted((a, b) => a.fromMs - b.fromMs)) {
    if (one.untilMs <= one.fromMs) continue;
    const last = merged.at(-1);
    if (last && one.fromMs <= last.untilMs) last.untilMs = Math.max(last.untilMs, one.untilMs);
    else merged.push({ ...one });
  }
  return merged;
}

function lengthOf(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, { fromMs, untilMs }) => sum + untilMs - fromMs, 0);
}
