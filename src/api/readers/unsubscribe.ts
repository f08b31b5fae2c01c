import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { secureHeaders } from 'hono/secure-headers';
import { contactKey } from '../../domain/contact.js';
import { readUnsubscribeToken } from '../../domain/mail/unsubscribe-token.js';
import type { ApiDeps } from '../deps.js';
import { limitBody } from '../http/body.js';
import { Problem } from '../http/problem.js';

/**
 * The link at the foot of every marketing email, and its one-click form (RFC 8058). GET changes
 * nothing, as scanners fetch links; POST answers when the stop is durable.
 */
export function unsubscribe(deps: ApiDeps): Hono {
  const { unsubscribeSecrets, contactKeySecret } = deps;
  const app = new Hono();
  const path = '/unsubscribe/:token';
  app.use(
    path,
    secureHeaders({
      referrerPolicy: 'no-referrer',
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'unsafe-inline'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    }),
  );
  const addressIn = (c: Context) =>
    readUnsubscribeToken(unsubscribeSecrets, c.req.param('token') ?? '');
  /** A reader with a damaged link gets a page; a program, as one-click posts are, the usual problem. */
  const notOurs = (c: Context) => {
    if (!c.req.header('Accept')?.includes('text/html')) {
      throw new Problem(404, 'This link is none of ours.');
    }
    return c.html(page('This link is not whole', damaged), 404);
  };
  app.get(path, (c) =>
    addressIn(c) === undefined ? notOurs(c) : c.html(page('Unsubscribe', question)),
  );
  const readerOf = (c: Context) => {
    const email = addressIn(c);
    return email === undefined ? undefined : `reader ${contactKey(contactKeySecret, email)}`;
  };
  // Mail programs post for many readers from one address: a link of ours is counted by its reader.
  app.post(path, deps.callers.limit({ byHead: readerOf }), limitBody, async (c) => {
    const email = addressIn(c);
    if (email === undefined) return notOurs(c);
    const at = (await deps.now()).toISOString();
    await deps.runs.stopPerson({
      contactKey: contactKey(contactKeySecret, email),
      email,
      stop: 'unsubscribed',
      at,
      by: 'reader',
    });
    return c.html(page('Unsubscribed', done));
  });
  return app;
}

type Html = ReturnType<typeof html>;

const question = html`<p>Do you want no more of our emails?</p>
<form method="post"><button>Unsubscribe</button></form>`;

const done = html`<p>You will get no more of our marketing emails. You can close this page.</p>`;

const damaged = html`<p>Please open it from the email once more, or just reply to the email: we will see to it.</p>`;

function page(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${title}</title>
  <style>
    body { max-width: 30rem; margin: 15vh auto 0; padding: 0 1.25rem; font: 1.1rem/1.5 system-ui, sans-serif; }
    button { padding: 0.8rem 1.6rem; font: inherit; font-weight: 600; cursor: pointer; }
  </style>
</head>
<body><main><h1>${title}</h1>
${body}</main></body>
</html>`;
}
