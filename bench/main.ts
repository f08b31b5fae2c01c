import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { benchCosts } from './costs.js';
import { benchProcesses } from './processes.js';
import { costsTable, processesTable, webhookTable } from './tables.js';
import { benchWebhook } from './webhook-latency.js';

const usage = `npm run bench -- [--quick] [--json] [--only NAME]

  --quick      small numbers, to see that it works
  --json       for programs
  --only NAME  one part: webhook (latency), costs (CPU, send rate), processes (three workers, two APIs)
`;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const say = (line: string) => process.stderr.write(`${line}\n`);
const isQuick = values.quick;

/** Each part measures, and gives its figures and a table of them. */
const parts = {
  async webhook() {
    const size = isQuick
      ? { warmUp: 5, pairs: 20, concurrent: 64 }
      : { warmUp: 50, pairs: 300, concurrent: 640 };
    const report = await benchWebhook(size, say);
    return { figures: { size, ...report }, table: webhookTable(report) };
  },
  async costs() {
    const size = isQuick
      ? { people: 20, rounds: 1, startMs: 20_000 }
      : { people: 300, rounds: 3, startMs: 60_000 };
    const rows = await benchCosts(size, say);
    return { figures: { size, rows }, table: costsTable(rows) };
  },
  async processes() {
    const size = isQuick ? { people: 20, enrolMs: 25_000 } : { people: 200, enrolMs: 120_000 };
    const rows = await benchProcesses(size, say);
    return { figures: { size, rows }, table: processesTable(rows) };
  },
};

if (values.help) {
  process.stdout.write(usage);
} else if (values.only !== undefined && !Object.hasOwn(parts, values.only)) {
  process.stderr.write(`there is no part "${values.only}"\n\n${usage}`);
  process.exitCode = 2;
} else {
  await measureAll();
}

async function measureAll(): Promise<void> {
  const machine = {
    node: process.versions.node,
    cores: availableParallelism(),
    loadBefore: loadavg()[0] ?? Number.NaN,
  };
  const figures: Record<string, unknown> = { machine };
  const tables: string[] = [];
  for (const [name, part] of Object.entries(parts)) {
    if (values.only !== undefined && values.only !== name) continue;
    const measured = await part();
    figures[name] = measured.figures;
    tables.push(measured.table);
  }
  const { node, cores, loadBefore } = machine;
  tables.push(
    `Node ${node}, ${cores} cores, load ${loadBefore.toFixed(1)} before. Callers, API, workers, Temporal and\n` +
      'stand-ins share these cores.\n',
  );
  process.stdout.write(values.json ? `${JSON.stringify(figures, null, 2)}\n` : tables.join('\n'));
}
