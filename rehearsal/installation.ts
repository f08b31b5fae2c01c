import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { service } from '../test/support/compose-file.js';
import { freePorts } from '../test/support/sandbox-process.js';
import {
  commandOf,
  environmentHere,
  healthCheckOf,
  type Parts,
  type Release,
  type Setup,
} from './commands.js';
import { isJob, patienceMs, portsOf, serviceOf, startOrder } from './compose-service.js';
import { isRoot, NativeProcess, nobody, onLeash, until } from './native-process.js';
import { run } from './parts/run.js';

/** One of each, and as many workers as the documents speak of. */
const instances = ['postgresql', 'temporal', 'api', 'worker', 'worker-2', 'worker-3'];

interface Running {
  process: NativeProcess;
  /** What it was made of: another one is started in its place where that has changed. */
  made: unknown;
  isWanted: boolean;
}

/** What docker-compose.temporal.yml describes, as processes of this machine. */
export class Installation {
  readonly #folder: string;
  readonly #setup: Setup;
  readonly #running = new Map<string, Running>();
  #isClosed = false;

  private constructor(folder: string, setup: Setup) {
    this.#folder = folder;
    this.#setup = setup;
  }

  static async create(asked: {
    folder: string;
    project: string;
    parts: Parts;
    release: Release;
    /** What `.env` holds, given where the API answers. */
    envFor(api: string): Record<string, string | undefined>;
  }): Promise<Installation> {
    const ports = instances.flatMap((name) => portsOf(name).map((port) => `${name}:${port}`));
    const inner = ['FRONTEND_HTTP', 'FRONTEND_MEMBERSHIP'].concat(
      ['HISTORY', 'MATCHING', 'WORKER'].flatMap((one) => [`${one}_GRPC`, `${one}_MEMBERSHIP`]),
    );
    const free = await freePorts(ports.length + inner.length);
    const innerPorts = free.slice(ports.length);
    const portOf = (name: string, port: string): number => {
      const found = free[ports.indexOf(`${name}:${port}`)];
      if (!found) throw new Error(`${name} does not listen on ${port}`);
      return found;
    };
    const setup: Setup = {
      parts: asked.parts,
      release: asked.release,
      env: asked.envFor(`http://127.0.0.1:${portOf('api', '8000')}`),
      places: { project: asked.project, portOf },
      data: join(asked.folder, 'database'),
      temporalPorts: Object.fromEntries(
        inner.map((one, at) => [`${one}_PORT`, innerPorts[at] ?? 0]),
      ),
    };
    mkdirSync(join(asked.folder, 'logs'), { recursive: true });
    return new Installation(asked.folder, setup);
  }

  get api(): string {
    return `http://127.0.0.1:${this.#setup.places.portOf('api', '8000')}`;
  }

  get temporalAddress(): string {
    return `127.0.0.1:${this.#setup.places.portOf('temporal', '7233')}`;
  }

  /** The release that the next `up` starts. */
  checkOut(release: Release): void {
    this.#setup.release = release;
  }

  /** What the next `up` runs of others. */
  use(parts: Partial<Parts>): void {
    this.#setup.parts = { ...this.#setup.parts, ...parts };
  }

  /** Starts what is not running, and anew what has changed, each when what it needs is there. */
  async up({ only, workers = 1 }: { only?: string[]; workers?: number } = {}): Promise<void> {
    for (const name of startOrder()) {
      if (only && !only.includes(name)) continue;
      await this.#waitForNeeded(name);
      if (isJob(name)) await this.#runJob(name);
      else await this.#start(name, name === 'worker' ? workers : 1);
    }
  }

  async #start(name: string, count: number): Promise<void> {
    for (const instance of this.instancesOf(name).slice(count)) await this.#stopOne(instance);
    for (let at = 1; at <= count; at++) {
      const instance = at === 1 ? name : `${name}-${at}`;
      const made = commandOf(name, instance, this.#setup);
      const running = this.#running.get(instance);
      if (running?.process.isAlive && isDeepStrictEqual(running.made, made)) continue;
      await this.#stopOne(instance);
      if (name === 'postgresql') await this.#prepareDatabase();
      this.#spawn(name, instance);
    }
  }

  /** With what `restart: unless-stopped` promises: it comes again by itself. */
  #spawn(name: string, instance: string): void {
    if (this.#isClosed) return;
    const made = commandOf(name, instance, this.#setup);
    const process = new NativeProcess(made, this.logOf(instance));
    const running = { process, made, isWanted: true };
    this.#running.set(instance, running);
    process.onExit(() => {
      if (!running.isWanted) return;
      setTimeout(() => running.isWanted && this.#spawn(name, instance), 500);
    });
  }

  async #waitForNeeded(name: string): Promise<void> {
    for (const [needed, { condition }] of Object.entries(service(name).depends_on ?? {})) {
      if (condition === 'service_healthy' && this.#running.has(needed)) await this.healthy(needed);
    }
  }

  /** Waits until a service's health check ends well, for as long as Compose would. */
  async healthy(instance: string): Promise<void> {
    const name = serviceOf(instance);
    await until(
      `${instance} is healthy; it said last:\n${this.#running.get(instance)?.process.lastWords}`,
      () => this.isHealthy(instance),
      patienceMs(service(name)),
    );
  }

  async allHealthy(): Promise<void> {
    for (const instance of this.#running.keys()) await this.healthy(instance);
  }

  isHealthy(instance: string): boolean {
    const check = healthCheckOf(serviceOf(instance), instance, this.#setup);
    const [program = '', ...args] = check.argv;
    return spawnSync(program, args, { env: check.env, timeout: 5_000 }).status === 0;
  }

  /** Tried again where it fails, as `restart: on-failure` says. */
  async #runJob(name: string): Promise<void> {
    const { argv, env, cwd } = commandOf(name, name, this.#setup);
    for (let left = 3; ; left--) {
      try {
        writeFileSync(this.logOf(name), await run(onLeash({ argv }), { env, cwd }), { flag: 'a' });
        return;
      } catch (error) {
        if (left === 0) throw error;
      }
    }
  }

  /** What the image does with an empty volume. */
  async #prepareDatabase(): Promise<void> {
    const { data, env, parts } = this.#setup;
    if (existsSync(join(data, 'PG_VERSION'))) return;
    mkdirSync(data, { mode: 0o700, recursive: true });
    if (isRoot()) chownSync(data, nobody, nobody);
    const password = join(this.#folder, 'password');
    writeFileSync(password, env['POSTGRES_PASSWORD'] ?? '', { mode: 0o600 });
    const own = environmentHere('postgresql', 'postgresql', this.#setup);
    const argv = [
      join(parts.postgresql, 'bin/initdb'),
      `--pgdata=${data}`,
      `--username=${own['POSTGRES_USER']}`,
      `--pwfile=${password}`,
      '--auth-host=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C.UTF-8',
    ];
    await run(onLeash({ argv, isUnprivileged: true }), { env: own, cwd: this.#folder });
    rmSync(password);
  }

  instancesOf(name: string): string[] {
    return [...this.#running.keys()].filter((one) => one === name || one.startsWith(`${name}-`));
  }

  processOf(instance: string): NativeProcess {
    const running = this.#running.get(instance);
    if (!running) throw new Error(`${instance} was never started`);
    return running.process;
  }

  logOf(instance: string): string {
    return join(this.#folder, 'logs', `${instance}.log`);
  }

  /** As a machine that fails: it is gone at once, and comes again after a while. */
  async killed(instance: string, awayMs: number, meanwhile?: () => Promise<void>): Promise<void> {
    const running = this.#running.get(instance);
    if (!running) throw new Error(`${instance} was never started`);
    running.isWanted = false;
    await running.process.kill();
    const startedMs = Date.now();
    await meanwhile?.();
    const leftMs = awayMs - (Date.now() - startedMs);
    if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, leftMs));
    this.#spawn(serviceOf(instance), instance);
  }

  /** The whole machine fails; nothing comes again by itself. */
  async crash(): Promise<void> {
    const all = [...this.#running.values()];
    this.#running.clear();
    for (const one of all) one.isWanted = false;
    await Promise.all(all.map(({ process }) => process.kill()));
  }

  /** @throws where one had to be killed, as its grace was over. */
  async stop(names: string[]): Promise<void> {
    for (const name of startOrder().toReversed()) {
      if (!names.includes(name)) continue;
      await Promise.all(this.instancesOf(name).map((instance) => this.#stopOne(instance)));
    }
  }

  async #stopOne(instance: string): Promise<void> {
    const running = this.#running.get(instance);
    if (!running) return;
    running.isWanted = false;
    this.#running.delete(instance);
    if (!(await running.process.stop())) {
      throw new Error(`${instance} did not end within its stop_grace_period`);
    }
  }

  down(): Promise<void> {
    return this.stop(startOrder());
  }

  /** As `docker volume rm`. */
  removeVolume(): void {
    if (this.#running.has('postgresql')) throw new Error('the volume is in use');
    rmSync(this.#setup.data, { recursive: true, force: true });
  }

  /** What runs where `docker compose exec` is asked for it. */
  inContainer(name: string): Record<string, string> {
    return environmentHere(name, name, this.#setup);
  }

  /** Everything at once: nothing of it is needed any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.crash();
  }
}
