import { type Context, type ErrorHandler, Hono } from 'hono';
import { requestId } from 'hono/request-id';
import { routePath } from 'hono/route';
import { secureHeaders } from 'hono/secure-headers';
import type { Logger } from 'pino';
import { VendorFault } from '../domain/errors.js';
import { partCountOf } from '../runs/names.js';
import type { ApiDeps } from './deps.js';
import { docs } from './description/docs.js';
import { health } from './health.js';
import { pathWithIdsEncoded } from './http/ids-in-paths.js';
import { refuseOtherMethods } from './http/methods.js';
import { answerProblem, Problem, toProblem } from './http/problem.js';
import { operators } from './operators/operators.js';
import { unsubscribe } from './readers/unsubscribe.js';
import { senders } from './senders/senders.js';
import { senderOfRoute } from './webhook-senders.js';
import { webhooks } from './website/webhooks.js';

const policyHeader = 'Content-Security-Policy';
const nothingAllowed = "default-src 'none'; frame-ancestors 'none'";

/**
 * The API. What else is served at its address is mounted by `mountBeside`, and is logged, and answered
 * where it fails, as the API's own routes are.
 */
export function createApp(deps: ApiDeps, mountBeside: (app: Hono) => unknown = () => {}): Hono {
  const { log } = deps;
  const app = new Hono({ getPath: pathWithIdsEncoded(partCountOf) });

  if (deps.traced) app.use(deps.traced);
  app.use(
    requestId({ limitLength: 64 }),
    secureHeaders({ referrerPolicy: 'no-referrer', xFrameOptions: 'DENY' }),
  );
  app.use(async (c, next) => {
    const startedAt = performance.now();
    await next();
    // Not by `c.header`, which makes the whole answer anew, as a stream.
    const { headers } = c.res;
    if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store');
    // Pages have policies of their own; whatever else is opened in a browser loads and does nothing.
    if (!headers.has(policyHeader)) headers.set(policyHeader, nothingAllowed);
    // Patterns, never paths: paths carry keys, tokens and addresses.
    const route = routePath(c, -1);
    const sender = senderOfRoute.get(route);
    if (sender) deps.webhookAnswered?.(sender, c.res.status);
    const ms = Math.round(performance.now() - startedAt);
    log.info({ method: c.req.method, route, status: c.res.status, ms, id: c.get('requestId') });
  });
  app.use(deps.lastHeard.listen(deps.now));
  app.onError(answerErrors(log));
  app.notFound((c) => answerProblem(c, new Problem(404, 'There is nothing at this address.')));

  app.route('/', health(deps));
  app.route('/', webhooks(deps));
  app.route('/', senders(deps));
  app.route('/', unsubscribe(deps));
  app.route('/', operators(deps));
  app.route('/', docs(deps));
  mountBeside(app);

  refuseOtherMethods(app);
  return app;
}

function answerErrors(log: Logger): ErrorHandler {
  return (error, c) => {
    const problem = isBrokenOff(c) ? new Problem(400, 'The request broke off.') : toProblem(error);
    if (problem) {
      if (problem.cause) log.warn({ problem: problem.message, cause: nameOf(problem.cause) });
      return answerProblem(c, problem);
    }
    if (error instanceof VendorFault) {
      log.warn({ problem: 'Notion cannot be asked', cause: error.message });
      const headers = { 'Retry-After': '10' };
      return answerProblem(c, new Problem(503, 'Notion cannot be asked now.', { headers }));
    }
    log.error({ error: nameOf(error), stack: error.stack, id: c.get('requestId') });
    return answerProblem(c, new Problem(500, 'This is our fault. Posting it again is safe.'));
  };
}

/** Whoever asked has gone, or was cut off, before their request was whole: that is no fault of ours. */
function isBrokenOff(c: Context): boolean {
  const { incoming } = (c.env ?? {}) as { incoming?: { readableAborted?: boolean } };
  return incoming?.readableAborted === true;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
