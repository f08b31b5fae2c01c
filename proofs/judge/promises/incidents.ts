import type { Violation } from '../evidence.js';
import { clockMs, second } from '../rules.js';
import { type CaseBook, iso, troublesIn } from '../run-file.js';

/** So long an incident lasts at least before anybody has to have heard of it; one that passes by itself is told later. */
const toldAfterMs = 20 * second;
const toldLater = 'incident/notion-away';

/** How what operators hear of an incident begins: once that it has come, and once that it is over. */
const titlesOf = (workflowId: string) =>
  workflowId.startsWith('incident/watch-')
    ? { come: 'Something is wrong', over: 'That is over' }
    : { come: 'Emails wait', over: 'It is mended' };

/** I6: what holds everybody's email is told to operators, once, and once that it is over. */
export function incidents(book: CaseBook): Violation[] {
  return book.executions.flatMap(({ workflowId, type, startedMs, closed }) => {
    if (type !== 'incident' || workflowId === toldLater) return [];
    const endedMs = closed?.atMs ?? book.untilMs;
    const own = book.alerts.filter(
      ({ atMs, text }) =>
        text.split(/\s/).includes(workflowId) &&
        atMs >= startedMs - clockMs &&
        atMs <= endedMs + toldAfterMs,
    );
    const titles = titlesOf(workflowId);
    const heard = (title: string) => own.filter(({ text }) => text.startsWith(title)).length;
    const add = (seen: string, expected: string): Violation => ({
      promise: 'I6',
      run: workflowId,
      seen,
      expected,
    });
    const found: Violation[] = [];
    const when = `which came at ${iso(startedMs)}`;
    // Whoever tells may have died in telling: then it is told again.
    const span = { fromMs: startedMs, untilMs: endedMs };
    const isHindered = troublesIn(book, span, { isOfProcess: true }).length > 0;
    if (endedMs - startedMs >= toldAfterMs && heard(titles.come) === 0 && !isHindered) {
      found.push(add(`nobody was told, ${when}`, 'one alert'));
    }
    if (heard(titles.come) > 1 && !isHindered) found.push(add('told again and again', 'one alert'));
    if (closed && heard(titles.come) > 0 && heard(titles.over) === 0 && !isHindered) {
      found.push(add(`nobody heard that it was over, ${when}`, 'one word'));
    }
    return found;
  });
}
