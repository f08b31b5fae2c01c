import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SandboxAddresses {
  api: string;
  console: string;
  temporal: string;
  temporalUi: string;
  notion: string;
  resend: string;
  databases: Record<'contacts' | 'tracker' | 'templates', string>;
  secrets: Record<'webhookKey' | 'adminToken' | 'resendWebhook' | 'calcom' | 'calendly', string>;
}

const portVariables = [
  'PORT',
  'SANDBOX_RESEND_PORT',
  'SANDBOX_NOTION_PORT',
  'SANDBOX_TEMPORAL_PORT',
  'SANDBOX_TEMPORAL_UI_PORT',
];

/** A sandbox as a person starts it, on free ports and with a state of its own. */
export class SandboxProcess {
  readonly env: Record<string, string>;
  addresses: SandboxAddresses | undefined;
  said = '';
  #child: ChildProcess | undefined;

  private constructor(env: Record<string, string>) {
    this.env = env;
  }

  static async create(): Promise<SandboxProcess> {
    const ports = await freePorts(portVariables.length);
    const env = Object.fromEntries(portVariables.map((name, at) => [name, String(ports[at])]));
    return new SandboxProcess({ ...env, SANDBOX_DIR: await mkdtemp(join(tmpdir(), 'evergreen-')) });
  }

  /** Starts it and waits until it is ready. */
  async start(): Promise<SandboxAddresses> {
    const { TEMPORAL_ADDRESS: _, ...inherited } = process.env;
    const child = spawn(process.execPath, ['scripts/start.mjs'], {
      env: { ...inherited, ...this.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const listen = (chunk: Buffer) => (this.said += chunk.toString());
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    const api = `http://127.0.0.1:${this.env['PORT']}`;
    await eventually(`the sandbox is ready`, async () => {
      if (child.exitCode !== null) throw new Error(`the sandbox ended:\n${this.said}`);
      const response = await fetch(`${api}/ready`).catch(() => undefined);
      return response?.ok;
    });
    this.addresses = (await (await fetch(`${api}/sandbox`)).json()) as SandboxAddresses;
    return this.addresses;
  }

  /** Ends it with a signal, as Ctrl-C does; gives the exit code. */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return null;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
    return child.exitCode;
  }

  async remove(): Promise<void> {
    await this.stop('SIGKILL');
    await rm(this.env['SANDBOX_DIR'] ?? '', { recursive: true, force: true });
  }
}

/**
 * Waits for a condition; looks often at first, then less, as looking costs the others' time. It gives up
 * only to end a test that hangs.
 */
export async function eventually(what: string, isSo: () => Promise<unknown>): Promise<void> {
  const untilMs = Date.now() + 120_000;
  for (let pauseMs = 20; !(await isSo()); pauseMs = Math.min(1.5 * pauseMs, 300)) {
    if (Date.now() > untilMs) throw new Error(`waited for 120 s in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/**
 * Ports of this machine that nobody listens on now: below those that the system itself gives out, so that
 * no other test is given one of them before it is listened on.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(10_000, 32_000);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    await once(server.close(), 'close');
    return true;
  } catch {
    return false; // somebody listens there
  }
}
