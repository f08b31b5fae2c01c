import { readFileSync } from 'node:fs';
import { type Context, Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { secureHeaders } from 'hono/secure-headers';
import type { ApiDeps } from '../api/deps.js';
import { limitBody } from '../api/http/body.js';
import { Problem, toProblem } from '../api/http/problem.js';
import { SECOND } from '../domain/duration.js';
import { TemporalAway } from '../domain/errors.js';
import { inTime } from '../runs/deadline.js';
import { readClock } from './clock.js';
import { contactPages } from './contact-pages.js';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from './deps.js';
import { readForm } from './form.js';
import { homePages } from './home-pages.js';
import { type Frame, renderPage, renderWayBack } from './layout.js';
import { logInPages } from './log-in.js';
import { frameHeaders } from './mail-frame.js';
import { createPeople } from './people.js';
import { runPages } from './run-pages.js';
import { selectionPages } from './selection-pages.js';
import { sequencePages } from './sequence-pages.js';
import { isOwnPost, type Session, type Sessions } from './session.js';
import { switchPages } from './switch-pages.js';
import { templatePages } from './template-pages.js';
import { timelinePages } from './timeline-pages.js';
import { wellPages } from './well-pages.js';
import { sayProblem } from './words.js';
import { zonePages } from './zone-pages.js';

const style = readFileSync(new URL('console.css', import.meta.url), 'utf8');
const pages = [
  homePages,
  runPages,
  contactPages,
  timelinePages,
  switchPages,
  wellPages,
  zonePages,
  sequencePages,
  selectionPages,
  templatePages,
];
/** A page shows without the switch's state rather than never. */
const switchDeadlineMs = 2 * SECOND;

/** The operators' pages under `/console`: server-rendered, without scripts. */
export function operatorConsole(api: ApiDeps, sessions: Sessions): Hono<ConsoleEnv> {
  const people = createPeople(api);
  const app = new Hono<ConsoleEnv>();

  const clock: ConsoleDeps['clock'] = (c) => readClock(c, api);
  const frame = async (c: ConsoleContext, title: string): Promise<Frame> => {
    const session = c.get('session') as Session | undefined;
    const { isTesting, isShadow } = api;
    const common = { title, isTesting, isShadow, clock: await clock(c) };
    if (!session) return common;
    const offAt = await inTime(switchDeadlineMs, () => api.runs.sendingOffAt()).catch(
      () => 'unknown',
    );
    return { ...common, session, formToken: sessions.formToken(session), offAt };
  };
  const show: ConsoleDeps['show'] = async (c, title, body, said = {}) =>
    c.html(renderPage(await frame(c, title), said, body), said.status ?? 200);

  app.use(frameHeaders, pageHeaders, trimSlash, limitBody);
  app.onError((error, c) => {
    const problem = toProblem(error);
    if (!problem) throw error;
    for (const [name, value] of Object.entries(problem.headers)) c.header(name, value);
    const back = { problem: sayProblem(problem), status: problem.status };
    return show(c, 'That did not work', renderWayBack(), back);
  });
  app.get('/console.css', (c) => c.body(style, 200, { 'Content-Type': 'text/css' }));
  app.route('/', logInPages(api, sessions, show));
  app.use(
    createMiddleware<ConsoleEnv>(async (c, next) => {
      const session = await sessions.read(c, await api.now());
      if (!session) return refuseStranger(c, api);
      c.set('session', session);
      if (c.req.method === 'POST') {
        const isOurs = sessions.isOwnForm(session, (await readForm(c))('form_token'));
        if (!isOurs || !isOwnPost(c)) throw new Problem(403, 'This form is none of ours.');
      }
      return next();
    }),
  );
  const deps: ConsoleDeps = {
    api,
    people,
    show,
    clock,
    formToken: (c) => sessions.formToken(c.get('session')),
  };
  app.post('/log-out', async (c) => {
    await sessions.close(c, c.get('session')).catch((error: unknown) => {
      if (!(error instanceof TemporalAway)) throw error;
      api.log.warn({
        event: 'a log-out that other processes do not know of yet',
        cause: error.message,
      });
    });
    return c.redirect('/console/log-in', 303);
  });
  for (const make of pages) app.route('/', make(deps));
  return app;
}

const pageHeaders = secureHeaders({
  referrerPolicy: 'same-origin',
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    imgSrc: ['data:'],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
});

/**
 * An address with a slash too many leads to the page that it means; by its path alone, as a host and a scheme
 * are only what the request says they are.
 */
const trimSlash = createMiddleware(async (c, next) => {
  await next();
  const { pathname, search } = new URL(c.req.url);
  const isLook = c.req.method === 'GET' || c.req.method === 'HEAD';
  if (c.res.status !== 404 || !isLook || !pathname.endsWith('/')) return;
  c.res = c.redirect(`/${pathname.replace(/^\/+/, '').slice(0, -1)}${search}`, 301);
});

/** Looking leads to the log-in; asking for something does not, as a form's content would be lost. */
function refuseStranger(c: Context, { callers }: ApiDeps): Response {
  if (!['GET', 'HEAD', 'POST'].includes(c.req.method)) {
    const headers = { Allow: 'GET, HEAD, POST' };
    throw new Problem(405, 'Expected GET, HEAD, POST.', { headers });
  }
  if (c.req.method === 'POST') {
    callers.countStranger(c);
    throw new Problem(401, 'You are not logged in; nothing was changed.');
  }
  const { pathname } = new URL(c.req.url);
  return c.redirect(`/console/log-in?next=${encodeURIComponent(pathname)}`, 303);
}
