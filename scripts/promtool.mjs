/**
 * Prometheus' own checker of rules: for one test, which is skipped where it cannot be had. Plain Node without
 * packages, as it runs before any are installed.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { toolsFolder } from './tools.mjs';

/** @returns {string | undefined} the path of a promtool: on the PATH, or fetched earlier */
export function locatePromtool() {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter).filter(Boolean), toolsFolder];
  return folders.map((folder) => join(folder, 'promtool')).find((path) => existsSync(path));
}

/** Fetches it from Debian's package, whose signature apt checks; nothing is installed. */
export function placePromtool() {
  if (locatePromtool()) return;
  mkdirSync(toolsFolder, { recursive: true });
  const folder = mkdtempSync(join(toolsFolder, 'fetch-'));
  try {
    run('apt-get', ['download', '--quiet=2', 'prometheus'], folder);
    const deb = readdirSync(folder).find((name) => name.endsWith('.deb'));
    run('dpkg-deb', ['--extract', deb ?? 'prometheus.deb', 'content'], folder);
    copyFileSync(join(folder, 'content/usr/bin/promtool'), join(toolsFolder, 'promtool'));
    process.stdout.write('Fetched promtool, for the tests of alert rules.\n');
  } catch {
    process.stdout.write('promtool cannot be had here: the tests of alert rules are skipped.\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 */
function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: 'ignore', timeout: 120_000 });
  if (status !== 0) throw new Error(`${command}: ${status}`);
}
