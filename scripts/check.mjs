/** Every static check, each told with its time; all run even when one fails. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string} tool A package's command, or our own script.
 * @property {string[]} [args]
 * @property {string[]} [fix] What the tool is given besides where it shall mend what it can.
 * @property {string} [hint] Where one goes on when it fails.
 */

/** The slow ones first: two run at a time. @type {Step[]} */
const steps = [
  {
    name: 'lint',
    tool: 'oxlint',
    args: ['--type-aware', '--deny-warnings', '--format=unix'],
    fix: ['--fix'],
  },
  { name: 'types', tool: 'tsc', args: ['--project', 'tsconfig.json'] },
  {
    name: 'rooms',
    tool: 'depcruise',
    args: ['--config', '.dependency-cruiser.mjs', '.'],
    hint: 'What a room may import stands in scripts/checks/rooms.mjs.',
  },
  { name: 'dead code', tool: 'knip' },
  {
    name: 'campaign',
    tool: 'scripts/checks/campaign.ts',
    hint: 'CONTRIBUTING.md says what belongs to a sequence.',
  },
  { name: 'tables', tool: 'scripts/checks/tables.ts', fix: ['--fix'] },
  { name: 'documents', tool: 'scripts/checks/documents.ts' },
  { name: 'secrets', tool: 'scripts/checks/secrets.ts' },
  {
    name: 'format',
    tool: 'biome',
    args: ['check', '--error-on-warnings'],
    fix: ['--write'],
    hint: 'Most of this is mended by: npm run check -- --fix',
  },
  { name: 'lockfile', tool: 'scripts/checks/lockfile.ts' },
];

const usage = `Usage: npm run check [-- [--fix] [step ...]]

Runs every static check, or the steps that are named: ${steps.map(({ name }) => name).join(', ')}.

  --fix   mends what a tool can mend by itself
  --help  shows this
`;

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
process.exitCode = await main();

async function main() {
  const asked = readArguments();
  if (asked === undefined) return 2;
  if (asked.help) {
    process.stdout.write(usage);
    return 0;
  }
  const missing = asked.steps.filter(({ tool }) => !existsSync(pathOf(tool)));
  if (missing.length > 0 || !existsSync(pathOf('tsx'))) {
    const names = missing.map(({ tool }) => tool).join(', ') || 'tsx';
    process.stderr.write(`Packages are missing (${names}): run "node scripts/setup.mjs" first.\n`);
    return 1;
  }
  const startedAt = performance.now();
  // One after another where they write to the same files.
  const failed = await runAll(asked.steps, { fix: asked.fix, atATime: asked.fix ? 1 : 2 });
  const told = failed.length > 0 ? `failed: ${failed.join(', ')}` : 'all is well';
  process.stdout.write(`${told} (${secondsSince(startedAt)} s)\n`);
  return failed.length > 0 ? 1 : 0;
}

/** Undefined, and the reason told, when it was asked wrongly. */
function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      options: { fix: { type: 'boolean' }, help: { type: 'boolean' } },
      allowPositionals: true,
    });
    const unknown = positionals.find((name) => !steps.some((step) => step.name === name));
    if (unknown !== undefined) throw new Error(`There is no step "${unknown}".`);
    const chosen = steps.filter(({ name }) => positionals.includes(name));
    return {
      fix: values.fix === true,
      help: values.help === true,
      steps: chosen.length > 0 ? chosen : steps,
    };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return undefined;
  }
}

/**
 * The names of the steps that failed.
 * @param {Step[]} chosen
 * @param {{ fix: boolean, atATime: number }} how
 */
async function runAll(chosen, { fix, atATime }) {
  const waiting = [...chosen];
  /** @type {string[]} */
  const failed = [];
  const work = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      if (!(await run(step, fix))) failed.push(step.name);
    }
  };
  await Promise.all(Array.from({ length: atATime }, work));
  return failed;
}

/**
 * Runs one step, tells how it went, and what it said when it failed.
 * @param {Step} step
 * @param {boolean} isFixing
 */
async function run({ name, tool, args = [], fix = [], hint }, isFixing) {
  const startedAt = performance.now();
  const given = [...args, ...(isFixing ? fix : [])];
  const { isFine, said } = await start(
    tool.endsWith('.ts')
      ? [process.execPath, '--import', 'tsx', tool, ...given]
      : [pathOf(tool), ...given],
  );
  process.stdout.write(`${isFine ? 'ok    ' : 'FAILED'} ${name} (${secondsSince(startedAt)} s)\n`);
  if (!isFine) process.stdout.write([said.trimEnd(), hint, ''].filter(Boolean).join('\n') + '\n');
  return isFine;
}

/**
 * @param {string[]} command
 * @returns {Promise<{ isFine: boolean, said: string }>}
 */
function start([command = '', ...args]) {
  return new Promise((resolve) => {
    let said = '';
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => (said += text));
    }
    child.on('error', ({ message }) => resolve({ isFine: false, said: message }));
    child.on('close', (code) => resolve({ isFine: code === 0, said }));
  });
}

/** @param {string} tool */
function pathOf(tool) {
  return tool.includes('/') ? tool : `node_modules/.bin/${tool}`;
}

/** @param {number} startedAt */
function secondsSince(startedAt) {
  return ((performance.now() - startedAt) / 1_000).toFixed(1);
}
