import { Hono } from 'hono';
import { html } from 'hono/html';
import { Problem, toProblem } from '../api/http/problem.js';
import { requireAddress } from '../api/operators/read-contact.js';
import { readTemplates } from '../api/operators/read-templates.js';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from './deps.js';
import { readForm } from './form.js';
import type { Said } from './layout.js';
import { inScheme } from './mail-frame.js';
import { renderReading } from './preview-view.js';
import { templateReader } from './template-reader.js';
import { renderFindings, renderTemplates, templatePath } from './template-view.js';
import { sayProblem } from './words.js';

/** Copy: what is to be said of it, and each email as its readers have it. */
export function templatePages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const { api, people, show, formToken } = deps;
  const app = new Hono<ConsoleEnv>();
  const reader = templateReader(deps);

  const showTemplate = async (
    c: ConsoleContext,
    name: string,
    { typed = '', ...said }: Said & { status?: Problem['status']; typed?: string } = {},
  ): Promise<Response> => {
    const key = c.req.query('contact') ?? '';
    const [now, clock] = await Promise.all([api.now(), deps.clock(c)]);
    const [{ templates }, due, preview] = await Promise.all([
      readTemplates(api),
      reader.dueNext(now),
      reader.preview(name, key),
    ]);
    const report = templates.find((one) => one.name === name);
    if (!report) throw new Problem(404, 'There is no template of this name.');
    const form = { path: templatePath(name), token: formToken(c), typed };
    const body = html`${renderFindings(report, due, clock)}
${renderReading(preview, form, key)}`;
    return show(c, name, body, said);
  };

  app.get('/templates', async (c) => {
    const [now, clock] = await Promise.all([api.now(), deps.clock(c)]);
    const [{ templates }, due] = await Promise.all([readTemplates(api), reader.dueNext(now)]);
    return show(c, 'Templates', renderTemplates(templates, due, clock));
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
    const key = c.req.query('contact') ?? '';
    const mail = await reader.shownPreview(c.req.param('name'), key);
    return c.html(inScheme(mail.html, c.req.query('scheme') === 'dark' ? 'dark' : 'light'));
  });
  return app;
}
