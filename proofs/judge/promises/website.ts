import type { Violation } from '../evidence.js';
import { toldByWebsite } from '../rules.js';
import { type CaseBook, inputOf, type RunFile, stepsOf } from '../run-file.js';
import { violation } from './nothing-silent.js';

/** How operators hear of what the website has not sent. */
const title = 'The website did not send email #1';

/** Of I6 what is about the website's own email: it became what the event says, and whoever has to act is told. */
export function website(book: CaseBook): Violation[] {
  return book.runs.flatMap((run) => {
    const { number } = run.rule.emails.find(({ afterMs }) => afterMs === undefined) ?? {};
    const fate = run.summary?.emails.find((one) => one.number === number);
    const posted = wordsOf(run);
    // Whoever posts the same event in two versions has said both.
    if (!fate || posted.length !== 1 || isFoundOut(run)) return [];
    const { outcome, reason } = toldByWebsite(posted[0]);
    const seen = `${fate.outcome}${fate.reason === null ? '' : `: ${fate.reason}`}`;
    const expected = `${outcome}${reason === null ? '' : `: ${reason}`}, as the website said`;
    const isAsSaid = fate.outcome === outcome && fate.reason === reason;
    const isTold = outcome === 'sent' || run.alerts.some(({ text }) => text.startsWith(title));
    return [
      ...(isAsSaid ? [] : [violation(run, number, seen, expected)]),
      ...(isTold ? [] : [violation(run, number, 'nobody was told of it', 'one alert')]),
    ];
  });
}

/** What the events of a run said of the website's email, each word once. */
function wordsOf({ calls }: RunFile): unknown[] {
  return [...new Set(calls.map(({ body }) => body['email_1_status']))];
}

/** An operator has found out what became of it. */
function isFoundOut(run: RunFile): boolean {
  return (
    stepsOf(run).some(({ name }) => name === 'resolve') ||
    run.executions.some((one) => inputOf(one).earlier)
  );
}
