import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import type { Bug, Edit } from './bug.js';

/**
 * A copy of the built product with a bug in it: sources are edited in the copy alone, and what was built of them
 * is built again. Without a bug it is the product as it is.
 */
export async function plant(
  project: string,
  bug?: Bug,
): Promise<{ program: string; remove(): Promise<void> }> {
  const program = await mkdtemp(join(tmpdir(), 'evergreen-bug-'));
  await cp(join(project, 'dist'), program, { recursive: true });
  await symlink(join(project, 'node_modules'), join(program, 'node_modules'));
  if (bug) {
    const sources = await copySources(project);
    try {
      for (const edit of bug.edits) await change(sources, edit);
      for (const file of new Set(bug.edits.map((edit) => edit.file)))
        await rebuild(sources, program, file);
      if (bug.edits.some(({ file }) => isReplayed(file))) await rebundle(sources, program);
    } finally {
      await rm(sources, { recursive: true, force: true });
    }
  }
  return { program, remove: () => rm(program, { recursive: true, force: true }) };
}

/** Whether workflows may be made of a file. */
const isReplayed = (file: string) => /^src\/(workflows|domain|campaign)\//.test(file);

async function copySources(project: string): Promise<string> {
  const sources = await mkdtemp(join(tmpdir(), 'evergreen-bug-sources-'));
  await cp(join(project, 'src'), join(sources, 'src'), { recursive: true });
  for (const file of ['package.json', 'tsconfig.json'])
    await cp(join(project, file), join(sources, file));
  await symlink(join(project, 'node_modules'), join(sources, 'node_modules'));
  return sources;
}

/** A bug whose place has changed is none: it has to be looked for anew. */
export function applyEdit(text: string, { file, search, replace }: Edit): string {
  const times = text.split(search).length - 1;
  if (times !== 1) throw new Error(`${file} holds this ${times} times, expected once: ${search}`);
  return text.replace(search, () => replace);
}

async function change(sources: string, edit: Edit): Promise<void> {
  const path = join(sources, edit.file);
  await writeFile(path, applyEdit(await readFile(path, 'utf8'), edit));
}

async function rebuild(sources: string, program: string, file: string): Promise<void> {
  const { outputText } = ts.transpileModule(await readFile(join(sources, file), 'utf8'), {
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    },
  });
  const to = join(program, file.replace(/\.ts$/, '.js'));
  await mkdir(join(to, '..'), { recursive: true });
  await writeFile(to, outputText);
}

/** As the build does, by the copy's own code. */
async function rebundle(sources: string, program: string): Promise<void> {
  const copy = pathToFileURL(join(sources, 'src/processes/workflow-bundle.ts')).href;
  const { bundleWorkflows } = (await import(
    copy
  )) as typeof import('../../src/processes/workflow-bundle.js');
  for (const { file, code } of await bundleWorkflows())
    await writeFile(join(program, 'src/processes', file), code);
}
