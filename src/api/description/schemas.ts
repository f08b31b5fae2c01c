import { ignoredReasons } from '../../campaign/events.js';
import { deliveries } from '../../domain/run/delivery.js';
import { codecSchemas } from './codec-operations.js';
import { instant, type JsonSchema, listOf, object, ref, text } from './json-schema.js';
import { templateSchemas } from './template-operations.js';

/** The shapes that the API answers with, as JSON Schema (2020-12), for its description. */

const shadow = {
  const: true,
  description: 'There in shadow mode alone: nothing is sent.',
} as const;

const plan: Record<string, JsonSchema> = {
  sequence: text,
  segment: { enum: ['CRITICAL', 'URGENT', 'OPTIMIZE', null] },
  testing: { type: 'boolean' },
  message: text,
  emails: listOf(ref('Email')),
};

const email: Record<string, JsonSchema> = {
  number: { type: 'integer', minimum: 1 },
  template: text,
  sentBy: { enum: ['website', 'evergreen'] },
  dueAt: instant,
  plannedAt: { ...instant, description: 'Given where it differs from dueAt.' },
  state: { enum: ['scheduled', 'sent', 'skipped', 'failed', 'unknown', 'stopped'] },
  reason: text,
};

export const schemas: Record<string, JsonSchema> = {
  Email: object(email, ['plannedAt', 'reason']),
  RunEmail: object(
    {
      ...email,
      sentAt: instant,
      resendId: text,
      delivery: { enum: deliveries, description: 'What Resend has said of it since.' },
    },
    ['plannedAt', 'reason', 'sentAt', 'resendId', 'delivery'],
  ),
  Accepted: object(
    {
      status: { enum: ['accepted', 'duplicate'] },
      id: text,
      ...plan,
      warnings: listOf(text),
      email: { type: 'string', description: 'The posted address; at older addresses only.' },
    },
    ['email'],
  ),
  Planned: object({ status: { const: 'planned' }, ...plan, warnings: listOf(text) }),
  Ignored: object({
    status: { const: 'ignored' },
    reason: { enum: ignoredReasons },
    message: text,
  }),
  PlanReply: { anyOf: [ref('Planned'), ref('Ignored')] },
  Taken: object(
    {
      status: { enum: ['accepted', 'duplicate'] },
      id: text,
      message: text,
      email: { type: 'string', description: 'The address it is about; at older addresses only.' },
    },
    ['email'],
  ),
  Run: object(
    {
      status: { enum: ['running', 'paused', 'ended'] },
      outcome: text,
      needsAttention: {
        type: 'string',
        description: 'What a person has to mend, or which email did not go through.',
      },
      asOf: {
        enum: ['plan', 'result'],
        description:
          'Given where no worker has told it. result: it has ended, and this is what it left. plan: what was planned; an email that should have gone by now is unknown here.',
      },
      id: text,
      ...plan,
      emails: listOf(ref('RunEmail')),
      history: listOf(
        object({ at: instant, what: text, by: text, reason: text }, ['by', 'reason']),
      ),
      warnings: listOf(text),
    },
    ['outcome', 'needsAttention', 'asOf', 'warnings'],
  ),
  Runs: object(
    {
      total: { type: 'integer', minimum: 0 },
      runs: listOf(
        object(
          {
            id: text,
            sequence: text,
            segment: { enum: ['CRITICAL', 'URGENT', 'OPTIMIZE', null] },
            testing: { type: 'boolean' },
            status: { enum: ['running', 'paused', 'ended'] },
            startedAt: instant,
            endedAt: instant,
            nextSendAt: instant,
            next: object({ number: { type: 'integer', minimum: 1 }, template: text }),
            needsAttention: text,
          },
          ['endedAt', 'nextSendAt', 'next', 'needsAttention'],
        ),
      ),
      next: { type: 'string', description: 'What the next page is asked for by, as `after`.' },
    },
    ['next'],
  ),
  Contact: object({
    contact: { type: 'object', description: 'As Notion has it, under our names.' },
    runs: listOf(ref('Run')),
    stops: listOf(object({ id: text, at: instant, status: text })),
    warnings: listOf(text),
    links: object({ notion: text, temporal: text }, ['notion']),
  }),
  ContactStopped: object({
    status: { const: 'accepted' },
    id: text,
    openRuns: { type: 'integer', minimum: 0 },
  }),
  Resubscribed: object({
    status: { const: 'accepted' },
    id: text,
    was: {
      type: 'string',
      description: 'What Email Status said before; "unknown" when Notion is away.',
    },
    warnings: listOf(text),
  }),
  AffectedEmail: object(
    {
      id: text,
      number: { type: 'integer', minimum: 1, description: 'Missing where times were moved.' },
      template: text,
      plannedAt: instant,
      dueAt: instant,
    },
    ['number', 'template'],
  ),
  Switch: object(
    {
      sending: { type: 'boolean' },
      offAt: instant,
      by: text,
      reason: text,
      skipped: listOf(ref('AffectedEmail')),
      late: listOf(ref('AffectedEmail')),
      unjudged: {
        type: 'integer',
        minimum: 0,
        description: 'How many runs with a late email could not be judged.',
      },
      previewMissing: {
        type: 'string',
        description: 'Why it is not told what is late. The switch does not wait for it.',
      },
    },
    ['offAt', 'by', 'reason', 'previewMissing'],
  ),
  ...templateSchemas,
  ...codecSchemas,
  Health: object({ status: { const: 'ok' }, version: text, testing: { type: 'boolean' }, shadow }, [
    'shadow',
  ]),
  Incident: object(
    {
      about: text,
      title: text,
      reason: text,
      advice: { ...text, description: 'What to do about it.' },
      since: { ...instant, description: 'Missing where it was seen just now.' },
      link: { type: 'string', description: 'Where Temporal Web UI shows it.' },
    },
    ['since'],
  ),
  Ready: object(
    {
      status: { const: 'ready' },
      sending: { type: 'boolean' },
      shadow,
      incidents: { ...listOf(ref('Incident')), description: 'For the admin token alone.' },
      due: {
        type: 'integer',
        minimum: 0,
        description: 'Emails that should have gone by now; for the admin token alone.',
      },
      queues: {
        ...listOf(
          object({
            name: text,
            hasWorker: { type: 'boolean' },
            waiting: { type: 'integer', minimum: 0 },
          }),
        ),
        description: 'For the admin token alone.',
      },
    },
    ['shadow', 'incidents', 'due', 'queues'],
  ),
  Problem: object(
    {
      type: text,
      title: text,
      status: { type: 'integer' },
      detail: text,
      errors: listOf(
        object({
          path: { type: 'string', description: 'The field as posted; "" is the whole body.' },
          message: text,
        }),
      ),
    },
    ['errors'],
  ),
};
