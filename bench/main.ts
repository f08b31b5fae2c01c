import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { benchProcesses, type ProcessesRow } from './processes.js';
import { benchWebhook, type Report, type Row } from './webhook-latency.js';

/** `npm run bench`: tables for people, `--json` for programs, `--quick` to see that it works. */
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
  },
});
const size = values.quick
  ? { warmUp: 5, pairs: 20, concurrent: 64 }
  : { warmUp: 50, pairs: 300, concurrent: 640 };
const machine = {
  node: process.versions.node,
  cores: availableParallelism(),
  loadBefore: loadavg()[0] ?? Number.NaN,
};
const processesSize = values.quick
  ? { people: 20, enrolMs: 25_000 }
  : { people: 200, enrolMs: 120_000 };
const say = (line: string) => process.stderr.write(`${line}\n`);
const report = await benchWebhook(size, say);
const processes = await benchProcesses(processesSize, say);
process.stdout.write(
  values.json
    ? `${JSON.stringify({ machine, size, ...report, processes }, null, 2)}\n`
    : `${toMarkdown(report)}\n${processesToMarkdown(processes)}`,
);

function processesToMarkdown(rows: ProcessesRow[]): string {
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

function toMarkdown({ rows, ratios }: Report): string {
  const { node, cores, loadBefore } = machine;
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
    `Node ${node}, ${cores} cores, load ${loadBefore.toFixed(1)} before. Caller, API, worker, Temporal`,
    'and stand-ins share these cores; enrolments of earlier calls go on meanwhile.',
    '',
  ].join('\n');
}

function toLine({ what, lanes, count, p50, p95, p99, max, perSecond, outcomes }: Row): string {
  const times = [p50, p95, p99, max].map((ms) => ms.toFixed(1));
  const told = Object.entries(outcomes).map(([outcome, calls]) => `${calls} ${outcome}`);
  const cells = [what, lanes, count, ...times, perSecond.toFixed(0), told.join(', ')];
  return `| ${cells.join(' | ')} |`;
}
