import { Hono } from 'hono';
import type { TimeSource } from '../standin/clock.js';
import type { StandInEnv } from '../standin/env.js';
import { commonKinds, type FaultKinds } from '../standin/faults.js';
import type { Observer } from '../standin/middleware.js';
import { RateLimiter } from '../standin/rate-limit.js';
import { assembleStandIn, type StandIn, type Watched } from '../standin/stand-in.js';
import { blockRoutes } from './blocks.js';
import { databaseRoutes, dataSourceRoutes } from './data-sources.js';
import { driftRoutes } from './drift.js';
import { gate } from './gate.js';
import { userObject } from './objects.js';
import { botUser } from './page-values.js';
import { pageRoutes } from './pages.js';
import { faultBody, NotionRefusal, refusalBody } from './refusal.js';
import { searchRoutes } from './search.js';
import { applySeed, type NotionSeed } from './seed.js';
import { type LedgerEntry, NotionState } from './state.js';
import { pathId } from './wire.js';

export type { NotionSeed } from './seed.js';

export interface NotionStandInOptions extends Watched {
  /** Where the state is kept; `:memory:` for nowhere. */
  file: string;
  seed?: NotionSeed;
  /** Per token, or how many that are by now; Notion's 180 when left out. */
  requestsPerMinute?: number | (() => number) | undefined;
  /** How many rows a query can reach; Notion's 10,000 when left out. */
  maxQueryResults?: number;
  now?: TimeSource;
  /** Told of every exchange, faults included. */
  observer?: Observer;
  /** Keys that no log or ledger shows. */
  hiddenKeys?: readonly string[];
}

const creates = ['POST /v1/pages', 'POST /v1/databases', 'PATCH /v1/blocks/:id/children'];
const changes = ['PATCH /v1/pages/:id', 'PATCH /v1/data_sources/:id', 'PATCH /v1/databases/:id'];

const faultKinds: FaultKinds = {
  ...commonKinds,
  after: {
    ...commonKinds.after,
    fields: [...commonKinds.after.fields, 'committedResourceId'],
  },
  conflict: { fields: [], ending: () => 409 },
  blocked: { fields: ['retryAfterSeconds'], ending: () => 429 },
  // The workspace has used up its blocks: what makes none goes on.
  'block-limit': { fields: [], routes: creates, ending: () => 403 },
  // The token may read, and no more.
  'read-only': { fields: [], routes: [...creates, ...changes], ending: () => 403 },
  'query-lag': { fields: ['delayMs'], route: 'POST /v1/data_sources/:id/query' },
};

/** A Notion of our own that the official SDK talks to. */
export function createNotionStandIn(
  options: NotionStandInOptions,
): StandIn<NotionSeed, LedgerEntry> {
  const state = new NotionState(options.file);
  const limiter = createLimiter(options);

  const api = new Hono<StandInEnv>().basePath('/v1');
  api.use(gate(limiter));
  api.use(async (c, next) => {
    await next();
    const { entry, at } = c.var;
    const isWrite = c.req.method !== 'GET' && !/\/(query|search)$/.test(entry.path);
    if (!isWrite || !c.res.ok) return;
    const { id } = (await c.res.clone().json()) as { id?: string };
    const written = id ?? entry.path.split('/')[3] ?? '';
    const { method, path, key } = entry;
    state.note({ at: at.toISOString(), method, path, id: written, key: key ?? '' });
  });
  api.get('/users/me', (c) => c.json(userObject(state, botUser.id)));
  api.get('/users/:id', (c) => c.json(userObject(state, pathId(c, 'user_id'))));
  api.route('/search', searchRoutes(state));
  api.route('/databases', databaseRoutes(state));
  api.route(
    '/data_sources',
    dataSourceRoutes(state, { queryResults: options.maxQueryResults ?? 10_000 }),
  );
  api.route('/pages', pageRoutes(state));
  api.route('/blocks', blockRoutes(state));
  api.all('*', () => {
    throw new NotionRefusal(400, 'invalid_request_url', 'Invalid request URL.');
  });

  return assembleStandIn<NotionSeed, LedgerEntry>(
    {
      store: state.store,
      api,
      control: driftRoutes(state),
      basePath: '/v1',
      faultKinds,
      errorBody: faultBody,
      onError: (error, c) => {
        const refusal =
          error instanceof NotionRefusal
            ? error
            : new NotionRefusal(500, 'internal_server_error', `Stand-in: ${error.message}`);
        return c.json(refusalBody(refusal), refusal.status as 500);
      },
      isEmpty: () => state.isEmpty(),
      seed: (seed, at) => applySeed(state, seed, at),
      ledger: () => state.ledger(),
      clear() {
        state.clear();
        limiter.clear();
      },
    },
    options,
  );
}

function createLimiter({ requestsPerMinute: allowed = 180 }: NotionStandInOptions): RateLimiter {
  return new RateLimiter({
    get requests() {
      return Math.ceil(typeof allowed === 'number' ? allowed : allowed());
    },
    windowSeconds: 60,
  });
}
