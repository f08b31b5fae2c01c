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

/** In place of the policy of the console's own pages, which would take a mail's styles away. */
export const mailHeaders = createMiddleware(async (c, next) => {
  await next();
  if (/^\/console\/templates\/[^/]+\/mail$/.test(c.req.path) && c.res.status === 200) {
    c.header('Content-Security-Policy', policy);
    c.header('Cache-Control', 'private, max-age=60');
  }
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
