import { codecBody, codecWays } from '../operators/codec.js';
import { type JsonSchema, listOf, object, text } from './json-schema.js';
import { bodyFaults, type Operation, toJsonSchema } from './operation.js';

/** What Temporal Web UI and Temporal's command line have sealed and opened. */

const summaries = {
  encode: 'Seals payloads as ENCRYPTION_KEY has them stored; for Temporal Web UI and its CLI.',
  decode: 'Opens sealed payloads; for Temporal Web UI, and its CLI.',
} satisfies Record<(typeof codecWays)[number], string>;

export const codecOperations: Operation[] = codecWays.map((way) => ({
  method: 'post',
  path: `/codec/${way}`,
  summary: summaries[way],
  tag: 'Operators',
  security: 'adminToken',
  body: toJsonSchema(codecBody),
  answers: { 200: 'Payloads', ...bodyFaults },
}));

export const codecSchemas: Record<string, JsonSchema> = {
  Payloads: object({
    payloads: listOf(
      object({ metadata: { type: 'object', description: 'Each value in base64.' }, data: text }, [
        'data',
      ]),
    ),
  }),
};
