import type { Context } from 'hono';
import type { StandInEnv } from '../standin/env.js';
import { readId } from './ids.js';
import { findProperty, notAProperty, type Property } from './properties.js';
import { misfit, NotionRefusal } from './refusal.js';

/** The JSON object of a request, with no fields but these. @throws NotionRefusal */
export async function readBody(
  c: Context<StandInEnv>,
  fields: readonly string[],
): Promise<Record<string, unknown>> {
  const text = await c.req.text();
  const body = text === '' ? {} : parse(text);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw misfit('body', 'an object', body);
  }
  for (const [field, value] of Object.entries(body)) {
    if (!fields.includes(field)) throw misfit(`body.${field}`, 'not present', value);
  }
  return body as Record<string, unknown>;
}

/** The id in the path; `name` is what Notion calls it. @throws NotionRefusal */
export function pathId(c: Context<StandInEnv>, name: string): string {
  return readId(c.req.param('id'), `path.${name}`);
}

/** The columns that `filter_properties` asks for, else all. @throws NotionRefusal */
export function shownProperties(c: Context<StandInEnv>, properties: Property[]): Property[] {
  const wanted = c.req.queries('filter_properties');
  if (!wanted) return properties;
  return wanted.map((nameOrId) => {
    const property = findProperty(properties, nameOrId);
    if (!property) throw notAProperty(nameOrId);
    return property;
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new NotionRefusal(400, 'invalid_json', 'Error parsing JSON body.');
  }
}
