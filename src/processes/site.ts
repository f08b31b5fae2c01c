import type { Context, Hono } from 'hono';
import { createApp } from '../api/app.js';
import type { ApiDeps } from '../api/deps.js';
import { operatorConsole } from '../console/console.js';
import { createSessions } from '../console/session.js';

/** All that one address serves: the API, and beside it the operators' pages. */
export function createSite(deps: ApiDeps): Hono {
  const sessions = createSessions(deps);
  const isLoggedIn = async (c: Context) => (await sessions.read(c, await deps.now())) !== undefined;
  return createApp({ ...deps, isLoggedIn }, (app) =>
    app.route('/console', operatorConsole(deps, sessions)),
  );
}
