import { type ErrorHandler, Hono } from 'hono';
import { ownCallersOnly } from '../own-callers.js';
import { StandInClock, type TimeSource } from './clock.js';
import { type Control, controlRoutes } from './control.js';
import type { StandInEnv } from './env.js';
import { FaultPlan } from './fault-plan.js';
import type { FaultKinds } from './faults.js';
import { listen, type StandInServer } from './listen.js';
import {
  type ErrorBody,
  injectFaults,
  keepAnswer,
  logRequests,
  type Observer,
  tell,
} from './middleware.js';
import { type AtPoint, pauseAt } from './points.js';
import { RequestLog } from './request-log.js';
import type { Store } from './store.js';

/** A vendor of our own making, for tests and the sandbox. */
export interface StandIn<Seed, LedgerEntry> extends Control<Seed, LedgerEntry> {
  app: Hono<StandInEnv>;
  /** Serves it on 127.0.0.1, for its own machine; port 0 picks a free one. */
  listen(port: number): Promise<StandInServer>;
  /** Ends its servers and lets go of the file. */
  close(): void;
}

/** What makes a stand-in this vendor's. */
export interface Vendor<Seed, LedgerEntry> {
  store: Store;
  /** Its API, from authorization on. */
  api: Hono<StandInEnv>;
  /** Goes around faults too: what a vendor knows of a request that it leaves hanging. */
  around?: Hono<StandInEnv>;
  /** Control routes that only this vendor has. */
  control?: Hono;
  basePath?: string;
  faultKinds: FaultKinds;
  errorBody: ErrorBody;
  onError: ErrorHandler<StandInEnv>;
  isEmpty(): boolean;
  seed(seed: Seed, at: Date): void;
  ledger(): LedgerEntry[];
  /** Forgets what it holds in memory. */
  clear(): void;
  /** What it does by itself, beside answering. */
  background?: { start(core: Core): void; stop(): void };
}

/** What a vendor's own doings go by: the clock and the faults of its stand-in. */
export interface Core {
  now(): Promise<Date>;
  plan: FaultPlan;
}

/** What stand-ins of every vendor can be given for tests that look closely. */
export interface Watched {
  /** Told where each request stands; while it waits, so does the request. */
  atPoint?: AtPoint | undefined;
  /** What decides by chance whether a fault hits, so that it can be repeated. */
  random?: (() => number) | undefined;
}

interface Options<Seed> extends Watched {
  seed?: Seed | undefined;
  now?: TimeSource | undefined;
  observer?: Observer | undefined;
  /** Somebody's real keys: they open the door, and stand in no log or ledger. */
  hiddenKeys?: readonly string[] | undefined;
}

/** Puts clock, log, faults and control around a vendor's API. */
export function assembleStandIn<Seed, LedgerEntry>(
  vendor: Vendor<Seed, LedgerEntry>,
  options: Options<Seed>,
): StandIn<Seed, LedgerEntry> {
  const parts: Parts = {
    clock: new StandInClock(options.now),
    plan: new FaultPlan(vendor.faultKinds, vendor.basePath, options.random),
    log: new RequestLog(),
  };
  const applySeed = async () => {
    if (options.seed === undefined || !vendor.isEmpty()) return;
    vendor.seed(options.seed, await parts.clock.now());
  };
  let seeding: Promise<void> | undefined;
  const seeded = () => (seeding ??= applySeed());
  vendor.background?.start({ now: () => parts.clock.now(), plan: parts.plan });

  const control = createControl(vendor, parts, { seeded, applySeed });
  const { observer, atPoint, hiddenKeys = [] } = options;
  const app = createRoutes(vendor, parts, { control, seeded, observer, atPoint, hiddenKeys });
  const servers: StandInServer[] = [];
  return {
    ...control,
    app,
    async listen(port) {
      await seeded();
      const server = await listen(ownCallersOnly(app), port);
      servers.push(server);
      return server;
    },
    close() {
      vendor.background?.stop();
      for (const server of servers) void server.close();
      vendor.store.close();
    },
  };
}

interface Parts {
  clock: StandInClock;
  plan: FaultPlan;
  log: RequestLog;
}

/** `seeded`: once the seed is in. `applySeed`: puts it in, if nothing is there. */
interface Seeding {
  seeded: () => Promise<void>;
  applySeed: () => Promise<void>;
}

function createControl<Seed, LedgerEntry>(
  vendor: Vendor<Seed, LedgerEntry>,
  { clock, plan, log }: Parts,
  { seeded, applySeed }: Seeding,
): Control<Seed, LedgerEntry> {
  return {
    setFaults: (faults) => plan.replace(faults),
    faults: () => plan.list(),
    setClock: (setting) => clock.set(setting),
    log: () => log.entries(),
    ledger: () => vendor.ledger(),
    async seed(more) {
      await seeded();
      vendor.seed(more, await clock.now());
    },
    async reset() {
      await seeded();
      vendor.store.wipe();
      vendor.clear();
      plan.replace([]);
      log.clear();
      clock.reset();
      await applySeed();
    },
  };
}

interface Around<Seed, LedgerEntry> extends Pick<Seeding, 'seeded'> {
  control: Control<Seed, LedgerEntry>;
  observer: Observer | undefined;
  atPoint: AtPoint | undefined;
  hiddenKeys: readonly string[];
}

/** From the outside in: control, log, observer, faults, and the vendor's own API. */
function createRoutes<Seed, LedgerEntry>(
  vendor: Vendor<Seed, LedgerEntry>,
  { clock, plan, log }: Parts,
  { control, seeded, observer, atPoint, hiddenKeys }: Around<Seed, LedgerEntry>,
): Hono<StandInEnv> {
  const app = new Hono<StandInEnv>();
  app.onError(vendor.onError);
  app.route('/_control', controlRoutes(control, vendor.control));
  app.use(async (_c, next) => {
    await seeded();
    return next();
  });
  app.use(logRequests(log, clock, hiddenKeys));
  if (vendor.around) app.route('/', vendor.around);
  if (atPoint) app.use(pauseAt(atPoint));
  if (observer) app.use(tell(observer));
  app.use(injectFaults(plan, vendor.errorBody));
  if (observer) app.use(keepAnswer);
  app.route('/', vendor.api);
  return app;
}
