import { createMiddleware } from 'hono/factory';

/** A mail within a page of the console: as its reader has it, and able to do nothing. */

/** Its own styles, and pictures from where readers load them; no script, no form, no page behind a link. */
const policy = [
  'sandbox',
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src https: data:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ');

const framed = /^\/console\/templates\/[^/]+(\/mail)?\/?$/;

/**
 * A mail has its own policy in place of that of the console's pages, which would take its styles away; the
 * page around it may frame it, and nothing else.
 */
export const frameHeaders = createMiddleware(async (c, next) => {
  await next();
  const [isFramed, isMail] = framed.exec(c.req.path) ?? [];
  const name = 'Content-Security-Policy';
  const ofPage = c.res.headers.get(name);
  if (isFramed === undefined || ofPage === null) return;
  if (isMail === undefined) c.header(name, `${ofPage}; frame-src 'self'`);
  else if (c.res.status === 200) c.header(name, policy);
});

/** How a reader has set their screen. */
export type Scheme = 'light' | 'dark';

/**
 * A mail as a reader of one scheme sees it, whatever the operator's own: what is asked of the scheme is
 * answered here.
 */
export function inScheme(mail: string, scheme: Scheme): string {
  const other = scheme === 'dark' ? 'light' : 'dark';
  return mail
    .replaceAll(
      new RegExp(`\\(\\s*prefers-color-scheme\\s*:\\s*${scheme}\\s*\\)`, 'gi'),
      '(min-width: 0)',
    )
    .replaceAll(
      new RegExp(`\\(\\s*prefers-color-scheme\\s*:\\s*${other}\\s*\\)`, 'gi'),
      '(max-width: 0)',
    )
    .replaceAll(
      /(color-scheme["']?\s*(?::|content\s*=\s*["'])\s*)(?:only\s+)?light\s+dark\b/gi,
      `$1${scheme}`,
    );
}
