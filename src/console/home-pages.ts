import { Hono } from 'hono';
import { html } from 'hono/html';
import { Problem } from '../api/http/problem.js';
import { readWell } from '../api/operators/incidents.js';
import { requireAddress } from '../api/operators/read-contact.js';
import { TemporalAway } from '../domain/errors.js';
import type { ConsoleDeps, ConsoleEnv } from './deps.js';
import { readForm } from './form.js';
import { renderFormToken } from './layout.js';
import { listAttention, listDue, type NamedRun, type NamedRuns } from './lists.js';
import { runPath } from './run-view.js';
import { renderWell } from './well-view.js';
import { type Html, renderTime } from './words.js';

/** The first page: whether all is well, whom to look for, what to mend, what goes out next. */
export function homePages({ api, people, show, formToken }: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get('/', async (c) => {
    const now = await api.now();
    const [well, attention, due] = await Promise.all([
      orUntold(readWell(api)),
      orUntold(listAttention(api.runs, people)),
      orUntold(listDue(api.runs, people, now)),
    ]);
    const body = html`${renderWell(well, now)}
${renderSearch(formToken(c))}
${renderList('Needs attention', attention, 'Nothing waits for you.', (run) => renderAsking(run))}
${renderList('Due in the next 24 hours', due, 'No email is due.', (run) => renderNext(run, now))}`;
    return show(c, 'People', body);
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

/** What cannot be listed is said, and the rest is shown all the same. */
async function orUntold<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof TemporalAway) return undefined;
    throw error;
  }
}

function renderSearch(formToken: string, email = ''): Html {
  return html`<form class="search" method="post" action="/console/search" role="search">
  ${renderFormToken(formToken)}
  <label>Find a person by email <input name="email" type="email" value="${email}" required maxlength="200" autocomplete="off" placeholder="sarah@example.com"></label>
  <button class="main">Find</button>
</form>`;
}

function renderList(
  title: string,
  list: NamedRuns | undefined,
  otherwise: string,
  tell: (run: NamedRun) => Html,
): Html {
  if (!list) {
    return html`<section><h2>${title}</h2>
  <p class="card bad">Temporal does not answer, so nobody can tell.</p></section>`;
  }
  const { runs, total } = list;
  return html`<section>
  <h2>${title} <span class="count">${total}</span></h2>
  ${runs.length === 0 ? html`<p class="card empty">${otherwise}</p>` : ''}
  <ul class="card rows">${runs.map(
    (run) => html`<li>
    <a href="${runPath(run.id)}">${run.person}</a>
    <span class="chip">${run.id.split('/')[0]}</span>
    <p>${tell(run)}</p>
  </li>`,
  )}</ul>
  ${total > runs.length ? html`<p class="hint">${runs.length} of ${total} are shown.</p>` : ''}
</section>`;
}

function renderAsking({ timeline, isTold, isBroken }: NamedRun): Html {
  if (isBroken)
    return html`<strong class="bad">The run itself failed.</strong> Temporal tells why.`;
  if (!isTold) return html`No worker can tell why.`;
  const ended = timeline.outcome ? ` The run has ended: ${timeline.outcome}.` : '';
  return html`<strong class="bad">${timeline.needsAttention}</strong>${ended}`;
}

function renderNext({ timeline, isTold, nextSendAt }: NamedRun, now: Date): Html {
  const next = isTold ? timeline.emails.find(({ state }) => state === 'scheduled') : undefined;
  const at = next?.dueAt ?? nextSendAt;
  return html`${next ? html`#${next.number} ${next.template},` : 'An email'} due ${at ? renderTime(at, now) : ''}`;
}
