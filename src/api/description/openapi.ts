import { emailAddress, type JsonSchema } from './json-schema.js';
import { type Operation, problem } from './operation.js';
import { operations } from './operations.js';
import { schemas } from './schemas.js';
import { toMarkdown } from './snippets.js';

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

/** What stands in paths under these names, where not every text will do. */
const inPathForms: Record<string, JsonSchema> = {
  email: emailAddress,
};

export type DescribedOperation = ReturnType<typeof describeOperation>;

function describeOperation(operation: Operation) {
  const { path, summary, tag, security, query = {}, body, example, snippets, answers } = operation;
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: inPathForms[name] ?? { type: 'string', minLength: 1 },
  }));
  const inQuery = Object.entries(query).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema,
  }));
  const parameters = [...inPath, ...inQuery];
  return {
    summary,
    ...(snippets && { description: toMarkdown(snippets) }),
    tags: [tag],
    ...(tag === 'Older addresses' && { deprecated: true }),
    security: security === 'none' ? [] : [{ [security]: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: body, ...(example && { example }) } },
      },
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
