import type { Client } from '@temporalio/client';
import { Hono } from 'hono';
import { requestId } from 'hono/request-id';
import { routePath } from 'hono/route';
import { secureHeaders } from 'hono/secure-headers';
import type { Logger } from 'pino';
import type { EventName } from '../campaign/events.js';
import { operatorConsole } from '../console/console.js';
import { VendorFault } from '../domain/errors.js';
import type { StopRequest } from '../domain/run/stop.js';
import { docs } from './description/docs.js';
import { answerProblem, Problem } from './http/problem.js';
import type { RateLimit } from './http/rate-limit.js';
import { contactControls } from './operators/contact-controls.js';
import { operators } from './operators/operators.js';
import { steering } from './operators/steering.js';
import { sendingSwitch } from './operators/switch.js';
import { unsubscribe } from './readers/unsubscribe.js';
import { senders } from './senders/senders.js';
import type { SvixHeaders } from './senders/signatures.js';
import { webhooks } from './website/webhooks.js';

/** What the API works with, handed in. */
export interface ApiDeps {
  client: Client;
  /** Of events that have keys of their own, by name; the others take the general ones. */
  webhookKeys: { general: string[]; byEvent: { [Name in EventName]?: string[] } };
  /** What calendars sign with; all are accepted, and none means that nobody is. */
  senderSecrets: { calcom: string[]; calendly: string[] };
  /** Whether Resend has signed a body within the last five minutes. */
  isFromResend: (body: string, headers: SvixHeaders) => boolean;
  contactKeySecret: string;
  /** All are accepted. */
  unsubscribeSecrets: string[];
  isTesting: boolean;
  version: string;
  /** What must work before we take events, by name; a check that rejects says what is missing. */
  readiness: Record<string, () => Promise<unknown>>;
  /** Tells a stop to the open runs that it ends; gives their ids. */
  stopRuns: (asked: { request: StopRequest }) => Promise<string[]>;
  /** ISO instant since when sending is switched off; undefined while it is on. */
  sendingOffAt: () => Promise<string | undefined>;
  rateLimit: RateLimit;
  /** For operators' routes. */
  adminToken: string;
  /** The contact of this address as Notion has it, with its page. */
  findContact: (email: string) => Promise<FoundContact | undefined>;
  /** What the tracker says of deliveries: of one run, or of all of an address; by the rows' keys. */
  findDeliveries: (of: { runId: string } | { email: string }) => Promise<Map<string, string>>;
  /** The address of the contact of this key, where Notion has it. */
  findAddress: (contactKey: string) => Promise<string | undefined>;
  /** A run in Temporal Web UI. */
  temporalRunUrl: (workflowId: string) => string;
  /** A contact's workflows in Temporal Web UI. */
  temporalContactUrl: (contactKey: string) => string;
  log: Logger;
  now: () => Date | Promise<Date>;
}

export interface FoundContact {
  fields: Record<string, string | null>;
  url: string;
}

export function createApp(deps: ApiDeps): Hono {
  const { log, version, isTesting, readiness } = deps;
  const app = new Hono();

  app.use(requestId({ limitLength: 64 }), secureHeaders({ referrerPolicy: 'no-referrer' }));
  app.use(async (c, next) => {
    const startedAt = performance.now();
    await next();
    c.header('Cache-Control', 'no-store');
    // Patterns, never paths: paths carry keys, tokens and addresses.
    const route = routePath(c, -1);
    const ms = Math.round(performance.now() - startedAt);
    log.info({ method: c.req.method, route, status: c.res.status, ms, id: c.get('requestId') });
  });
  app.onError((error, c) => {
    if (error instanceof Problem) {
      if (error.cause) log.warn({ problem: error.message, cause: nameOf(error.cause) });
      return answerProblem(c, error);
    }
    if (error instanceof VendorFault) {
      log.warn({ problem: 'Notion cannot be asked', cause: error.message });
      const headers = { 'Retry-After': '10' };
      return answerProblem(c, new Problem(503, 'Notion cannot be asked now.', { headers }));
    }
    log.error({ error: nameOf(error), stack: error.stack, id: c.get('requestId') });
    return answerProblem(c, new Problem(500, 'This is our fault. Posting it again is safe.'));
  });
  app.notFound((c) => answerProblem(c, new Problem(404, 'There is nothing at this address.')));

  app.get('/health', (c) => c.json({ status: 'ok', version, testing: isTesting }));
  app.get('/ready', async (c) => {
    const missing = await failing(readiness);
    return missing.length === 0
      ? c.json({ status: 'ready', sending: (await deps.sendingOffAt()) === undefined })
      : answerProblem(c, new Problem(503, `Not ready: ${missing.join('; ')}.`));
  });
  app.route('/', webhooks(deps));
  app.route('/', senders(deps));
  app.route('/', unsubscribe(deps));
  app.route('/', operators(deps));
  app.route('/', steering(deps));
  app.route('/', contactControls(deps));
  app.route('/', sendingSwitch(deps));
  app.route('/', docs(version));
  app.route('/console', operatorConsole(deps));

  refuseOtherMethods(app);
  return app;
}

async function failing(checks: ApiDeps['readiness']): Promise<string[]> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      try {
        await check();
        return [];
      } catch (error) {
        return [`${name} (${error instanceof Error ? error.message : 'failed'})`];
      }
    }),
  );
  return results.flat();
}

/** Known addresses answer 405 to other methods, and say which they take. */
function refuseOtherMethods(app: Hono): void {
  const methods = new Map<string, Set<string>>();
  for (const { path, method } of app.routes) {
    if (method !== 'ALL') methods.set(path, (methods.get(path) ?? new Set()).add(method));
  }
  for (const [path, allowed] of methods) {
    if (allowed.has('GET')) allowed.add('HEAD');
    const allow = [...allowed].join(', ');
    app.all(path, (c) =>
      answerProblem(c, new Problem(405, `Expected ${allow}.`, { headers: { Allow: allow } })),
    );
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
