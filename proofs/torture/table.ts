import type { Evidence, Violation } from '../judge/evidence.js';
import { openCaseBook, type RunFile } from '../judge/run-file.js';

/** What came of the runs that met one kind of trouble. */
export interface Row {
  trouble: string;
  runs: number;
  sentOnce: number;
  lost: number;
  doubled: number;
  unexplained: number;
}

/** For each kind of trouble the runs that were open while it lasted, and what became of their emails. */
export function tableOf(evidence: Evidence, violations: readonly Violation[]) {
  const { runs, troubles } = openCaseBook(evidence);
  const kinds = [...new Set(troubles.map(({ what }) => what))].toSorted();
  const rows: Row[] = kinds.map((what) => {
    const own = troubles.filter((one) => one.what === what);
    const met = runs.filter((run) => own.some((one) => isOpenIn(run, one)));
    return rowOf(what, met, violations);
  });
  rows.push(rowOf('all', runs, violations));
  return { rows, text: toText(rows, evidence, violations) };
}

function isOpenIn(
  { executions, address }: RunFile,
  { fromMs, untilMs, email }: { fromMs: number; untilMs: number; email?: string },
): boolean {
  if (email !== undefined && email.toLowerCase() !== address) return false;
  return executions.some(
    (one) => one.startedMs < untilMs && (one.closed?.atMs ?? Infinity) > fromMs,
  );
}

function rowOf(trouble: string, runs: readonly RunFile[], violations: readonly Violation[]): Row {
  const ids = new Set(runs.map(({ id }) => id));
  const own = violations.filter(({ run }) => ids.has(run));
  const accepted = runs.flatMap(({ mails }) => mails.map(({ key }) => key));
  const keys = new Set(accepted);
  const told = runs.flatMap((run) =>
    (run.summary?.emails ?? [])
      .filter(
        ({ number, outcome }) =>
          outcome === 'sent' &&
          run.rule.emails.some((one) => one.number === number && one.afterMs !== undefined),
      )
      .map(({ number }) => ({ run, number })),
  );
  const lost = told.filter(({ run, number }) => !run.mails.some((one) => one.number === number));
  return {
    trouble,
    runs: runs.length,
    sentOnce: keys.size,
    lost: lost.length,
    doubled: accepted.length - keys.size,
    unexplained: own.filter(({ promise }) => promise === 'I6').length,
  };
}

function toText(
  rows: readonly Row[],
  { executions, requests, replays }: Evidence,
  violations: readonly Violation[],
) {
  const width = Math.max(...rows.map(({ trouble }) => trouble.length), 10);
  const line = (cells: (string | number)[]) =>
    cells
      .map((cell, at) => (at === 0 ? String(cell).padEnd(width) : String(cell).padStart(11)))
      .join(' ');
  return `${[
    line(['trouble', 'runs', 'sent once', 'lost', 'doubled', 'unexplained']),
    ...rows.map((row) =>
      line([row.trouble, row.runs, row.sentOnce, row.lost, row.doubled, row.unexplained]),
    ),
  ].join(
    '\n',
  )}\n${executions.length} histories, ${replays?.length ?? 0} replayed, ${requests.length} requests to send, ${violations.length} promises broken\n`;
}
