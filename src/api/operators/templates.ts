import { Hono } from 'hono';
import type { ApiDeps } from '../deps.js';
import { limitStrangers, requireOperator } from '../http/auth.js';
import { limitBody } from '../http/body.js';
import { readAsked } from './asked.js';
import { previewTemplate, readTemplates, testSend } from './read-templates.js';

/** Copy: what is to be said of it, what readers would get, and a test to one of our own. */
export function templates(deps: ApiDeps): Hono {
  const app = new Hono();
  const limit = limitStrangers(deps);
  app.get('/templates', async (c) => {
    requireOperator(c, deps);
    return c.json(await readTemplates(deps));
  });
  app.get('/templates/:name/preview', async (c) => {
    requireOperator(c, deps);
    return c.json(await previewTemplate(deps, c.req.param('name'), c.req.query('contact')));
  });
  app.post('/templates/:name/test-send', limit, limitBody, async (c) => {
    const asked = await readAsked(deps, c);
    return c.json(await testSend(deps, c.req.param('name'), asked));
  });
  return app;
}
