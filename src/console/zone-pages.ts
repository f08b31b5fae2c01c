import { Hono } from 'hono';
import { html } from 'hono/html';
import { Problem } from '../api/http/problem.js';
import { chooseZone, zoneNames, zoneOf } from './clock.js';
import type { ConsoleDeps, ConsoleEnv } from './deps.js';
import { readForm } from './form.js';
import { renderFormToken } from './layout.js';
import { type Html, renderTime, sayProblem } from './words.js';

/** In which time zone an operator reads times. */
export function zonePages({ api, show, formToken, clock }: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get('/zone', async (c) => {
    const said = c.req.query('done') === undefined ? {} : { done: 'Times are told in this zone.' };
    const now = await clock(c);
    const body = html`<p>It is ${renderTime(now.now.toISOString(), now)}.</p>
${renderForm(now.zone, formToken(c))}
<p class="hint">The campaign's zone is ${api.zone}. What you choose is kept in this browser, and changes no email's time.</p>`;
    return show(c, 'Time zone', body, said);
  });
  app.post('/zone', async (c) => {
    const field = await readForm(c);
    try {
      chooseZone(c, field('zone'));
      return c.redirect('/console/zone?done', 303);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const body = renderForm(zoneOf(c, api), formToken(c));
      return show(c, 'Time zone', body, { problem: sayProblem(error), status: error.status });
    }
  });
  return app;
}

function renderForm(zone: string, formToken: string): Html {
  return html`<form class="card control" method="post" action="/console/zone">
  ${renderFormToken(formToken)}
  <label>Times in <select name="zone">${zoneNames().map(
    (name) => html`<option value="${name}"${name === zone ? html` selected` : ''}>${name}</option>`,
  )}</select></label>
  <button class="main">Take this zone</button>
</form>`;
}
