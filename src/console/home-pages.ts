import { Hono } from 'hono';
import { html } from 'hono/html';
import { Problem } from '../api/http/problem.js';
import { readWell } from '../api/operators/incidents.js';
import { requireAddress } from '../api/operators/read-contact.js';
import type { Clock } from './clock.js';
import type { ConsoleDeps, ConsoleEnv } from './deps.js';
import { readForm } from './form.js';
import { renderFormToken } from './layout.js';
import { renderRuns } from './list-view.js';
import {
  type AttentionLists,
  type ListName,
  listAttention,
  listDue,
  listPage,
  lists,
  type NamedRuns,
} from './lists.js';
import { orUntold } from './untold.js';
import { viewsAt } from './web-ui.js';
import { renderWell } from './well-view.js';
import type { Html } from './words.js';

/** The first page: whether all is well, whom to look for, what to mend, what goes out next; and the whole lists. */
export function homePages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const { api, people, show, formToken } = deps;
  const app = new Hono<ConsoleEnv>();
  const lister = { runs: api.runs, people };
  app.get('/', async (c) => {
    const clock = await deps.clock(c);
    const [well, attention, due] = await Promise.all([
      orUntold(readWell(api)),
      orUntold(listAttention(lister)),
      orUntold(listDue(lister, clock.now)),
    ]);
    const body = html`${renderWell(well, clock)}
<p class="links"><a href="/console/well">Part by part</a></p>
${renderSearch(formToken(c))}
${attention ? renderAttention(attention, clock) : renderUntold('Needs attention')}
${due ? renderDue(due, clock) : renderUntold(lists.due.title)}
<section><h2>In Temporal Web UI</h2><p class="links">${viewsAt(clock).map(
      ({ name, query }) =>
        html`<a href="${api.temporalPageUrl(`workflows?query=${encodeURIComponent(query)}`)}">${name}</a>`,
    )}</p></section>
<p class="links"><a href="/console/lists/open">${lists.open.title}</a></p>`;
    return show(c, 'People', body);
  });
  app.get('/lists/:name', async (c) => {
    const name = c.req.param('name');
    if (!isList(name)) throw new Problem(404, 'There is no such list.');
    const clock = await deps.clock(c);
    const { title, query } = lists[name];
    const page = await listPage(lister, query(clock.now), c.req.query('after'));
    const body = html`${renderCount(page)}
${renderRuns(page.runs, 'Nothing is left.', clock)}
${page.next ? html`<p class="links"><a href="/console/lists/${name}?after=${page.next}">More</a></p>` : ''}`;
    return show(c, title, body);
  });
  app.post('/search', async (c) => {
    const email = (await readForm(c))('email');
    try {
      const key = people.remember(requireAddress(email));
      return c.redirect(`/console/contacts/${key}`, 303);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const body = renderSearch(formToken(c), email);
      return show(c, 'People', body, { problem: error.message, status: error.status });
    }
  });
  return app;
}

function isList(name: string): name is ListName {
  return Object.hasOwn(lists, name);
}

function renderSearch(formToken: string, email = ''): Html {
  return html`<form class="search" method="post" action="/console/search" role="search">
  ${renderFormToken(formToken)}
  <label>Find a person by email <input name="email" type="email" value="${email}" required maxlength="200" autocomplete="off" placeholder="sarah@example.com"></label>
  <button class="main">Find</button>
</form>`;
}

function renderUntold(title: string): Html {
  return html`<section><h2>${title}</h2>
  <p class="card bad">Temporal does not answer, so nobody can tell.</p></section>`;
}

function renderAttention({ waiting, lost, hasMore }: AttentionLists, clock: Clock): Html {
  const rest =
    lost.length === 0
      ? ''
      : html`<section>
  <h2>Did not go through <span class="count">${lost.length}</span></h2>
  ${renderRuns(lost, '', clock)}</section>`;
  return html`<section><h2>Waits for you <span class="count">${waiting.length}</span></h2>
  ${renderRuns(waiting, 'Nothing waits for you.', clock)}</section>
${rest}
${hasMore ? html`<p class="links"><a href="/console/lists/attention">All that need attention</a></p>` : ''}`;
}

function renderDue(page: NamedRuns, clock: Clock): Html {
  return html`<section>
  <h2>${lists.due.title} <span class="count">${page.total}</span></h2>
  ${renderRuns(page.runs, 'No email is due.', clock)}
  ${page.next ? html`${renderCount(page)}<p class="links"><a href="/console/lists/due">All that are due</a></p>` : ''}
</section>`;
}

function renderCount({ runs, total }: NamedRuns): Html {
  return html`<p class="hint">${runs.length} of ${total} are shown.</p>`;
}
