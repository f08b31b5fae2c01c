import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { eventOf } from '../../campaign/events.js';
import type { Inbox } from './inbox.js';
import { type PageAddresses, renderPage } from './view.js';
import type { Website } from './website.js';

/** The page at `/`: who is in a sequence, and what arrived, as the readers would see it. */
export async function pageRoutes(
  inbox: Inbox,
  website: Website,
  addresses: PageAddresses,
): Promise<Hono> {
  const app = new Hono();
  const asset = (name: string) => readFile(new URL(name, import.meta.url), 'utf8');
  const [style, script] = await Promise.all([asset('page.css'), asset('page.js')]);

  app.use(
    '/',
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        connectSrc: ["'self'"],
        frameSrc: ["'self'"],
        imgSrc: ['data:'],
      },
    }),
  );
  app.get('/', async (c) => {
    const opened = c.req.query('mail');
    const problems: string[] = [];
    /** What cannot be shown is said, and the rest is shown all the same. */
    const show = async <T>(part: Promise<T>, otherwise: T): Promise<T> =>
      part.catch((error: Error) => {
        problems.push(error.message);
        return otherwise;
      });
    const [offAt, runs, mails, mail] = await Promise.all([
      show(inbox.sendingOffAt(), undefined),
      show(inbox.runs(), []),
      show(inbox.mails(), []),
      opened ? show(inbox.mail(opened), undefined) : undefined,
    ]);
    const said = c.req.query('said');
    return c.html(renderPage({ offAt, runs, mails, mail, problems, said }, addresses));
  });
  app.post('/sandbox/visits', async (c) => {
    const form = await c.req.formData();
    const field = (name: string): string => {
      const value = form.get(name);
      return typeof value === 'string' ? value : '';
    };
    const visitor = {
      email: field('email'),
      first_name: field('first_name'),
      business_name: field('business_name'),
    };
    const event = eventOf(field('visit'));
    const said = event
      ? await website.report(event, visitor)
      : `nobody can "${field('visit')}" here`;
    return c.redirect(`/?said=${encodeURIComponent(said)}`, 303);
  });
  app.get('/sandbox/page.css', (c) => c.body(style, 200, { 'Content-Type': 'text/css' }));
  app.get('/sandbox/page.js', (c) => c.body(script, 200, { 'Content-Type': 'text/javascript' }));
  // Mail is other people's HTML: no scripts, nothing fetched, and shown in a sandboxed frame.
  app.get('/sandbox/mails/:id', async (c) => {
    const mail = await inbox.mail(c.req.param('id'));
    if (!mail) return c.notFound();
    c.header(
      'Content-Security-Policy',
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups allow-popups-to-escape-sandbox",
    );
    // Links open beside the page, as they would from a mail program.
    return c.html(mail.html.replace('<head>', '<head><base target="_blank">'));
  });
  return app;
}
