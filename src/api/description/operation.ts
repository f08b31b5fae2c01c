import { z } from 'zod';
import type { JsonSchema } from './json-schema.js';
import type { Snippet } from './snippets.js';

/** One operation of the API, as its description tells it. */
export interface Operation {
  method: 'get' | 'post' | 'put';
  /** With `:parameters`, as the router has it. */
  path: string;
  summary: string;
  tag: 'Webhooks' | 'Senders' | 'Older addresses' | 'Readers' | 'Operators' | 'Health';
  /** A sender signs in its own way. */
  security: 'webhookKey' | 'adminToken' | 'none';
  /** What may be asked in the address, by its name. */
  query?: Record<string, JsonSchema>;
  body?: JsonSchema;
  /** A body that is taken. */
  example?: object;
  /** Ways to post that. */
  snippets?: Snippet[];
  /** Name of a schema by status, or a media type that is none of ours. */
  answers: Record<number, string>;
}

export const problem = 'Problem';
/** What may be wrong with any body and who posts it. */
export const bodyFaults = {
  400: problem,
  401: problem,
  413: problem,
  415: problem,
  422: problem,
  429: problem,
};
/** What may be wrong with any posted event. */
export const postFaults = { ...bodyFaults, 503: problem };
/** A body as its description tells it. */
export function toJsonSchema(body: z.ZodType): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' });
  return schema as JsonSchema;
}
