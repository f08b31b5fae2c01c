import type { Hono } from 'hono';
import { createApp } from '../api/app.js';
import type { ApiDeps } from '../api/deps.js';
import { operatorConsole } from '../console/console.js';

/** All that one address serves: the API, and beside it the operators' pages. */
export function createSite(deps: ApiDeps): Hono {
  return createApp(deps, (app) => app.route('/console', operatorConsole(deps)));
}
