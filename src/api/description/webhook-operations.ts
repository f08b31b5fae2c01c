import type { WebsiteEvent } from '../../campaign/events.js';
import { methodsOf, olderPaths } from '../../campaign/older-names.js';
import { filledLineForm } from '../../domain/event/text-forms.js';
import type { JsonSchema } from './json-schema.js';
import { type Operation, postFaults, toJsonSchema } from './operation.js';
import { snippetsOf } from './snippets.js';

/** What an event's body must be. */
export function bodyOf({ body, oneOf }: Pick<WebsiteEvent, 'body' | 'oneOf'>): JsonSchema {
  const schema = toJsonSchema(body);
  const anyOf = oneOf.map((field) => ({
    properties: { [field]: filled(schema.properties?.[field]) },
    required: [field],
  }));
  return { ...schema, ...(anyOf.length > 0 && { anyOf }) };
}

/** The same field where it has to be there: null and nothing count as missing. */
function filled({ type = [] }: JsonSchema = {}): JsonSchema {
  const other = [type].flat().find((one) => one !== 'string' && one !== 'null');
  return other ? { type: other } : { type: 'string', pattern: filledLineForm };
}

/** The addresses at which an event of the website is taken. */
export function webhookOperations(event: WebsiteEvent): Operation[] {
  const { name, what, sequence, example } = event;
  const shared = {
    method: 'post' as const,
    body: bodyOf(event),
    example: { email: 'sarah@example.com', ...example },
    answers: { 200: 'Ignored', 202: 'Accepted', ...postFaults },
  };
  const path = `/webhooks/${name}`;
  const does = sequence ? `Starts the sequence "${sequence.name}".` : '';
  return [
    {
      ...shared,
      path,
      summary: [what, does].filter(Boolean).join(' '),
      tag: 'Webhooks',
      security: 'webhookKey',
      snippets: snippetsOf(path, shared.example),
    },
    ...olderPaths(name).flatMap((older) =>
      methodsOf(older).map(
        (method): Operation => ({
          ...shared,
          method: method === 'PUT' ? 'put' : 'post',
          path: older,
          summary: `The same as ${path}.`,
          tag: 'Older addresses',
          security: older.includes(':key') ? 'none' : 'webhookKey',
        }),
      ),
    ),
  ];
}
