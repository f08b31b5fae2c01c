import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export class FolderInUse extends Error {
  override name = 'FolderInUse';
}

/**
 * Takes the folder of a sandbox's state, which two sandboxes would spoil for each other. What lies in it, people's
 * mail above all, is for its owner alone.
 * @returns what gives it back.
 * @throws {FolderInUse} naming the process that has it, and the variable that names another folder.
 */
export async function holdFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'pid');
  const holder = Number(await readFile(file, 'utf8').catch(() => ''));
  if (holder !== process.pid && isRunning(holder)) {
    throw new FolderInUse(
      `The sandbox of process ${holder} keeps its state in ${folder}; end it, or set SANDBOX_DIR to another folder.`,
    );
  }
  await closeToOthers(folder);
  await writeFile(file, String(process.pid), { mode: 0o600 });
  return () => rm(file, { force: true });
}

/** Earlier versions made files that everybody could read. A folder that all may write to, as /tmp, stays so. */
async function closeToOthers(folder: string): Promise<void> {
  const isShared = ((await stat(folder)).mode & 0o002) !== 0;
  if (!isShared) await chmod(folder, 0o700);
  const files = (await readdir(folder)).filter((name) => /^(pid|\w+\.db(-\w+)?)$/.test(name));
  await Promise.all(files.map((name) => chmod(join(folder, name), 0o600)));
}

/** Forgets all that an earlier start left behind, but for who holds the folder. */
export async function emptyFolder(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name !== 'pid');
  await Promise.all(names.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

function isRunning(pid: number): boolean {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // it was killed, and left its mark
  }
}
