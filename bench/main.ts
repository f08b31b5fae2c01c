import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { families } from './families/index.js';
import { failuresOf, type Judged, judge, warningsOf } from './report/judged.js';
import {
  keptRun,
  type LastRun,
  readLastRun,
  thisMachine,
  writeLastRun,
} from './report/last-run.js';
import { withGenerated } from './report/page.js';
import { plotOf } from './report/plot.js';
import type { GrowthPoint, Size } from './report/row.js';
import { tableOf } from './report/table.js';

const names = families.map(({ name }) => name);
const usage = `npm run bench -- [--quick | --whole] [--json] [--only NAME]… [--keep]

Measures what Evergreen costs and how fast it is, and holds each figure to a goal, a floor and the last run that was
kept. It fails for a count that has become worse, and for anything below its floor.

  --quick      small numbers, to see that it works; only counts can fail
  --whole      growth up to 20,000 sleeping runs
  --json       for programs
  --only NAME  these rows alone, may be repeated: ${names.join(', ')}
  --keep       keeps this run for later ones to be compared with, and writes docs/performance.md
`;

const page = new URL('../docs/performance.md', import.meta.url);
const say = (line: string) => process.stderr.write(`${line}\n`);

const asked = readArguments();
if (!asked) {
  process.exitCode = 2;
} else if (asked.help) {
  process.stdout.write(usage);
} else {
  // Whatever was started ends with this process, however that ends.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  await measureAll(asked);
}

interface Asked {
  quick: boolean;
  whole: boolean;
  json: boolean;
  only: string[];
  keep: boolean;
  help: boolean;
}

/** Undefined, and the reason told, when it was asked wrongly. */
function readArguments(): Asked | undefined {
  try {
    const { values } = parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        whole: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const unknown = values.only.filter((name) => !names.includes(name));
    if (unknown.length > 0) throw new Error(`there are no rows "${unknown.join('", "')}"`);
    if (values.quick && (values.keep || values.whole)) {
      throw new Error('small numbers are kept by nobody, and are not the whole');
    }
    return values;
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return undefined;
  }
}

async function measureAll({ quick, whole, only, keep: isToKeep, json }: Asked): Promise<void> {
  const size: Size = quick ? 'quick' : whole ? 'whole' : 'full';
  const last = await readLastRun();
  const rows: Judged[] = [];
  const broken: string[] = [];
  let growth: GrowthPoint[] | undefined;
  // A family that fails leaves work under way, which then fails too: the others go on.
  process.on('unhandledRejection', (reason) => say(`  ${String(reason)}`));
  for (const family of families) {
    if (only.length > 0 && !only.includes(family.name)) continue;
    const startedMs = Date.now();
    say(`${family.name} …`);
    try {
      const found = await family.measure({ size, say: (line) => say(`  ${line}`) });
      rows.push(...judge(family, found.rows, last?.rows ?? {}));
      growth = found.growth ?? growth;
    } catch (error) {
      broken.push(`${family.name}: ${error instanceof Error ? error.stack : String(error)}`);
    }
    say(`  took ${((Date.now() - startedMs) / 1_000).toFixed(0)} s`);
  }
  process.stdout.write(json ? toJson(rows, growth, last) : toText(rows, growth, last));
  const failures = [...broken, ...failuresOf(rows, size === 'quick')];
  for (const warning of warningsOf(rows)) say(`worse than the last run: ${warning}`);
  for (const failure of failures) say(`FAILED ${failure}`);
  if (failures.length > 0) process.exitCode = 1;
  if (isToKeep && rows.length > 0) await keep(rows, growth, last);
  // What a worker leaves behind in its native part keeps a process alive for a while.
  process.exit();
}

type Shown = [rows: Judged[], growth: GrowthPoint[] | undefined, last: LastRun | undefined];

function toJson(...[rows, growth, last]: Shown): string {
  const { machine, commit, date } = last ?? {};
  const told = { machine: thisMachine(), rows, growth, last: last && { machine, commit, date } };
  return `${JSON.stringify(told, null, 2)}\n`;
}

function toText(...[rows, growth, last]: Shown): string {
  const compared = last ? `Last run: ${sayRun(last)}.` : 'No run was kept yet.';
  const drawn = growth ? `\n${plotOf(growth)}` : '';
  const machine = sayMachine(thisMachine());
  return `${tableOf(rows)}${drawn}\n${compared}\nThis run: ${machine}.\n`;
}

function sayMachine({ cores, processor, memoryGb, node }: LastRun['machine']): string {
  return `${cores} cores (${processor}), ${memoryGb} GB, Node ${node}`;
}

function sayRun({ machine, commit, date }: LastRun): string {
  return `${date}, commit ${commit}, ${sayMachine(machine)}`;
}

/** The page shows all that is kept, also what other runs have measured. */
async function keep(
  rows: Judged[],
  growth: GrowthPoint[] | undefined,
  last: LastRun | undefined,
): Promise<void> {
  const kept = keptRun(rows, growth, last);
  const all = families.flatMap((family) => {
    const found = Object.keys(family.rows).flatMap((name) => {
      const measured = kept.rows[`${family.name}/${name}`];
      return measured ? [[name, measured] as const] : [];
    });
    return judge(family, Object.fromEntries(found), last?.rows ?? {});
  });
  const drawn = kept.growth.length > 0 ? `\n\`\`\`text\n${plotOf(kept.growth)}\`\`\`\n` : '';
  const generated = `Measured ${sayRun(kept)}.\n\n${tableOf(all)}${drawn}`;
  await writeFile(page, withGenerated(await readFile(page, 'utf8'), generated));
  await writeLastRun(kept);
  say('kept in bench/last-run.json and docs/performance.md');
}
