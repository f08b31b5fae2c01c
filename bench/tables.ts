import type { CostsRow } from './costs.js';
import type { ProcessesRow } from './processes.js';
import type { Report, Row } from './webhook-latency.js';

/** What was measured, as Markdown for people. */

/** Also as multiples of the first row. */
export function costsTable(rows: CostsRow[]): string {
  const [bare] = rows;
  const lines = rows.map((row) => {
    const { what, people, cpuPerStart, cpuPerEmail, efficiency } = row;
    const asRatio = (ours: number, theirs = Number.NaN) =>
      `${ours.toFixed(0)} ms (${(ours / theirs).toFixed(1)})`;
    const cells = [
      what,
      people,
      asRatio(cpuPerStart, bare?.cpuPerStart),
      asRatio(cpuPerEmail, bare?.cpuPerEmail),
      efficiency.toFixed(2),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| CPU of worker and server (as a multiple of the bare drip) | people | per start | per email | sends / rate |',
    '| --- | --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}

export function processesTable(rows: ProcessesRow[]): string {
  const lines = rows.map((row) => {
    const { contacts, ownRows, ownMails, requests, refused, takenOverMs } = row;
    const share = requests > 0 ? (100 * refused) / requests : 0;
    const cells = [
      row.what,
      row.people,
      contacts,
      `${ownRows} of ${row.rows}`,
      `${ownMails} of ${row.mails}`,
      `${share.toFixed(2)} % of ${requests}`,
      row.efficiency.toFixed(2),
      takenOverMs === undefined ? '-' : `${(takenOverMs / 1_000).toFixed(1)} s`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| 3 workers, 2 APIs | people | contacts | rows of their own | mails of their own | 429s | sends / ceiling | taken over after |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}

export function webhookTable({ rows, ratios }: Report): string {
  const compared = Object.entries(ratios).map(
    ([lanes, ratio]) =>
      `- at ${lanes} at once, bare start / webhook (medians): ${ratio.toFixed(2)}`,
  );
  return [
    '| what | at once | calls | p50 ms | p95 ms | p99 ms | max ms | per second | outcomes |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(toLine),
    '',
    ...compared,
    '',
    'Enrolments of earlier calls go on meanwhile.',
    '',
  ].join('\n');
}

function toLine({ what, lanes, count, p50, p95, p99, max, perSecond, outcomes }: Row): string {
  const times = [p50, p95, p99, max].map((ms) => ms.toFixed(1));
  const told = Object.entries(outcomes).map(([outcome, calls]) => `${calls} ${outcome}`);
  const cells = [what, lanes, count, ...times, perSecond.toFixed(0), told.join(', ')];
  return `| ${cells.join(' | ')} |`;
}
