import { clearInterval, setInterval } from 'node:timers';
import { Worker } from 'node:worker_threads';
import { type Answer, type Job, ready } from './job.js';

/** What a thread may use. */
export interface ThreadLimits {
  /** Of one job. */
  ms: number;
  heapMb: number;
}

/** What became of a job; all but an answer leaves no thread behind. */
export type Outcome = Answer | { kind: 'overtime' } | { kind: 'memory' } | Ended;

/** `why`: its code or name, which holds nothing of a job. */
interface Ended {
  kind: 'ended';
  why: string;
}

/** Loading its code takes a second or two where the machine is busy. */
const startMs = 60_000;

const tickMs = 50;

/** The file of its code, beside ours: compiled, or the source that our own loader reads there too. */
const code = new URL(
  import.meta.url.endsWith('.ts') ? './from-source.mjs' : './thread.js',
  import.meta.url,
);

/** A thread that renders copy, without the environment and its secrets. One job at a time. */
export class RunningThread {
  private readonly worker: Worker;
  private readonly limits: ThreadLimits;
  private readonly started: Promise<Outcome | undefined>;
  private hear: (said: Outcome | undefined) => void = () => {};
  private hasEnded = false;

  constructor(limits: ThreadLimits) {
    this.limits = limits;
    this.worker = new Worker(code, {
      name: 'copy',
      env: {},
      execArgv: [], // what this process was started with is for its own code
      resourceLimits: { maxOldGenerationSizeMb: limits.heapMb },
    });
    this.worker.on('message', (said: Answer | typeof ready) =>
      this.hear(said === ready ? undefined : said),
    );
    this.worker.on('error', (error: NodeJS.ErrnoException) =>
      this.hear(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? { kind: 'memory' }
          : { kind: 'ended', why: error.code ?? error.name },
      ),
    );
    this.worker.on('exit', () => {
      this.hasEnded = true;
      this.hear({ kind: 'ended', why: 'exit' });
    });
    this.started = this.next(startMs);
  }

  /** Whether it can be asked; not after a job that broke it. */
  get isAlive(): boolean {
    return !this.hasEnded;
  }

  /** Does a job, from when its code is loaded; then nothing of it goes on, whatever it was. */
  async do(job: Job): Promise<Outcome> {
    const failed = await this.started;
    if (failed) {
      await this.end();
      return { kind: 'ended', why: failed.kind === 'ended' ? failed.why : `start: ${failed.kind}` };
    }
    const outcome = this.next(this.limits.ms);
    this.worker.postMessage(job);
    const said = (await outcome) ?? { kind: 'ended', why: 'no answer' };
    const isOver = said.kind === 'overtime' || said.kind === 'memory' || said.kind === 'ended';
    if (isOver) await this.end();
    return said;
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  /** What it says next; only while somebody waits for that does it keep the process alive. */
  private async next(withinMs: number): Promise<Outcome | undefined> {
    this.worker.ref();
    let stop = () => {};
    const said = await new Promise<Outcome | undefined>((resolve) => {
      this.hear = resolve;
      stop = countTicks(withinMs, () => resolve({ kind: 'overtime' }));
    });
    stop();
    this.hear = () => {};
    this.worker.unref();
    return said;
  }
}

/**
 * Calls when that much time has passed, in which this process ran: one that was frozen, or had no turn
 * on a busy machine, has had no time either.
 */
function countTicks(ms: number, onEnd: () => void): () => void {
  let left = Math.ceil(ms / tickMs);
  const timer = setInterval(() => {
    left -= 1;
    if (left === 0) onEnd();
  }, tickMs);
  return () => clearInterval(timer);
}
