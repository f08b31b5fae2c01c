import type { WebsiteEvent } from '../../campaign/events.js';
import { methodsOf, olderPaths } from '../../campaign/older-names.js';
import { type Operation, postFaults, toJsonSchema } from './operation.js';

/** The addresses at which an event of the website is taken. */
export function webhookOperations(event: WebsiteEvent): Operation[] {
  const { name, what, body, oneOf, sequence, example } = event;
  const shared = {
    method: 'post' as const,
    body: {
      ...toJsonSchema(body),
      ...(oneOf.length > 0 && { anyOf: oneOf.map((field) => ({ required: [field] })) }),
    },
    example: { email: 'sarah@example.com', ...example },
    answers: { 200: 'Ignored', 202: 'Accepted', ...postFaults },
  };
  const does = sequence ? `Starts the sequence "${sequence.name}".` : '';
  return [
    {
      ...shared,
      path: `/webhooks/${name}`,
      summary: [what, does].filter(Boolean).join(' '),
      tag: 'Webhooks',
      security: 'webhookKey',
    },
    ...olderPaths(name).flatMap((path) =>
      methodsOf(path).map(
        (method): Operation => ({
          ...shared,
          method: method === 'PUT' ? 'put' : 'post',
          path,
          summary: `The same as /webhooks/${name}.`,
          tag: 'Older addresses',
          security: path.includes(':key') ? 'none' : 'webhookKey',
        }),
      ),
    ),
  ];
}
