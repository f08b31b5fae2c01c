import { Hono } from 'hono';
import { proxy } from 'hono/proxy';
import { ownCallersOnly } from './own-callers.js';
import { listen, type StandInServer } from './standin/listen.js';

/**
 * Opens Temporal Web UI, which shows everything and lets everybody stop runs, to this machine and its own pages
 * alone. It listens itself on a port that nobody knows, `innerPort`.
 */
export function openTemporalUi(port: number, innerPort: number): Promise<StandInServer> {
  const app = new Hono().all('*', (c) => {
    const { pathname, search } = new URL(c.req.url);
    const at = `http://127.0.0.1:${innerPort}${pathname}${search}`;
    // What a browser gives up is read to its end: to stop it would be told as an error.
    return proxy(at, { raw: c.req.raw, redirect: 'manual', signal: null });
  });
  return listen(ownCallersOnly(app), port);
}
