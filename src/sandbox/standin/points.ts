import type { MiddlewareHandler } from 'hono';
import type { StandInEnv } from './env.js';
import type { LoggedRequest } from './request-log.js';

/** Where a request stands: it has come; it is carried out, and not answered; its answer has left. */
export type Point = 'received' | 'done' | 'answered';

export type AtPoint = (point: Point, request: Readonly<LoggedRequest>) => Promise<void> | undefined;

/** Holds each request at its points for as long as whoever watches wants. It stands around the faults. */
export function pauseAt(atPoint: AtPoint): MiddlewareHandler<StandInEnv> {
  return async (c, next) => {
    const { entry } = c.var;
    await atPoint('received', entry);
    c.env.outgoing.once('finish', () => void atPoint('answered', entry));
    await next();
    await atPoint('done', entry);
  };
}
