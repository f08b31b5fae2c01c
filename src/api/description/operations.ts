import type { z } from 'zod';
import { events, sequenceEvents, type WebsiteEvent } from '../../campaign/events.js';
import { keyOnlyPaths } from '../../campaign/older-names.js';
import { controlBodies } from '../operators/control-bodies.js';
import { listAsked } from '../operators/runs.js';
import { senderRoutes } from '../senders/senders.js';
import { codecOperations } from './codec-operations.js';
import type { JsonSchema } from './json-schema.js';
import { bodyFaults, type Operation, postFaults, problem, toJsonSchema } from './operation.js';
import { templateOperations } from './template-operations.js';
import { bodyOf, webhookOperations } from './webhook-operations.js';

/** The operations of the API, one row each, for its description. */

const adminFaults = { 401: problem, 404: problem, 429: problem, 503: problem };

const controlFaults = {
  400: problem,
  401: problem,
  404: problem,
  409: problem,
  413: problem,
  415: problem,
  422: problem,
  429: problem,
  503: problem,
};

/** An event's body, and which sequence it is for. */
function planBody(event: WebsiteEvent): JsonSchema {
  const { properties = {}, required = [], ...more } = bodyOf(event);
  return {
    ...more,
    properties: { ...properties, sequence: { const: event.name } },
    required: [...required, 'sequence'],
  };
}

const switchBody: JsonSchema = {
  ...toJsonSchema(controlBodies.switch),
  anyOf: [
    { properties: { sending: { const: false } } },
    { properties: { sending: { const: true } }, required: ['mode'] },
  ],
};

const runControls: [name: string, body: z.ZodType, summary: string][] = [
  ['pause', controlBodies.pause, 'Holds a run until it is resumed.'],
  ['resume', controlBodies.resume, 'Lets a paused run go on: times move, or late ones catch up.'],
  ['skip-next', controlBodies.skipNext, 'Skips the next email.'],
  ['send-now', controlBodies.sendNow, 'Sends the next email now; a paused run stays paused.'],
  ['reschedule', controlBodies.reschedule, 'Moves one email to an instant.'],
  ['resolve', controlBodies.resolve, 'Settles an email that may or may not have been sent.'],
  ['restart', controlBodies.restart, 'Takes up an ended run from one email on.'],
  ['stop', controlBodies.stop, 'Ends a run.'],
];

export const operations: Operation[] = [
  ...events.flatMap(webhookOperations),
  ...keyOnlyPaths.flatMap((path) =>
    (['post', 'put'] as const).map(
      (method): Operation => ({
        method,
        path,
        summary: 'The event whose own key stands in the path.',
        tag: 'Older addresses',
        security: 'none',
        body: { anyOf: events.map(bodyOf) },
        answers: { 200: 'Ignored', 202: 'Accepted', ...postFaults },
      }),
    ),
  ),
  ...senderRoutes.map(
    ({ label, path, body }): Operation => ({
      method: 'post',
      path,
      summary: `Where ${label} reports, with its own signature; a missed call answers as /webhooks/no-show does.`,
      tag: path.startsWith('/webhooks/') ? 'Senders' : 'Older addresses',
      security: 'none',
      body: toJsonSchema(body),
      answers: { 200: 'Ignored', 202: 'Taken', ...postFaults },
    }),
  ),
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
    answers: { 200: 'text/html', 404: problem, 413: problem, 429: problem, 503: problem },
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
    path: '/runs',
    summary: 'Runs of all people, a hundred at a time: open ones, the newest first.',
    tag: 'Operators',
    security: 'adminToken',
    query: {
      which: {
        enum: ['open', 'attention', 'all'],
        description: 'attention: an email is blocked, in doubt or lost, or the run itself failed.',
      },
      due_before: {
        ...toJsonSchema(listAsked.shape.due_before),
        description: 'Only those that send before it, the first to send first.',
      },
      after: { type: 'string', format: 'cursor', description: '`next` of the page before.' },
    },
    answers: { 200: 'Runs', 401: problem, 422: problem, 429: problem, 503: problem },
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
      properties: { sequence: { enum: sequenceEvents.map(({ name }) => name) } },
      required: ['sequence'],
      anyOf: sequenceEvents.map(planBody),
    },
    answers: { 200: 'PlanReply', ...bodyFaults },
  },
  ...runControls.map(
    ([name, body, summary]): Operation => ({
      method: 'post',
      path: `/runs/:id/${name}`,
      summary,
      tag: 'Operators',
      security: 'adminToken',
      body: toJsonSchema(body),
      answers: { 200: 'Run', ...controlFaults },
    }),
  ),
  {
    method: 'post',
    path: '/contacts/:email/stop',
    summary: "Ends all of a person's open runs.",
    tag: 'Operators',
    security: 'adminToken',
    body: toJsonSchema(controlBodies.stop),
    answers: { 202: 'ContactStopped', ...controlFaults },
  },
  {
    method: 'post',
    path: '/contacts/:email/resubscribe',
    summary: 'Takes an unsubscribe, bounce or complaint back; runs that ended stay ended.',
    tag: 'Operators',
    security: 'adminToken',
    body: toJsonSchema(controlBodies.resubscribe),
    answers: { 202: 'Resubscribed', ...controlFaults },
  },
  ...templateOperations,
  ...codecOperations,
  {
    method: 'get',
    path: '/switch',
    summary: 'The sending switch, and what planned times would lose if it were switched on now.',
    tag: 'Operators',
    security: 'adminToken',
    answers: { 200: 'Switch', 401: problem, 429: problem, 503: problem },
  },
  {
    method: 'post',
    path: '/switch',
    summary:
      'Off: no email goes out anywhere, runs wait. On wants `mode`; `dryRun` changes nothing.',
    tag: 'Operators',
    security: 'adminToken',
    body: switchBody,
    answers: { 200: 'Switch', ...controlFaults },
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
    summary:
      'Whether events can be taken; otherwise names what is missing. The admin token is told why, and what else is wrong.',
    tag: 'Health',
    security: 'none',
    answers: { 200: 'Ready', 429: problem, 503: problem },
  },
];
