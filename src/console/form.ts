import type { Context } from 'hono';

/** A posted form's fields, trimmed; missing ones are empty. */
export type Fields = (name: string) => string;

/** All values of one field, as check boxes of one name have. */
export async function readChecked(c: Context, name: string): Promise<string[]> {
  return new URLSearchParams(await c.req.text()).getAll(name);
}

export async function readForm(c: Context): Promise<Fields> {
  const type = c.req.header('Content-Type') ?? '';
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) return () => '';
  const fields = new URLSearchParams(await c.req.text());
  return (name) => (fields.get(name) ?? '').trim();
}
