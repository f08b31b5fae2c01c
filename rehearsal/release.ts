import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Release } from './commands.js';
import { run } from './parts/run.js';
import { earlierRelease } from './pins.js';

/** What the Dockerfile says of both processes. */
export interface Image {
  /** Such as `24.21.0`. */
  node: string;
  /** The command that installs production packages. */
  installs: string[];
}

/** @throws where it has another form than this reads. */
export function readImage(dockerfile: string): Image {
  const [, node] = /^FROM node:([\d.]+)/m.exec(dockerfile) ?? [];
  const [, installs] = /^FROM base AS packages\nRUN (npm ci --omit=dev.*)$/m.exec(dockerfile) ?? [];
  if (!node || !installs)
    throw new Error('the Dockerfile names no Node, or no production packages');
  return { node, installs: installs.split(' ') };
}

/** Builds `dist/` in a folder of sources, and puts it beside production packages of its lockfile. */
export async function buildRelease(asked: {
  label: string;
  source: string;
  /** Where releases lie, and packages that they share. */
  folder: string;
  node: string;
  image: Image;
}): Promise<Release> {
  const { label, source, node, image } = asked;
  const folder = join(asked.folder, 'releases', label);
  await run([process.execPath, '--import', 'tsx', 'scripts/build.mjs'], { cwd: source });
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(join(source, 'dist'), join(folder, 'dist'), { recursive: true });
  await cp(join(source, 'package.json'), join(folder, 'package.json'));
  const packages = await productionPackages(source, asked.folder, image);
  await symlink(packages, join(folder, 'node_modules'));
  return { label, folder, node };
}

/** Kept by the lockfile's hash: most releases have the same. */
async function productionPackages(source: string, folder: string, { installs }: Image) {
  const lock = await readFile(join(source, 'package-lock.json'));
  const hash = createHash('sha256').update(lock).update(installs.join()).digest('hex');
  const kept = join(folder, 'packages', hash.slice(0, 16));
  const stamp = join(kept, 'whole');
  if (!existsSync(stamp)) {
    await rm(kept, { recursive: true, force: true });
    await mkdir(kept, { recursive: true });
    for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
      await cp(join(source, file), join(kept, file));
    }
    await run(installs, { cwd: kept });
    await writeFile(stamp, '');
  }
  return join(kept, 'node_modules');
}

/**
 * The sources of an earlier commit; where none is named, of the one in `pins.ts`. Undefined where that is not in the
 * history at hand, or where open runs of it cannot go on: its recorded runs were replaced.
 */
export async function earlierSources(
  project: string,
  folder: string,
  commit?: string,
  pinned: string = earlierRelease,
): Promise<{ label: string; source: string } | undefined> {
  const label = await nameOf(project, commit, pinned);
  if (!label) return undefined;
  const source = join(folder, 'sources', label);
  await rm(source, { recursive: true, force: true });
  await mkdir(source, { recursive: true });
  const archive = join(folder, 'sources', `${label}.tar`);
  await run(['git', 'archive', `--output=${archive}`, label], { cwd: project });
  await run(['tar', '--extract', `--file=${archive}`, `--directory=${source}`]);
  await rm(archive);
  await symlink(join(project, 'node_modules'), join(source, 'node_modules'));
  return { label, source };
}

async function nameOf(
  project: string,
  commit: string | undefined,
  pinned: string,
): Promise<string | undefined> {
  const git = async (...args: string[]) => (await run(['git', ...args], { cwd: project })).trim();
  if (commit) return git('rev-parse', '--short', '--verify', `${commit}^{commit}`);
  const earlier = await git('rev-parse', '--short', '--verify', `${pinned}^{commit}`).catch(
    () => undefined,
  );
  if (!earlier) return undefined;
  const range = ['--diff-filter=MD', '--name-only', earlier, 'HEAD'];
  const replaced = await git('diff', ...range, '--', 'test/histories/*.json');
  return replaced ? undefined : earlier;
}
