import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { eventOf } from '../../campaign/events.js';
import type { Inbox } from './inbox.js';
import { type PageAddresses, renderPage } from './view.js';
import type { Website } from './website.js';

const pageHeaders = secureHeaders({
  // Under no-referrer the page's own posts would come from nowhere.
  referrerPolicy: 'same-origin',
  xFrameOptions: 'DENY',
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    scriptSrc: ["'self'"],
    connectSrc: ["'self'"],
    frameSrc: ["'self'"],
    imgSrc: ['data:'],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
});

/** Mail is other people's HTML: no scripts, nothing fetched, and shown in a sandboxed frame. */
const mailPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/** The page at `/`: who is in a sequence, and what arrived, as the readers would see it. */
export async function pageRoutes(
  inbox: Inbox,
  website: Website,
  addresses: PageAddresses,
): Promise<Hono> {
  const app = new Hono();
  const asset = (name: string) => readFile(new URL(name, import.meta.url), 'utf8');
  const [style, script] = await Promise.all([asset('page.css'), asset('page.js')]);

  app.use('/', pageHeaders);
  app.get('/', async (c) => {
    const shown = await look(inbox, c.req.query('mail'));
    return c.html(renderPage({ ...shown, said: c.req.query('said') }, addresses));
  });
  app.post('/sandbox/visits', async (c) => {
    const form = await c.req.formData().catch(() => undefined);
    if (!form) return c.text('Expected a form.', 400);
    const said = await report(website, form);
    return c.redirect(`/?said=${encodeURIComponent(said)}`, 303);
  });
  app.get('/sandbox/page.css', (c) => c.body(style, 200, { 'Content-Type': 'text/css' }));
  app.get('/sandbox/page.js', (c) => c.body(script, 200, { 'Content-Type': 'text/javascript' }));
  app.get('/sandbox/mails/:id', async (c) => {
    const mail = await inbox.mail(c.req.param('id'));
    if (!mail) return c.notFound();
    c.header('Content-Security-Policy', mailPolicy);
    // Links open beside the page, as they would from a mail program.
    return c.html(mail.html.replace('<head>', '<head><base target="_blank">'));
  });
  return app;
}

/** What there is to show; what cannot be shown is said, and the rest is shown all the same. */
async function look(inbox: Inbox, opened: string | undefined) {
  const problems: string[] = [];
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
  return { offAt, runs, mails, mail, problems };
}

/** Lets the visitor of a form do what it says, and tells what came of it. */
async function report(website: Website, form: FormData): Promise<string> {
  const field = (name: string): string => {
    const value = form.get(name);
    return typeof value === 'string' ? value : '';
  };
  const visit = field('visit');
  const event = eventOf(visit);
  if (!event) return `nobody can "${visit}" here`;
  return website.report(event, {
    email: field('email'),
    first_name: field('first_name'),
    business_name: field('business_name'),
  });
}
