import { z } from 'zod';
import { aliasPaths, type EventName, eventNames, keyOnlyPath, webhookEvents } from './events.js';
import { type JsonSchema, schemas } from './schemas.js';

/** One operation of the API, as its description tells it. */
interface Operation {
  method: 'get' | 'post';
  /** With `:parameters`, as the router has it. */
  path: string;
  summary: string;
  tag: 'Webhooks' | 'Older addresses' | 'Readers' | 'Operators' | 'Health';
  security: 'webhookKey' | 'adminToken' | 'none';
  body?: JsonSchema;
  /** Name of a schema by status, or a media type that is none of ours. */
  answers: Record<number, string>;
}

const problem = 'Problem';
/** What may be wrong with any posted event. */
const postFaults = {
  400: problem,
  401: problem,
  413: problem,
  415: problem,
  422: problem,
  429: problem,
  503: problem,
};
const adminFaults = { 401: problem, 404: problem, 503: problem };

function webhookOperations(name: EventName): Operation[] {
  const { body, oneOf, sequence } = webhookEvents[name];
  const shared = {
    method: 'post' as const,
    body: {
      ...toJsonSchema(body),
      ...(oneOf && { anyOf: oneOf.map((field) => ({ required: [field] })) }),
    },
    answers: { 200: 'Ignored', 202: 'Accepted', ...postFaults },
  };
  const does = sequence ? `starts the sequence "${sequence.name}"` : 'records the contact';
  return [
    {
      ...shared,
      path: `/webhooks/${name}`,
      summary: `Event ${name}: ${does}.`,
      tag: 'Webhooks',
      security: 'webhookKey',
    },
    ...aliasPaths(name).map(
      (path): Operation => ({
        ...shared,
        path,
        summary: `The same as /webhooks/${name}.`,
        tag: 'Older addresses',
        security: path.includes(':key') ? 'none' : 'webhookKey',
      }),
    ),
  ];
}

function toJsonSchema(body: z.ZodType): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' });
  return schema as JsonSchema;
}

const operations: Operation[] = [
  ...eventNames.flatMap(webhookOperations),
  {
    method: 'post',
    path: keyOnlyPath,
    summary: 'The event whose own key stands in the path.',
    tag: 'Older addresses',
    security: 'none',
    body: { type: 'object' },
    answers: { 200: 'Ignored', 202: 'Accepted', ...postFaults },
  },
  {
    method: 'get',
    path: '/unsubscribe/:token',
    summary: 'The page behind the link in marketing mail; changes nothing.',
    tag: 'Readers',
    security: 'none',
    answers: { 200: 'text/html', 404: problem },
  },
  {
    method: 'post',
    path: '/unsubscribe/:token',
    summary: 'Ends all marketing mail to this reader (RFC 8058 one-click); any body.',
    tag: 'Readers',
    security: 'none',
    answers: { 200: 'text/html', 404: problem, 413: problem, 503: problem },
  },
  {
    method: 'get',
    path: '/contacts/:email',
    summary: 'Everything known of a person: contact, runs, each email, stops, links.',
    tag: 'Operators',
    security: 'adminToken',
    answers: { 200: 'Contact', 422: problem, ...adminFaults },
  },
  {
    method: 'get',
    path: '/runs/:id',
    summary: 'One run; its id is URL-encoded.',
    tag: 'Operators',
    security: 'adminToken',
    answers: { 200: 'Run', ...adminFaults },
  },
  {
    method: 'post',
    path: '/plan',
    summary: "The plan for a webhook's body plus `sequence`, without starting anything.",
    tag: 'Operators',
    security: 'adminToken',
    body: {
      type: 'object',
      properties: {
        sequence: { enum: eventNames.filter((name) => webhookEvents[name].sequence) },
      },
      required: ['sequence'],
    },
    answers: {
      200: 'Planned',
      400: problem,
      401: problem,
      413: problem,
      415: problem,
      422: problem,
    },
  },
  {
    method: 'get',
    path: '/health',
    summary: 'Answers while the process lives.',
    tag: 'Health',
    security: 'none',
    answers: { 200: 'Health' },
  },
  {
    method: 'get',
    path: '/ready',
    summary: 'Whether events can be taken; otherwise names what is missing.',
    tag: 'Health',
    security: 'none',
    answers: { 200: 'Ready', 503: problem },
  },
];

const securitySchemes = {
  webhookKey: {
    type: 'http',
    scheme: 'bearer',
    description: 'A webhook key; a whsec_… key also verifies Standard Webhooks signatures.',
  },
  adminToken: { type: 'http', scheme: 'bearer', description: 'ADMIN_TOKEN.' },
};

/** The whole API as an OpenAPI 3.1 document. */
export function describeApi(version: string): OpenApi {
  const paths: OpenApi['paths'] = {};
  for (const operation of operations) {
    const path = operation.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [operation.method]: describeOperation(operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Evergreen',
      version,
      description:
        "Sends a small business's follow-up emails, durably. Anything else than a 2xx is safe to post again.",
    },
    paths,
    components: { schemas, securitySchemes },
  };
}

export interface OpenApi {
  openapi: string;
  info: { title: string; version: string; description: string };
  paths: Record<string, Record<string, DescribedOperation>>;
  components: { schemas: Record<string, JsonSchema>; securitySchemes: object };
}

export type DescribedOperation = ReturnType<typeof describeOperation>;

function describeOperation(operation: Operation) {
  const { path, summary, tag, security, body, answers } = operation;
  const parameters = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  return {
    summary,
    tags: [tag],
    ...(tag === 'Older addresses' && { deprecated: true }),
    security: security === 'none' ? [] : [{ [security]: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: body } } },
    }),
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, answer]) => [status, describeAnswer(answer)]),
    ),
  };
}

function describeAnswer(answer: string) {
  if (!schemas[answer]) return { description: 'A page.', content: { [answer]: {} } };
  const mediaType = answer === problem ? 'application/problem+json' : 'application/json';
  const schema = { $ref: `#/components/schemas/${answer}` };
  return { description: answer, content: { [mediaType]: { schema } } };
}
