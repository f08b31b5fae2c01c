import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs';
import { SECOND } from '../src/domain/duration.js';

/** What a container's process is here. */
export interface NativeCommand {
  argv: string[];
  env: Record<string, string>;
  cwd: string;
  /** PostgreSQL refuses to run as root: then it runs as nobody, who may read everything of ours. */
  isUnprivileged?: boolean;
  /** What ends it well; default SIGTERM. */
  stopSignal?: NodeJS.Signals;
  /** How long it may take over that before it is killed. */
  graceMs: number;
}

/** Nobody's number, on every Linux. */
export const nobody = 65_534;

export const isRoot = (): boolean => process.getuid?.() === 0;

/** `argv` as it is started here: it ends when we do, however we end, and not as root where it must not. */
export function onLeash({ argv, isUnprivileged }: Pick<NativeCommand, 'argv' | 'isUnprivileged'>) {
  const asNobody = [
    `--reuid=${nobody}`,
    `--regid=${nobody}`,
    '--clear-groups',
    '--inh-caps=-all,+dac_override',
    '--ambient-caps=+dac_override',
  ];
  return ['setpriv', '--pdeathsig=KILL', ...(isUnprivileged && isRoot() ? asNobody : []), ...argv];
}

/** One process that stands for a container; what it says goes to a file. */
export class NativeProcess {
  readonly command: NativeCommand;
  readonly log: string;
  readonly #child: ChildProcess;
  /** Where its own part of the log begins: one before it may have written there. */
  readonly #logStart: number;

  constructor(command: NativeCommand, log: string) {
    const [program = '', ...args] = onLeash(command);
    this.#logStart = existsSync(log) ? statSync(log).size : 0;
    const to = openSync(log, 'a');
    // A group of its own: Ctrl-C reaches us alone, and we end the others in their order.
    this.#child = spawn(program, args, {
      cwd: command.cwd,
      env: command.env,
      stdio: ['ignore', to, to],
      detached: true,
    });
    closeSync(to);
    this.command = command;
    this.log = log;
  }

  get pid(): number {
    return this.#child.pid ?? Number.NaN;
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  onExit(tell: () => void): void {
    this.#child.once('exit', tell);
  }

  /** All that it has said. */
  get said(): string {
    return readFileSync(this.log).subarray(this.#logStart).toString();
  }

  get lastWords(): string {
    return this.said.trim().split('\n').slice(-12).join('\n');
  }

  /** As a machine that fails does. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** As `docker stop` does; gives whether it ended by itself within its grace. */
  async stop(): Promise<boolean> {
    const { stopSignal = 'SIGTERM', graceMs } = this.command;
    let isInTime = true;
    const timer = setTimeout(() => {
      isInTime = false;
      this.#child.kill('SIGKILL');
    }, graceMs);
    await this.#end(stopSignal);
    clearTimeout(timer);
    return isInTime;
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (!this.isAlive) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill(signal);
    await exited;
  }
}

/** Waits for a condition, and says for what it has waited in vain. */
export async function until(
  what: string,
  isSo: () => Promise<boolean> | boolean,
  limitMs = 120 * SECOND,
): Promise<void> {
  const untilMs = Date.now() + limitMs;
  while (!(await isSo())) {
    if (Date.now() > untilMs) throw new Error(`waited for ${limitMs / SECOND} s in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
