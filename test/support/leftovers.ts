import { subscribe } from 'node:diagnostics_channel';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import type { Worker } from 'node:worker_threads';
import type { Runtime } from '@temporalio/worker';

/**
 * Fails a test file that leaves something behind: files share a process, so that a later one would
 * suffer from it, and be blamed. Also fails whoever lets a promise reject unseen, which Mocha would not.
 */
export const mochaHooks: Mocha.RootHookObject = {
  async beforeAll(this: Mocha.Context) {
    this.timeout(0); // or Mocha's own timer would be counted
    const root = this.test?.parent;
    const files = filesOf(root);
    process.setUncaughtExceptionCaptureCallback(null);
    if (strays.length > 0) throw strayed(`what ran before ${files}`);
    process.on('unhandledRejection', rethrow);
    const before = await takeStock();
    // Last of all: after the hooks that a file has outside any `describe`.
    root?.afterAll('leaves nothing behind', async function () {
      this.timeout(0);
      process.setUncaughtExceptionCaptureCallback((error) => strays.push(error));
      const left = await leftSince(before);
      // In a process that goes on to other files, what comes now is told by the next.
      if (!isShared) process.setUncaughtExceptionCaptureCallback(null);
      if (strays.length > 0) throw strayed(files);
      if (left.length > 0) throw new Error(`${files} left behind:\n  ${left.join('\n  ')}`);
    });
  },
};

const isShared = process.env['MOCHA_WORKER_ID'] !== undefined;

/** What went wrong when no test was there to be told. */
const strays: unknown[] = [];

function strayed(who: string): Error {
  const [cause] = strays.splice(0);
  return new Error(`${who} went on after its end, and failed: ${String(cause)}`, { cause });
}

/** How many there are of everything that a test may open, by what it is. */
type Stock = Map<string, number>;

/** For what closes a little later; only a file that fails waits as long. */
const patienceMs = Number(process.env['LEFTOVERS_PATIENCE_MS'] ?? 10_000);

function rethrow(reason: unknown): never {
  throw reason;
}

async function leftSince(before: Stock): Promise<string[]> {
  const untilMs = Date.now() + patienceMs;
  for (let pauseMs = 1; ; pauseMs = Math.min(2 * pauseMs, 200)) {
    const left = [...(await takeStock(pauseMs))].flatMap(([what, count]) => {
      const more = count - (before.get(what) ?? 0);
      return more > 0 ? [more > 1 ? `${what} (${more} times)` : what] : [];
    });
    if (left.length === 0 || Date.now() > untilMs) return left;
  }
}

/** After a pause even when it is the first: the timer that wakes us counts, here as there. */
async function takeStock(pauseMs = 1): Promise<Stock> {
  await new Promise((resolve) => setTimeout(resolve, pauseMs));
  const stock: Stock = new Map();
  for (const what of [
    ...process
      .getActiveResourcesInfo()
      .filter((kind) => kind !== 'MessagePort')
      .map((kind) => `an open ${kind}`),
    ...openPorts(),
    ...childProcesses().map((command) => `a child process: ${command}`),
    ...Object.entries(process.env).map(([name, value]) => `in the environment: ${name}=${value}`),
    ...listeners(),
    ...projectFiles('.').map((path) => `a file of the project: ${path}`),
    `the working folder ${process.cwd()}`,
    ...temporalParts(),
  ]) {
    stock.set(what, (stock.get(what) ?? 0) + 1);
  }
  return stock;
}

/** Threads under way, and where each was begun. */
const threads = new Map<Worker, string>();

subscribe('worker_threads', (message) => {
  const { worker } = message as { worker: Worker };
  const [, beginner = ''] = new Error().stack?.split(/new Worker .*\n\s*at /) ?? [];
  threads.set(worker, beginner.split('\n', 1)[0] ?? '');
  worker.once('exit', () => threads.delete(worker));
});

/**
 * What keeps the process alive and is heard through a port: threads, mostly. The port of Node's own thread says no more
 * than that a module is being loaded.
 */
function openPorts(): string[] {
  return activePorts()
    .filter((port) => !portsOfLoader.has(port))
    .map((port) => {
      const thread = [...threads.keys()].find((one) =>
        Reflect.ownKeys(one).some((key) => Reflect.get(one, key) === port),
      );
      return thread ? `a thread, begun by ${threads.get(thread)}` : 'an open MessagePort';
    });
}

/** As `process.getActiveResourcesInfo` counts them, which has only their names. */
function activePorts(): object[] {
  const { _getActiveHandles: handles } = process as typeof process & {
    _getActiveHandles(): object[];
  };
  return handles.call(process).filter((handle) => handle.constructor.name === 'MessagePort');
}

const portsOfLoader = new Set(await whileLoading(activePorts));

/** What is to be seen while Node looks for a module, in a thread of its own where that is another's work. */
async function whileLoading<T>(look: () => T): Promise<T> {
  const loading = import('node:os');
  const seen = look();
  await loading;
  return seen;
}

/** Command lines of our children, those too that Temporal's native part has started. Linux alone tells. */
function childProcesses(): string[] {
  return read('/proc/self/task')
    .flatMap((thread) => textOf(`/proc/self/task/${thread}/children`).split(' '))
    .filter(Boolean)
    .map((pid) => textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim())
    .filter((command) => command && !command.includes('esbuild')); // the loader's own
}

/** What packages leave there for good, and what harms nobody: Temporal's replays make rejections fail too. */
const harmless = new Set<string | symbol>(['exit', 'beforeExit', 'unhandledRejection']);

function listeners(): string[] {
  return process
    .eventNames()
    .filter((event) => !harmless.has(event))
    .flatMap((event) =>
      process.listeners(event as NodeJS.Signals).map(() => `a listener to ${String(event)}`),
    );
}

const ours = new Set(['node_modules', 'dist', ...(process.env['WRITE_MONTHS'] ? ['months'] : [])]);

function projectFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || ours.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? projectFiles(path) : [path];
  });
}

/** Workers, connections and servers that Temporal's native part still has; a file without it has none. */
function temporalParts(): string[] {
  const { resolve, cache } = createRequire(import.meta.url);
  const loaded = cache[resolve('@temporalio/worker')]?.exports as { Runtime?: Inner } | undefined;
  const parts = loaded?.Runtime?._instance?.backRefs.size ?? 0;
  return Array.from({ length: parts }, () => "a worker, connection or server of Temporal's");
}

/** The runtime's own count of what uses it, which it keeps to itself. */
type Inner = typeof Runtime & { _instance?: { backRefs: Set<unknown> } };

/** All files of a process that runs several as one, else the one. */
function filesOf(root: Mocha.Suite | undefined): string {
  const parts = [...(root?.suites ?? []), ...(root?.tests ?? [])];
  const files = new Set(parts.map(({ file }) => relative(process.cwd(), file ?? '?')));
  return [...files].join(', ');
}

function read(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // gone meanwhile, or not told on this system
  }
}
