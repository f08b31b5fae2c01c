import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
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
const report = await benchWebhook(size, (line) => process.stderr.write(`${line}\n`));
process.stdout.write(
  values.json ? `${JSON.stringify({ machine, size, ...report }, null, 2)}\n` : toMarkdown(report),
);

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
