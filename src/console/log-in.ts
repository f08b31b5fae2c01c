import { Hono } from 'hono';
import { html } from 'hono/html';
import type { ApiDeps } from '../api/deps.js';
import { isOneOf } from '../api/http/auth.js';
import { Problem } from '../api/http/problem.js';
import { judge } from '../api/operators/asked.js';
import { controlBodies } from '../api/operators/control-bodies.js';
import type { ConsoleDeps, ConsoleEnv } from './deps.js';
import { readForm } from './form.js';
import { isOwnPost, type Sessions } from './session.js';
import { type Html, sayProblem } from './words.js';

/** Where an operator says who they are, with the admin token. */
export function logInPages(
  { adminToken, callers, now, log }: ApiDeps,
  sessions: Sessions,
  show: ConsoleDeps['show'],
): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();

  app.get('/log-in', (c) => {
    const next = ownPath(c.req.query('next') ?? '');
    // A browser that comes from elsewhere keeps the cookie back; from our own page it does not.
    const isFromElsewhere = c.req.header('Sec-Fetch-Site') === 'cross-site';
    return show(c, 'Log in', html`${renderForm(next)}${isFromElsewhere ? renderGoOn(next) : ''}`);
  });
  app.post('/log-in', async (c) => {
    const field = await readForm(c);
    const next = ownPath(field('next'));
    const by = field('by');
    try {
      // First, so that no other site can use an operator's tries up.
      if (!isOwnPost(c)) {
        callers.countStranger(c);
        throw new Problem(403, 'This form is none of ours.');
      }
      if (!isOneOf(field('token'), [adminToken])) {
        callers.countWrongToken(c);
        log.warn({ event: 'a log-in to the console with a wrong token' });
        throw new Problem(401, 'The admin token is wrong.');
      }
      judge(controlBodies.pause, { by });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      for (const [name, value] of Object.entries(error.headers)) c.header(name, value);
      const said = { problem: sayProblem(error), status: error.status };
      return show(c, 'Log in', renderForm(next, by), said);
    }
    await sessions.open(c, by, await now());
    return c.redirect(next, 303);
  });
  return app;
}

/** A page of the console, whatever was asked for. */
function ownPath(path: string): string {
  return /^\/console(\/[\w%.~-]+)*$/.test(path) ? path : '/console';
}

function renderForm(next: string, by = ''): Html {
  return html`<form class="card log-in" method="post" action="/console/log-in">
  <input type="hidden" name="next" value="${next}">
  <label>Your name <input name="by" value="${by}" required maxlength="60" autocomplete="name"></label>
  <p class="hint">It stands in the history beside all that you do.</p>
  <label>Admin token <input name="token" type="password" required autocomplete="current-password"></label>
  <button class="main">Log in</button>
</form>`;
}

function renderGoOn(next: string): Html {
  return html`<p>You are logged in already? <a href="${next}">Go on</a></p>`;
}
