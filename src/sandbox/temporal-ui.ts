import { Hono } from 'hono';
import { proxy } from 'hono/proxy';
import { ownCallersOnly } from './own-callers.js';
import { listen, type StandInServer } from './standin/listen.js';

/** Where its pages have payloads opened: at their own address, so that nobody has to set anything. */
export const codecPath = '/codec';

/**
 * Opens Temporal Web UI, which shows everything and lets everybody stop runs, to this machine and its own pages
 * alone. It listens itself on a port that nobody knows, `innerPort`. What is sealed it sees by the API, as whoever
 * has `adminToken`.
 */
export function openTemporalUi(
  port: number,
  innerPort: number,
  { api, adminToken }: { api: string; adminToken: string },
): Promise<StandInServer> {
  const app = new Hono()
    .post(`${codecPath}/*`, (c) =>
      proxy(`${api}${c.req.path}`, {
        method: 'POST',
        body: c.req.raw.body,
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${adminToken}` },
      }),
    )
    .all('*', (c) => {
      const { pathname, search } = new URL(c.req.url);
      const at = `http://127.0.0.1:${innerPort}${pathname}${search}`;
      // What a browser gives up is read to its end: to stop it would be told as an error.
      return proxy(at, { raw: c.req.raw, redirect: 'manual', signal: null });
    });
  return listen(ownCallersOnly(app), port);
}
