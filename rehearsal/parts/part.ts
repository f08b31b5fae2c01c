import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toolsFolder } from '../../scripts/tools.mjs';

/** Something that the installation is made of, fetched or built once and kept. */
export interface Part {
  name: string;
  version: string;
  /** The sum that its download must have. */
  pin: string;
  /** Fills a new folder. */
  make(folder: string): Promise<void>;
  /** What is run of it; a change of it since is found. */
  programs: string[];
}

/** It cannot be had on this machine; the message says why. */
export class PartMissing extends Error {
  override name = 'PartMissing';
}

interface Stamp {
  pin: string;
  programs: Record<string, string>;
}

/** The folder of a part, made first where it is not there, or not as it was. @throws {PartMissing} */
export async function place(part: Part, say: (line: string) => void): Promise<string> {
  const folder = join(toolsFolder, `${part.name}-${part.version}`);
  if (await isWhole(part, folder)) return folder;
  const startedMs = performance.now();
  say(`fetching ${part.name} ${part.version} …`);
  await mkdir(toolsFolder, { recursive: true });
  const fresh = await mkdtemp(join(toolsFolder, 'make-'));
  try {
    await chmod(fresh, 0o755); // the database runs as another user
    await part.make(fresh);
    const stamp: Stamp = { pin: part.pin, programs: await sumsOf(part, fresh) };
    await writeFile(join(fresh, 'stamp.json'), `${JSON.stringify(stamp, null, 2)}\n`);
    await rm(folder, { recursive: true, force: true });
    await rename(fresh, folder);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PartMissing(`${part.name} ${part.version} cannot be had: ${why}`, { cause: error });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  say(`  done in ${Math.round((performance.now() - startedMs) / 1_000)} s`);
  return folder;
}

async function isWhole(part: Part, folder: string): Promise<boolean> {
  const file = join(folder, 'stamp.json');
  if (!existsSync(file)) return false;
  const { pin, programs } = JSON.parse(await readFile(file, 'utf8')) as Stamp;
  if (pin !== part.pin) return false;
  const found = await sumsOf(part, folder).catch(() => undefined);
  return JSON.stringify(found) === JSON.stringify(programs);
}

async function sumsOf({ programs }: Part, folder: string): Promise<Record<string, string>> {
  const sums: Record<string, string> = {};
  for (const program of programs) {
    const content = await readFile(join(folder, program));
    sums[program] = createHash('sha256').update(content).digest('hex');
  }
  return sums;
}
