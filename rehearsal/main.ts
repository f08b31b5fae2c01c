import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Act, acts, type Plot } from './acts.js';
import { versionOf } from './compose-service.js';
import { type Closers, openStage } from './open-stage.js';
import { PartMissing } from './parts/part.js';
import type { Stage } from './stage.js';
import { type Row, tableOf } from './table.js';

const usage = `npm run rehearse -- [--only NAME …] [--from COMMIT] [--json] [--may-skip]

Runs what docker-compose.temporal.yml describes as processes of this machine (Linux), with stand-ins for Notion
and Resend: PostgreSQL, Temporal, their jobs, and dist/ of API and worker. Then it shows that mail survives:

${acts.map(({ name, what, isExtra }) => `  ${name.padEnd(22)}${what}${isExtra ? ' *' : ''}`).join('\n')}

  * only when it is named

  --only NAME    these alone, each after its own --only
  --from COMMIT  the release that "upgrade" begins with; default: the one in rehearsal/pins.ts
  --json         for programs
  --may-skip     ends well where a part cannot be had, and says so
  --help         shows this

State and logs lie in .rehearsal/, what was fetched in .tools/. The first time it builds Temporal's server, which
takes minutes. Exit 0: all that was asked for is shown; 1: something is not as it should be; 2: wrong usage.
`;

const project = fileURLToPath(new URL('..', import.meta.url));
const folder = join(project, '.rehearsal');
const closers: Closers = [];
const say = (line: string) => process.stderr.write(`${line}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void closeAll().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
  });
}

async function main(): Promise<number> {
  const asked = readArguments();
  if (!asked) return 2;
  if (asked.help) {
    process.stdout.write(usage);
    return 0;
  }
  try {
    await takeFolder();
    const rows = await rehearse(asked);
    process.stdout.write(asked.json ? toJson(rows) : tableOf(rows));
    return rows.every(({ outcome }) => outcome === 'passed') ? 0 : 1;
  } catch (error) {
    if (error instanceof Occupied) {
      say(error.message);
      return 1;
    }
    if (!(error instanceof PartMissing)) throw error;
    const rows = [skipped(error.message)];
    process.stdout.write(asked.json ? toJson(rows) : `rehearsal skipped: ${error.message}\n`);
    return asked.maySkip ? 0 : 1;
  } finally {
    await closeAll();
  }
}

interface Asked {
  chosen: Act[];
  from: string | undefined;
  json: boolean;
  maySkip: boolean;
  help: boolean;
}

/** Undefined, and the reason told, when it was asked wrongly. */
function readArguments(): Asked | undefined {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string', multiple: true, default: [] },
        from: { type: 'string' },
        json: { type: 'boolean', default: false },
        'may-skip': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const unknown = values.only.find((name) => !acts.some((act) => act.name === name));
    if (unknown !== undefined) throw new Error(`There is no act "${unknown}".`);
    const chosen = acts.filter(({ name, isExtra }) =>
      values.only.length === 0 ? !isExtra : values.only.includes(name),
    );
    const { from, json, help } = values;
    return { chosen, from, json, help, maySkip: values['may-skip'] };
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return undefined;
  }
}

class Occupied extends Error {
  override name = 'Occupied';
}

/** One rehearsal at a time has the folder. @throws {Occupied} */
async function takeFolder(): Promise<void> {
  const file = join(folder, 'pid');
  const pid = await readFile(file, 'utf8').catch(() => '');
  const command = pid && (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
  if (command.includes('rehearsal/main')) {
    throw new Occupied(`Another rehearsal has .rehearsal/: process ${pid}.`);
  }
  await mkdir(folder, { recursive: true });
  await writeFile(file, String(process.pid));
  closers.push(() => rm(file, { force: true }));
}

async function rehearse({ chosen, from }: Asked): Promise<Row[]> {
  const names = chosen.map(({ name }) => name);
  const { stage, plot } = await openStage({ project, folder, from, names, say, closers });
  const start: Act = {
    name: 'start',
    what: 'everything started in its order, and healthy',
    play: () => playStart(stage),
  };
  const rows: Row[] = [];
  for (const act of [start, ...chosen]) {
    const row = await play(act, stage, plot);
    rows.push(row);
    if (row.outcome === 'passed') continue;
    if (act === start) break;
    // What comes next begins with everything running.
    stage.installation.checkOut(plot.releases.to);
    await playStart(stage).catch(() => undefined);
  }
  return rows;
}

async function playStart({ installation }: Stage): Promise<string> {
  await installation.up();
  await installation.allHealthy();
  return `PostgreSQL ${versionOf('postgresql')}, Temporal ${versionOf('temporal')}, API and worker are healthy`;
}

async function play({ name, what, play: act }: Act, stage: Stage, plot: Plot): Promise<Row> {
  say(`${name}: ${what} …`);
  const startedMs = performance.now();
  const seconds = () => Math.round((performance.now() - startedMs) / 100) / 10;
  try {
    const result = await act(stage, plot);
    return { name, what, outcome: 'passed', result, seconds: seconds() };
  } catch (error) {
    const result = error instanceof Error ? error.message : String(error);
    say(`  failed; logs are in .rehearsal/run/logs: ${result}`);
    return { name, what, outcome: 'failed', result, seconds: seconds() };
  }
}

function skipped(result: string): Row {
  return { name: 'all', what: 'the whole rehearsal', outcome: 'skipped', result, seconds: 0 };
}

function toJson(rows: Row[]): string {
  const machine = {
    node: process.versions.node,
    cores: availableParallelism(),
    load: loadavg()[0],
  };
  return `${JSON.stringify({ machine, rows }, null, 2)}\n`;
}

async function closeAll(): Promise<void> {
  for (const close of closers.splice(0)) await close();
}

process.exitCode = await main();
