import assert from 'node:assert/strict';
import type { Hono } from 'hono';

const own = { Origin: 'http://localhost', 'Content-Type': 'application/x-www-form-urlencoded' };

/** Posts a form as a page of the console does, unless told otherwise. */
export async function postForm(
  app: Hono,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return app.request(path, {
    method: 'POST',
    headers: { ...own, ...headers },
    body: new URLSearchParams(fields).toString(),
  });
}

export const logIn = (
  app: Hono,
  fields: Record<string, string> = {},
  headers: Record<string, string> = {},
) =>
  postForm(
    app,
    '/console/log-in',
    { by: 'Ann', token: 'admin-token', next: '', ...fields },
    headers,
  );

/** The cookie that a log-in sets, ready to be sent back. */
export function cookieOf(response: Response): string {
  return response.headers.get('Set-Cookie')?.split(';')[0] ?? '';
}

/** An operator who is logged in: their cookie, and the token of their forms. */
export async function openSession(app: Hono, by = 'Ann', token?: string) {
  const Cookie = cookieOf(await logIn(app, { by, ...(token && { token }) }));
  const page = await (await app.request('/console/switch', { headers: { Cookie } })).text();
  const [, formToken = ''] = /name="form_token" value="([^"]+)"/.exec(page) ?? [];
  assert.ok(formToken, 'the page has a form');
  return { Cookie, token: formToken, page };
}
