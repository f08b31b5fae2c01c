import type { HonoRequest } from 'hono';
import type { Slice } from './records.js';
import { ResendRefusal } from './refusal.js';

const defaultLimit = 20;
const maxLimit = 100;

/** A time as Resend writes it. */
export function wireTime(at: Date | number): string {
  return new Date(at).toISOString().replace('Z', '000+00:00');
}

/** The JSON object of a request. @throws ResendRefusal */
export async function readJson(request: HonoRequest): Promise<Record<string, unknown>> {
  const body: unknown = await request.json().catch(() => undefined);
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
    return body as Record<string, unknown>;
  }
  throw new ResendRefusal(400, 'validation_error', 'The request body must be a JSON object.');
}

/** Reads `limit`, `after` and `before`. @throws ResendRefusal */
export function readSlice(
  query: Record<string, string>,
  positionOf: (id: string) => number | undefined,
): Slice {
  const limit = query.limit === undefined ? defaultLimit : Number(query.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit) {
    throw invalid(`The \`limit\` parameter must be between 1 and ${maxLimit}.`);
  }
  const { after, before } = query;
  if (after !== undefined && before !== undefined) {
    throw invalid('The `after` and `before` parameters cannot be used together.');
  }
  return {
    limit,
    after: after === undefined ? undefined : cursor('after', positionOf(after)),
    before: before === undefined ? undefined : cursor('before', positionOf(before)),
  };
}

export function notFound(what: string): ResendRefusal {
  return new ResendRefusal(404, 'not_found', `${what} not found`);
}

function cursor(name: string, position: number | undefined): number {
  if (position !== undefined) return position;
  throw invalid(`The \`${name}\` parameter is not the id of an item of this list.`);
}

function invalid(message: string): ResendRefusal {
  return new ResendRefusal(422, 'validation_error', message);
}
