import { controlBodies } from '../operators/control-bodies.js';
import { emailAddress, type JsonSchema, listOf, object, text } from './json-schema.js';
import { type Operation, problem, toJsonSchema } from './operation.js';

/** Operators' routes about copy, and what they answer. */

const named = '/templates/:name';

export const templateOperations: Operation[] = [
  {
    method: 'get',
    path: '/templates',
    summary: 'Every template of the campaign, with what is to be said of it.',
    tag: 'Operators',
    security: 'adminToken',
    answers: { 200: 'Templates', 401: problem, 429: problem, 503: problem },
  },
  {
    method: 'get',
    path: `${named}/preview`,
    summary: 'One email as a contact would get it, or the person of the example; 409 if it waits.',
    tag: 'Operators',
    security: 'adminToken',
    query: { contact: { ...emailAddress, description: 'Their address.' } },
    answers: {
      200: 'Preview',
      401: problem,
      404: problem,
      409: problem,
      422: problem,
      429: problem,
      503: problem,
    },
  },
  {
    method: 'post',
    path: `${named}/test-send`,
    summary: 'Sends one email, marked as a test, to an address that TESTING_RECIPIENTS names.',
    tag: 'Operators',
    security: 'adminToken',
    body: toJsonSchema(controlBodies.testSend),
    answers: {
      200: 'TestSent',
      400: problem,
      401: problem,
      409: problem,
      413: problem,
      415: problem,
      422: problem,
      429: problem,
      503: problem,
    },
  },
];

const position: JsonSchema = { type: 'integer', minimum: 1 };

export const templateSchemas: Record<string, JsonSchema> = {
  Finding: object({
    rule: { ...text, description: 'Its name, which stays.' },
    level: { enum: ['fault', 'hint'] },
    holds: { type: 'boolean', description: 'Whether emails wait until it is mended.' },
    says: text,
    place: object(
      { part: { enum: ['subject', 'body', 'text', 'row'] }, line: position, column: position },
      ['line', 'column'],
    ),
  }),
  Templates: object({
    hasFaults: { type: 'boolean' },
    templates: listOf(
      object(
        {
          name: text,
          sequence: text,
          number: position,
          sentBy: { enum: ['website', 'evergreen'] },
          status: { ...text, description: 'In Notion; missing where there is no row.' },
          subject: text,
          editedAt: { type: 'string', format: 'date-time' },
          url: { ...text, description: 'Its row in Notion.' },
          findings: listOf({ $ref: '#/components/schemas/Finding' }),
        },
        ['sequence', 'number', 'sentBy', 'status', 'subject', 'editedAt', 'url'],
      ),
    ),
  }),
  Preview: object(
    {
      template: text,
      contact: { ...text, description: 'Missing where it is the person of the example.' },
      from: text,
      replyTo: text,
      subject: text,
      html: text,
      text,
      headers: { type: 'object' },
      bytes: { type: 'integer', minimum: 0, description: 'Of the HTML.' },
    },
    ['contact'],
  ),
  TestSent: object({
    status: { const: 'sent' },
    id: { ...text, description: 'Its key at Resend.' },
    resendId: text,
    subject: text,
    to: text,
  }),
};
