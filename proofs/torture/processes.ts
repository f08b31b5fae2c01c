import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { startTemporalServer, type TemporalServer } from '../../src/sandbox/temporal-server.js';
import { FleetProcess } from '../../test/support/fleet.js';

/** What looks after a process starts it again no sooner. */
const restartMs = 500;

/** One process of the product, started again when it has ended, as whatever looks after it would. */
export class Kept {
  said = '';
  private process: FleetProcess;
  private isOver = false;
  private readonly start: () => FleetProcess;
  private readonly loop: Promise<void>;
  /** The next one is not started before that. */
  private backMs = 0;

  constructor(start: () => FleetProcess) {
    this.start = start;
    this.process = start();
    this.loop = this.keep();
  }

  get speaks(): boolean {
    return this.process.speaks;
  }

  ready(event: string): Promise<void> {
    return this.process.says(event);
  }

  /** Dead at once, and away for a while. */
  async kill(awayMs: number): Promise<void> {
    this.backMs = Math.max(this.backMs, Date.now() + awayMs);
    await this.process.end('SIGKILL');
  }

  async freeze(forMs: number): Promise<void> {
    const { process } = this;
    process.signal('SIGSTOP');
    await setTimeout(forMs);
    process.signal('SIGCONT');
  }

  async end(): Promise<void> {
    this.isOver = true;
    await this.process.end('SIGKILL');
    await this.loop;
  }

  private async keep(): Promise<void> {
    for (;;) {
      const { process } = this;
      while (process.isAlive) await setTimeout(50);
      this.said += process.said;
      if (this.isOver) return;
      this.backMs = Math.max(this.backMs, Date.now() + restartMs);
      while (Date.now() < this.backMs && !this.isOver) await setTimeout(50);
      if (this.isOver) return;
      this.process = this.start();
    }
  }

  get allSaid(): string {
    return this.said + (this.process.isAlive ? this.process.said : '');
  }
}

/** Temporal's server with its database on disk, which can die and come back. Troubles may overlap. */
export class KeptTemporal {
  /** Undefined while it is away. */
  private server: TemporalServer | undefined;
  private back: Promise<void> | undefined;
  /** It is not started before that. */
  private backMs = 0;
  private readonly options: Parameters<typeof startTemporalServer>[0];

  constructor(options: Parameters<typeof startTemporalServer>[0]) {
    this.options = options;
  }

  async start(): Promise<void> {
    this.server = await startTemporalServer(this.options);
  }

  /** Dead at once, and away for a while; one that is away already stays so for as long. */
  kill(awayMs: number): Promise<void> {
    this.backMs = Math.max(this.backMs, Date.now() + awayMs);
    this.back ??= this.dieAndComeBack().finally(() => {
      this.back = undefined;
    });
    return this.back;
  }

  /** Does nothing where it is away: the trouble is there already. */
  async freeze(forMs: number): Promise<void> {
    this.signal('SIGSTOP');
    await setTimeout(forMs);
    this.signal('SIGCONT');
  }

  /**
   * As if its disk were full: no file may have more than a page. Needs no rights, as the limit is its own, and gone
   * with it.
   * @throws where this machine has no `prlimit`.
   */
  fill(isFull: boolean): void {
    for (const pid of this.pids()) {
      const limit = `--fsize=${isFull ? 4_096 : 'unlimited'}:`;
      const { status, stderr, error } = spawnSync('prlimit', ['--pid', String(pid), limit]);
      if (status !== 0) throw error ?? new Error(`prlimit: ${String(stderr)}`);
    }
  }

  async end(): Promise<void> {
    await this.back;
    await this.server?.stop();
  }

  private async dieAndComeBack(): Promise<void> {
    const { server } = this;
    this.signal('SIGKILL');
    this.server = undefined;
    await server?.stop();
    while (Date.now() < this.backMs) await setTimeout(50);
    await this.start();
  }

  private signal(signal: NodeJS.Signals): void {
    for (const pid of this.pids()) process.kill(pid, signal);
  }

  /** Of the server itself, which is the child of the process that holds its leash. */
  private pids(): number[] {
    if (!this.server) return [];
    const { pid } = this.server;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return children.trim().split(' ').filter(Boolean).map(Number);
  }
}

/** The process that is meant: the worker that speaks to the vendors, one that does not, or the API. */
export function chooseAmong(
  { workers, api }: { workers: readonly Kept[]; api: Kept },
  victim: 'speaker' | 'worker' | 'api',
): Kept {
  if (victim === 'api') return api;
  const [first = api] = workers;
  const speaker = workers.find(({ speaks }) => speaks) ?? first;
  return victim === 'speaker' ? speaker : (workers.find((one) => one !== speaker) ?? first);
}
