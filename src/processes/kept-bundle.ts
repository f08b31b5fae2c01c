import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { z } from 'zod';

/** The workflow code as one script. */
export interface Bundle {
  code: string;
}

export interface BundleSource {
  /** The file whose exports are the workflows. */
  workflowsPath: string;
  /** The files that export what goes around them. */
  interceptorsPaths?: string[];
  /** The file that exports how failures are written, where that is not Temporal's own way. */
  failureConverterPath?: string;
  /** The folder below which all sources lie. */
  project: string;
}

/** What a script was made of: the files that were read, and those whose being there would count. */
const origin = z.object({
  /** Hashes by path within the project. */
  files: z.record(z.string(), z.string()),
  absent: z.array(z.string()),
});
type Origin = z.infer<typeof origin>;

/** What is on disk. Anything else is made anew. */
const kept = z.object({ project: z.string(), origin, code: z.string() });
type Kept = z.infer<typeof kept>;

/** What no module names, but decides about the script all the same. */
const toolchain = ['package-lock.json', 'src/processes/kept-bundle.ts'];

/** The file system's clock may be this much behind ours. */
const clockSlackMs = 100;

/** The script, made now from its source. */
export async function makeBundle(source: BundleSource): Promise<Bundle> {
  return (await makeWithOrigin(source)).bundle;
}

/**
 * The script as it was kept in a file, or made anew and kept when any file that it came from is not what
 * it was. Several processes may do so at the same time.
 */
export async function keptBundle(source: BundleSource, file: string): Promise<Bundle> {
  const { project } = source;
  const found = await read(file);
  if (found?.project === project && (await isStill(found.origin, project))) return found;
  const startedMs = Date.now();
  const { bundle, paths, absent } = await makeWithOrigin(source);
  const madeOf = await originOf(paths, absent, project, startedMs);
  if (madeOf) await write(file, { project, origin: madeOf, ...bundle });
  return bundle;
}

type WebpackConfig = Parameters<
  NonNullable<Parameters<typeof bundleWorkflowCode>[0]['webpackConfigHook']>
>[0];

/** What webpack tells of a run: every path that it read, and every one that it looked for in vain. */
interface Compilation {
  fileDependencies: Iterable<string>;
  missingDependencies: Iterable<string>;
}

async function makeWithOrigin({ interceptorsPaths = [], ...source }: BundleSource) {
  let told: Compilation = { fileDependencies: [], missingDependencies: [] };
  const listen = (config: WebpackConfig): WebpackConfig => ({
    ...config,
    plugins: [
      ...(config.plugins ?? []),
      (compiler) => compiler.hooks.done.tap('origin', (stats) => (told = stats.compilation)),
    ],
  });
  const { code } = await bundleWorkflowCode({
    logger: new DefaultLogger('WARN'),
    workflowsPath: source.workflowsPath,
    ...(source.failureConverterPath && { failureConverterPath: source.failureConverterPath }),
    workflowInterceptorModules: interceptorsPaths,
    // Evaluated once for all runs of a worker, which else would each keep its own: none of them remembers anything.
    preloadModules: [source.workflowsPath, ...interceptorsPaths],
    webpackConfigHook: (config) => listen(withoutBallast(config)),
  });
  return {
    bundle: { code },
    paths: [...told.fileDependencies],
    absent: [...told.missingDependencies],
  };
}

/** Temporal's loader of TypeScript, with what it is told. */
interface SwcRule {
  use: { options: { jsc: object } };
}

/**
 * Our modules become one, written as Node understands it, without comments and without what only helps to read a
 * script. Lines and names stay: failures and stack traces show them.
 */
function withoutBallast(config: WebpackConfig): WebpackConfig {
  const rules = (config.module?.rules ?? []).map((rule) => (isSwc(rule) ? asItIs(rule) : rule));
  return {
    ...config,
    module: { ...config.module, rules },
    output: { ...config.output, pathinfo: false },
    optimization: { concatenateModules: true, providedExports: true, usedExports: true },
  };
}

function isSwc(rule: unknown): rule is SwcRule {
  const { loader } = (rule as { use?: { loader?: unknown } } | undefined)?.use ?? {};
  return typeof loader === 'string' && loader.includes('swc-loader');
}

function asItIs({ use: { options, ...use }, ...rule }: SwcRule): SwcRule {
  const jsc = {
    ...options.jsc,
    target: 'es2022',
    minify: { compress: false, mangle: false, format: { comments: false } },
  };
  return { ...rule, use: { ...use, options: { ...options, jsc } } };
}

/** Undefined when a file has changed since the start: then nobody knows which state of it was read. */
async function originOf(
  paths: string[],
  absent: string[],
  project: string,
  startedMs: number,
): Promise<Origin | undefined> {
  const files: Record<string, string> = {};
  for (const path of [...paths, ...toolchain.map((name) => join(project, name))]) {
    const hash = await hashOf(path);
    if (!hash) continue; // a folder, or the entry that the bundler makes up
    // Looked at after it was read: a change in between shows.
    if ((await stat(path)).ctimeMs >= startedMs - clockSlackMs) return undefined;
    files[relative(project, path)] = hash;
  }
  return { files, absent: absent.map((path) => relative(project, path)) };
}

async function isStill({ files, absent }: Origin, project: string): Promise<boolean> {
  const isThere = (path: string) => existsSync(join(project, path));
  if (absent.some(isThere)) return false;
  if (toolchain.some((path) => !(path in files) && isThere(path))) return false;
  const checks = Object.entries(files).map(
    async ([path, hash]) => (await hashOf(join(project, path))) === hash,
  );
  return (await Promise.all(checks)).every(Boolean);
}

async function hashOf(path: string): Promise<string | undefined> {
  const content = await readFile(path).catch(() => undefined);
  return content && createHash('sha1').update(content).digest('base64');
}

async function read(file: string): Promise<Kept | undefined> {
  try {
    return kept.safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
  } catch {
    return undefined; // not there, or not whole
  }
}

/** At once or not at all, as others may be reading it. */
async function write(file: string, content: Kept): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(content));
  await rename(draft, file);
}
