import type { Context } from 'hono';
import { Problem } from '../api/http/problem.js';

/** A posted form's fields, trimmed; missing ones are empty. */
export type Fields = (name: string) => string;

/** A hundred checked runs are a third of it. Who fills a form with thousands of fields may be a stranger. */
const mostBytes = 32 * 1_024;

/** All values of one field, as check boxes of one name have; within a form that `readForm` has taken. */
export async function readChecked(c: Context, name: string): Promise<string[]> {
  return new URLSearchParams(await c.req.text()).getAll(name);
}

/** @throws {Problem} 413 */
export async function readForm(c: Context): Promise<Fields> {
  const type = c.req.header('Content-Type') ?? '';
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) return () => '';
  const text = await c.req.text();
  if (Buffer.byteLength(text) > mostBytes) throw new Problem(413, 'The form is too large.');
  const fields = new URLSearchParams(text);
  return (name) => (fields.get(name) ?? '').trim();
}
