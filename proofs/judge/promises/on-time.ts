import { Calendar } from '../calendar.js';
import type { Step, Violation } from '../evidence.js';
import { group } from '../group.js';
import { clockMs, minute, second } from '../rules.js';
import { attemptsOf, type CaseBook, inputOf, iso, type RunFile, troublesIn } from '../run-file.js';

/** What was prepared in time and waits for its turn may begin so much after its grace. */
const turnMs = minute;
/** An attempt that was asked for in time, and that no process was there to begin, may begin for so long. */
const unbegunMs = 10 * minute;

/** I2: no email before it is due, none too late, and no two of a run too near to each other. */
export function onTime(book: CaseBook): Violation[] {
  return [
    ...book.runs.flatMap((run) => [...ofRun(book, run), ...whilePaused(run)]),
    ...whileOff(book),
  ];
}

function ofRun(book: CaseBook, run: RunFile): Violation[] {
  const calendar = new Calendar(run);
  const { graceMs, gapMs } = calendar.pace;
  const found: Violation[] = [];
  for (const [number, requests] of group(run.requests, (one) => one.number)) {
    const first = requests[0];
    if (!first || calendar.isWanted(number, first.atMs)) continue;
    const add = (seen: string, expected: string) =>
      found.push({ promise: 'I2', run: run.id, email: number, seen, expected });
    const plannedMs = calendar.plannedAt(number, first.atMs);
    const seen = `first asked for at ${iso(first.atMs)}`;
    if (first.atMs < plannedMs - clockMs) add(seen, `not before ${iso(plannedMs)}`);
    if (first.atMs > latestMs(book, run, number, plannedMs + graceMs)) {
      add(seen, `by ${iso(plannedMs + graceMs)}, or skipped as too late`);
    }
    const before = lastBefore(run, number, first.atMs);
    if (before !== undefined && first.atMs < before + gapMs - clockMs) {
      add(seen, `the gap of ${gapMs} ms after ${iso(before)}`);
    }
  }
  return found;
}

/** When an email may be asked for at the latest, whose grace ends then. */
function latestMs(book: CaseBook, run: RunFile, number: number, endMs: number): number {
  const usual = endMs + turnMs;
  const { clockMs: askedMs = Infinity } = attemptsOf(run, number)[0] ?? {};
  if (askedMs > endMs) return usual;
  const span = { fromMs: askedMs, untilMs: usual };
  const isHindered = troublesIn(book, span, { isOfProcess: true }).length > 0;
  return isHindered ? Math.max(usual, askedMs + unbegunMs) : usual;
}

/** What was on the wire when it was held back may still arrive. */
const onTheWireMs = 5 * second;

/** A run that is paused sends nothing, but for what an operator wants all the same. */
function whilePaused(run: RunFile): Violation[] {
  const calendar = new Calendar(run);
  return run.requests.flatMap(({ number, atMs }) => {
    const pausedMs = calendar.pausedAt(atMs);
    if (pausedMs === undefined || atMs < pausedMs + onTheWireMs) return [];
    if (calendar.isWanted(number, atMs)) return [];
    const seen = `asked for at ${iso(atMs)}`;
    const expected = `nothing: it was paused at ${iso(pausedMs)}`;
    return [{ promise: 'I2' as const, run: run.id, email: number, seen, expected }];
  });
}

/** While sending is switched off, nothing goes out anywhere. */
function whileOff(book: CaseBook): Violation[] {
  return offTimes(book).flatMap(({ fromMs, untilMs }) =>
    book.requests.flatMap(({ key, atMs }) => {
      const span = { fromMs, untilMs: atMs };
      const isEarly = atMs < fromMs + onTheWireMs;
      if (isEarly || atMs > untilMs || troublesIn(book, span, { isOfProcess: true }).length > 0)
        return [];
      const seen = `${key} asked for at ${iso(atMs)}`;
      const expected = `nothing: sending was off from ${iso(fromMs)} on`;
      return [{ promise: 'I2' as const, run: '', seen, expected }];
    }),
  );
}

function offTimes({ executions }: CaseBook) {
  return executions.flatMap(({ type, startedMs, steps }) => {
    if (type !== 'sendingSwitch') return [];
    const thrown = steps.filter(({ what, name }) => what === 'update' && name === 'setSwitch');
    const isOn = ({ input }: Step) => (input as { sending: boolean }).sending;
    const offs = [startedMs, ...thrown.filter((one) => !isOn(one)).map(({ atMs }) => atMs)];
    return offs.map((fromMs) => {
      const on = thrown.find((one) => isOn(one) && one.atMs > fromMs);
      return { fromMs, untilMs: on?.clockMs ?? Number.POSITIVE_INFINITY };
    });
  });
}

/** When the email before an email of a run was accepted, be it the website's own. */
function lastBefore(run: RunFile, number: number, atMs: number): number | undefined {
  const times = run.mails
    .filter((one) => one.number < number && one.atMs < atMs)
    .map((one) => one.atMs);
  for (const execution of run.executions) {
    if (execution.startedMs > atMs) continue;
    const { emails } = inputOf(execution);
    const website = run.rule.emails.find(({ afterMs }) => afterMs === undefined);
    const told = emails.find((one) => one.number === website?.number && one.state === 'sent');
    if (told?.at) times.push(Date.parse(told.at));
  }
  return times.length > 0 ? Math.max(...times) : undefined;
}
