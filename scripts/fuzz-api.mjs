/**
 * Lets Schemathesis hold the live API of a sandbox against its own description: what the description allows must
 * be taken, what it forbids refused, and every answer must be as described. Usage: npm run fuzz [-- <its options>]
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUp } from './setup.mjs';
import { toolsFolder } from './tools.mjs';

const own = fileURLToPath(new URL('fuzz/', import.meta.url));
const venv = join(toolsFolder, 'schemathesis');
const ports = [
  'PORT',
  'SANDBOX_RESEND_PORT',
  'SANDBOX_NOTION_PORT',
  'SANDBOX_TEMPORAL_PORT',
  'SANDBOX_TEMPORAL_UI_PORT',
];
const readyWithinMs = 120_000;

async function main() {
  installSchemathesis();
  const folder = mkdtempSync(join(tmpdir(), 'evergreen-fuzz-'));
  const sandbox = await startSandbox(folder);
  try {
    return await run(`http://127.0.0.1:${sandbox.port}/openapi.json`);
  } finally {
    if (sandbox.process.exitCode === null) {
      sandbox.process.kill('SIGTERM');
      await once(sandbox.process, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In a folder of its own, every package by its hash. */
function installSchemathesis() {
  const requirements = join(own, 'requirements.txt');
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const stamp = join(venv, 'installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stdout.write('Installing Schemathesis …\n');
  must('python3', ['-m', 'venv', '--clear', venv]);
  must(join(venv, 'bin', 'python'), [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--only-binary=:all:',
    '--require-hashes',
    `--requirement=${requirements}`,
  ]);
  writeFileSync(stamp, wanted);
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function must(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} failed${error ? `: ${error.message}` : ''}`);
}

/** Of thousands of runs none mails while we ask, and what is written to Notion is written at once. */
const calm = { TESTING_MODE: 'false', NOTION_REQUESTS_PER_SECOND: '200' };

/** @param {string} folder */
async function startSandbox(folder) {
  const free = await Promise.all(ports.map(freePort));
  const [port = 0] = free;
  const chosen = Object.fromEntries(ports.map((name, index) => [name, String(free[index])]));
  const child = spawn(process.execPath, [fileURLToPath(new URL('start.mjs', import.meta.url))], {
    env: { ...process.env, ...chosen, ...calm, SANDBOX_DIR: folder },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const untilMs = Date.now() + readyWithinMs;
  while (!(await isReady(port))) {
    if (child.exitCode !== null || Date.now() > untilMs) throw new Error('no sandbox has started');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return { process: child, port };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await once(server.close(), 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

/** @param {number} port */
async function isReady(port) {
  const answer = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => undefined);
  return answer?.ok === true;
}

/** Our own formats; and nothing is written beside them. */
const quiet = {
  PYTHONPATH: own,
  SCHEMATHESIS_HOOKS: 'formats',
  PYTHONDONTWRITEBYTECODE: '1',
  HYPOTHESIS_STORAGE_DIRECTORY: join(venv, 'hypothesis'),
};

/** @param {string} description */
async function run(description) {
  const child = spawn(
    join(venv, 'bin', 'schemathesis'),
    [
      `--config-file=${join(own, 'schemathesis.toml')}`,
      'run',
      description,
      ...process.argv.slice(2),
    ],
    { cwd: venv, stdio: 'inherit', env: { ...process.env, ...quiet } },
  );
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : 1;
}

if (setUp('start')) process.exitCode = await main();
