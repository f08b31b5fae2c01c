import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Clock } from './clock.js';
import type { ConsoleDeps, ConsoleEnv } from './deps.js';
import { readPerson } from './read-person.js';
import { runPath } from './run-view.js';
import { type Moment, momentsOf } from './timeline.js';
import { type Html, renderTime, sayReason } from './words.js';

/** A person's whole time on one page: what happened and what is to come, of all their runs. */
export function timelinePages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const { api, show } = deps;
  const app = new Hono<ConsoleEnv>();
  app.get('/contacts/:key/timeline', async (c) => {
    const key = c.req.param('key');
    const [{ name, found }, workflows] = await Promise.all([
      readPerson(deps, key),
      api.runs.workflowsOf(key),
    ]);
    const moments = momentsOf(found.runs, workflows);
    const body = html`<p class="links"><a href="/console/contacts/${key}">This person</a></p>
${found.warnings.map((text) => html`<p class="said problem">${text}</p>`)}
${renderMoments(moments, await deps.clock(c))}
<p class="hint">Whether an email was opened is not tracked. What is forgotten by Temporal is not shown.</p>`;
    return show(c, `${name}: timeline`, body);
  });
  return app;
}

/** Past first, then now, then what is planned. */
function renderMoments(moments: readonly Moment[], clock: Clock): Html {
  if (moments.length === 0) return html`<p class="card empty">Temporal remembers nothing.</p>`;
  const isToCome = ({ at, isPlanned }: Moment) => isPlanned || Date.parse(at) > clock.now.getTime();
  const past = moments.filter((moment) => !isToCome(moment));
  const toCome = moments.filter(isToCome);
  return html`<section><h2>Until now <span class="count">${past.length}</span></h2>${renderList(past, clock)}</section>
<section><h2>To come <span class="count">${toCome.length}</span></h2>${renderList(toCome, clock)}</section>`;
}

function renderList(moments: readonly Moment[], clock: Clock): Html {
  if (moments.length === 0) return html`<p class="card empty">Nothing.</p>`;
  return html`<ol class="card rows">${moments.map(
    ({ at, what, runId, by, more }) => html`<li>
  ${renderTime(at, clock)}
  <p>${runId ? html`<a href="${runPath(runId)}">${what}</a>` : html`<span class="what">${what}</span>`}${by ? html` <span class="faint">by ${by}</span>` : ''}</p>
  ${more ? html`<p>${sayReason(more)}</p>` : ''}
</li>`,
  )}</ol>`;
}
