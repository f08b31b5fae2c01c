import { normalised } from '../addresses.js';
import type { Call, Violation } from '../evidence.js';
import { group } from '../group.js';
import { isReset } from '../resets.js';
import { clockMs, ignoredEvents, sequences } from '../rules.js';
import { type CaseBook, inputOf, iso } from '../run-file.js';

/** I5: what was answered with a 2xx, Temporal had; what was ignored left nothing; one event is one run. */
export function durable(book: CaseBook): Violation[] {
  return [
    ...book.calls.flatMap((call) => [
      ...held(book, call),
      ...ignored(book, call),
      ...notIgnored(call),
      ...ignoredByMistake(call),
    ]),
    ...oneRunPerEvent(book),
    ...begunAgain(book),
  ];
}

function held({ executions }: CaseBook, { path, status, answer, answeredMs }: Call): Violation[] {
  const id = answer?.['id'];
  if (status !== 202) return [];
  if (typeof id !== 'string') {
    // What was noted without its answer names nothing.
    const isNamed = answer !== undefined || startsRun(path);
    const seen = `202 to ${path} without an id`;
    return isNamed ? [{ promise: 'I5', run: '', seen, expected: 'a run, or a stop' }] : [];
  }
  const own = executions.filter(({ workflowId }) => workflowId === id);
  if (own.some(({ startedMs }) => startedMs <= answeredMs + clockMs)) return [];
  const [first] = own.toSorted((one, other) => one.startedMs - other.startedMs);
  const seen = first
    ? `202 at ${iso(answeredMs)}, begun only at ${iso(first.startedMs)}`
    : `202 at ${iso(answeredMs)} to ${path}, and no history`;
  return [{ promise: 'I5', run: id, seen, expected: 'a run or a stop that Temporal held by then' }];
}

/** What starts nothing by the rules was not taken for more. */
function notIgnored({ path, body, status, answer, answeredMs }: Call): Violation[] {
  const [, event = ''] = /^\/webhooks\/([^/]+)$/.exec(path) ?? [];
  if (status !== 202 || !ignoredEvents[event]?.(body)) return [];
  const seen = `taken at ${iso(answeredMs)}`;
  return [
    { promise: 'I5', run: String(answer?.['id']), seen, expected: 'ignored: nothing starts' },
  ];
}

/** What starts a run by the rules was not ignored. */
function ignoredByMistake({ path, body, status, answer, answeredMs }: Call): Violation[] {
  const [, event = ''] = /^\/webhooks\/([^/]+)$/.exec(path) ?? [];
  if (status !== 200 || answer?.['status'] !== 'ignored' || !startsRun(path)) return [];
  if (ignoredEvents[event]?.(body)) return [];
  const seen = `ignored at ${iso(answeredMs)}`;
  return [{ promise: 'I5', run: '', seen, expected: `a run of ${event}` }];
}

const startsRun = (path: string) => sequences.some(({ name }) => path === `/webhooks/${name}`);

/** Nobody else may have told of the same person for this to be decided. */
function ignored(book: CaseBook, call: Call): Violation[] {
  const address = call.body['email'];
  if (call.status !== 200 || call.answer?.['status'] !== 'ignored') return [];
  if (typeof address !== 'string') return [];
  const isHis = (text: unknown) =>
    typeof text === 'string' && normalised(text) === normalised(address);
  const others = book.calls.filter((one) => one !== call && isHis(one.body['email']));
  if (others.some(({ answer }) => answer?.['status'] !== 'ignored')) return [];
  const left = [
    ...book.runs.filter((run) => isHis(run.address)).map(({ id }) => `the run ${id}`),
    ...book.rows.filter(({ email }) => isHis(email)).map(() => 'a row of the tracker'),
    ...book.contacts.filter(({ email }) => isHis(email)).map(() => 'a contact'),
  ];
  return left.map((seen) => ({
    promise: 'I5',
    run: '',
    seen: `${seen}, of an event that was ignored at ${iso(call.answeredMs)}`,
    expected: 'nothing written',
  }));
}

/** The very same post, however often it is sent, names the same run. */
function oneRunPerEvent({ calls }: CaseBook): Violation[] {
  const taken = calls.filter(
    ({ status, path, body }) =>
      status === 202 && path.startsWith('/webhooks/') && body['email'] !== undefined,
  );
  const byEvent = group(taken, ({ path, body }) => `${path} ${JSON.stringify(body)}`);
  return [...byEvent.values()].flatMap((same) => {
    const ids = [...new Set(same.map(({ answer }) => String(answer?.['id'])))];
    if (ids.length < 2) return [];
    const seen = `the same event was answered with ${ids.join(' and ')}`;
    return [{ promise: 'I5' as const, run: ids[0] ?? '', seen, expected: 'one run' }];
  });
}

/** A run that has ended well is not begun again by an event that is told once more. */
function begunAgain({ runs }: CaseBook): Violation[] {
  return runs.flatMap(({ id, executions }) =>
    executions.flatMap((one, at) => {
      const before = executions[at - 1];
      const { earlier, carried } = inputOf(one);
      const { outcome } = (before?.closed?.result ?? {}) as { outcome?: string };
      // Whoever was suppressed may get mail by now.
      if (before?.closed?.how !== 'completed' || outcome === 'suppressed') return [];
      if (earlier || carried || isReset(one)) return [];
      const seen = `begun again at ${iso(one.startedMs)}`;
      return [
        { promise: 'I5' as const, run: id, seen, expected: 'one run, however often it is told' },
      ];
    }),
  );
}
