import { Hono } from 'hono';
import { html } from 'hono/html';
import { LRUCache } from 'lru-cache';
import { Problem, toProblem } from '../api/http/problem.js';
import { requireAddress } from '../api/operators/read-contact.js';
import {
  type PreviewReply,
  previewTemplate,
  readTemplates,
} from '../api/operators/read-templates.js';
import { DAY, MINUTE, SECOND } from '../domain/duration.js';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from './deps.js';
import { readForm } from './form.js';
import { renderFormToken, type Said } from './layout.js';
import { listPage } from './lists.js';
import { inScheme } from './mail-frame.js';
import {
  type DueNext,
  renderFindings,
  renderPreview,
  renderTemplates,
  templatePath,
} from './template-view.js';
import { type Html, sayProblem } from './words.js';

/** Whoever is due within this time is looked through for who is next. */
const dueWithinMs = 30 * DAY;
const mostDue = 200;

/** Copy: what is to be said of it, and each email as its readers have it. */
export function templatePages({ api, people, show, formToken }: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  // The frames of a page show what it was made with, and ask Notion for nothing more.
  const previews = new LRUCache<string, PreviewReply>({ max: 30, ttl: MINUTE });

  const dueNext = async (now: Date): Promise<DueNext> => {
    const query = {
      dueBefore: new Date(now.getTime() + dueWithinMs),
      most: mostDue,
      withinMs: 4 * SECOND,
    };
    const page = await listPage({ runs: api.runs, people }, query).catch(() => undefined);
    const next = new Map<string, NonNullable<typeof page>['runs'][number]>();
    for (const run of page?.runs ?? []) {
      const template = run.next?.template;
      if (template !== undefined && !next.has(template)) next.set(template, run);
    }
    return next;
  };

  const readPreview = async (name: string, key: string): Promise<PreviewReply> => {
    const contact = key ? await people.addressOf(key) : undefined;
    if (key && contact === undefined) {
      throw new Problem(
        404,
        'Nobody can tell whose this is any more; search for their email again.',
      );
    }
    const preview = await previewTemplate(api, name, contact);
    previews.set(`${key} ${name}`, preview);
    return preview;
  };

  const showTemplate = async (
    c: ConsoleContext,
    name: string,
    said: Said & { status?: Problem['status']; typed?: string } = {},
  ): Promise<Response> => {
    const key = c.req.query('contact') ?? '';
    const now = await api.now();
    const [{ templates }, due, preview] = await Promise.all([
      readTemplates(api),
      dueNext(now),
      readPreview(name, key).catch(orProblem),
    ]);
    const report = templates.find((one) => one.name === name);
    if (!report) throw new Problem(404, 'There is no template of this name.');
    const mailUrl = `${templatePath(name)}/mail?contact=${key}&`;
    const body = html`<p class="links"><a href="/console/templates">All templates</a></p>
${renderFindings(report, due.get(name), now)}
<section><h2>As its reader has it</h2>
${renderWhom(formToken(c), name, said.typed ?? '')}
${
  preview instanceof Problem
    ? html`<p class="card bad">${sayProblem(preview)}</p>`
    : html`<p class="hint">${preview.contact ? `For ${preview.contact}, as Notion has them; what the event tells is the campaign's example.` : "For the person of the campaign's example."}</p>${renderPreview(preview, mailUrl)}`
}</section>`;
    return show(c, name, body, said);
  };

  app.get('/templates', async (c) => {
    const now = await api.now();
    const [{ templates }, due] = await Promise.all([readTemplates(api), dueNext(now)]);
    return show(c, 'Templates', renderTemplates(templates, due, now));
  });
  app.get('/templates/:name', (c) => showTemplate(c, c.req.param('name')));
  app.post('/templates/:name', async (c) => {
    const name = c.req.param('name');
    const typed = (await readForm(c))('email');
    try {
      const key = typed ? people.remember(requireAddress(typed)) : '';
      return c.redirect(`${templatePath(name)}${key ? `?contact=${key}` : ''}`, 303);
    } catch (error) {
      const problem = toProblem(error);
      if (!problem) throw error;
      return showTemplate(c, name, { problem: sayProblem(problem), status: problem.status, typed });
    }
  });
  app.get('/templates/:name/mail', async (c) => {
    const name = c.req.param('name');
    const key = c.req.query('contact') ?? '';
    const preview = previews.get(`${key} ${name}`) ?? (await readPreview(name, key));
    return c.html(inScheme(preview.html, c.req.query('scheme') === 'dark' ? 'dark' : 'light'));
  });
  return app;
}

/** Why there is no preview; the rest of the page shows all the same. @throws what nobody meant to throw. */
function orProblem(error: unknown): Problem {
  const problem = toProblem(error);
  if (!problem) throw error;
  return problem;
}

function renderWhom(formToken: string, name: string, typed: string): Html {
  return html`<form class="search" method="post" action="${templatePath(name)}">
  ${renderFormToken(formToken)}
  <label>For a contact, by email <input name="email" type="email" value="${typed}" maxlength="200" autocomplete="off" placeholder="sarah@example.com"></label>
  <button class="main">Show</button>
</form>`;
}
