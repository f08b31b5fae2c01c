import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { StandInClock } from './clock.js';
import { endBadly, isUnanswered } from './endings.js';
import type { StandInEnv } from './env.js';
import type { FaultPlan } from './fault-plan.js';
import type { Fault } from './faults.js';
import type { RequestLog } from './request-log.js';

/** The vendor's body for an error status that a fault asks for. */
export type ErrorBody = (
  status: number,
  fault: Fault,
  executed: Record<string, unknown> | undefined,
) => unknown;

/** Notes every request when it comes, and its status when it is answered. */
export function logRequests(
  log: RequestLog,
  clock: StandInClock,
  hiddenKeys: readonly string[],
): MiddlewareHandler<StandInEnv> {
  const shown = (key: string | null) =>
    key !== null && hiddenKeys.includes(key) ? 'a-key-that-was-set' : key;
  return async (c, next) => {
    const at = await clock.now();
    const body = await c.req.text();
    const idempotencyKey = c.req.header('idempotency-key');
    c.set('at', at);
    c.set('entry', {
      at: at.toISOString(),
      method: c.req.method,
      path: c.req.path,
      key: shown(bearerKey(c.req.header('authorization'))),
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      bodyHash: createHash('sha256').update(body).digest('hex'),
      status: null,
    });
    log.add(c.var.entry);
    await next();
    if (!isUnanswered(c.res)) c.var.entry.status = c.res.status;
  };
}

/** A request with its JSON body and, if it was carried out, the vendor's answer. */
export interface Exchange {
  method: string;
  path: string;
  query: Record<string, string[]>;
  /** Undefined when there is none, or no JSON. */
  body: unknown;
  /** Undefined unless the vendor carried the request out. */
  answer: unknown;
}

/** Told of every exchange once it is over. */
export type Observer = (exchange: Exchange) => void;

/** Tells an observer of every exchange, faults included. It stands around the faults. */
export function tell(observer: Observer): MiddlewareHandler<StandInEnv> {
  return async (c, next) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    await next();
    const { method, path } = c.req;
    observer({ method, path, query: c.req.queries(), body, answer: c.var.answer });
  };
}

/** Keeps what the vendor answers for the observer. It stands within the faults. */
export const keepAnswer: MiddlewareHandler<StandInEnv> = async (c, next) => {
  await next();
  if (c.res.ok) c.set('answer', await c.res.clone().json());
};

/** Lets the plan's faults hit the requests that they choose. */
export function injectFaults(plan: FaultPlan, errorBody: ErrorBody): MiddlewareHandler<StandInEnv> {
  return async (c, next) => {
    const { method, url } = c.req;
    const { pathname, search } = new URL(url);
    const body = await c.req.text();
    const fault = plan.hit({ method, path: pathname + search, key: c.var.entry.key, body });
    if (!fault) return next();

    c.set('fault', fault);
    c.var.entry.fault = fault.kind;
    const { ending, isExecuted } = plan.kindOf(fault);
    if (!ending) return next();
    if (!isExecuted) {
      return endBadly(c, ending(fault), {
        fault,
        errorBody: (status) => errorBody(status, fault, undefined),
      });
    }

    await next();
    if (fault.kind === 'after' && !c.res.ok) {
      plan.forgive(fault);
      delete c.var.entry.fault;
      return;
    }
    const executed = c.res;
    const done = (await executed.clone().json()) as Record<string, unknown>;
    const answer = await endBadly(c, ending(fault), {
      fault,
      executed,
      errorBody: (status) => errorBody(status, fault, done),
    });
    // Hono would merge the headers of the answer that is taken back.
    c.res = undefined;
    c.res = answer;
  };
}

function bearerKey(authorization: string | undefined): string | null {
  return /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1] ?? null;
}
