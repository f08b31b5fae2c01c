import { Hono } from 'hono';
import { sequences } from '../campaign/sequences/index.js';
import { contactKey } from '../domain/contact.js';
import { InvalidEvent } from '../domain/errors.js';
import { type AcceptedEvent, readAssessment } from '../domain/events.js';
import { plan } from '../domain/plan.js';
import type { RunInput } from '../domain/run.js';
import type { Sequence } from '../domain/sequence.js';
import type { ApiDeps } from './app.js';
import { requireBearer } from './auth.js';
import { limitBody, readJson, requireJsonType } from './body.js';
import { Problem } from './problem.js';
import { type AcceptedReply, sayPlan, toEmailReply } from './reply.js';
import { startRun } from './runs.js';

/** Where a website reports what happened; 202 means that Temporal holds it. */
export function webhooks(deps: ApiDeps): Hono {
  const { webhookKeys, client } = deps;
  const app = new Hono();
  app.post('/assessment', limitBody, async (c) => {
    requireJsonType(c);
    const keys = webhookKeys.assessment.length > 0 ? webhookKeys.assessment : webhookKeys.general;
    requireBearer(c.req.header('Authorization'), keys);
    const now = await deps.now();
    const event = readEvent(readAssessment, await readJson(c), now);
    const input = toRunInput(deps, sequences.assessment, event, now);
    const id = `assessment/${input.contact.key}`;
    const { isNew, emails } = await startRun(client, 'assessment', id, input);
    const status = isNew ? 'accepted' : 'duplicate';
    const reply: AcceptedReply = {
      status,
      id,
      sequence: input.sequence.name,
      segment: input.segment,
      testing: input.isTesting,
      message: sayPlan(status, emails),
      warnings: event.warnings,
      emails: emails.map(toEmailReply),
    };
    return c.json(reply, 202);
  });
  return app;
}

function readEvent<T>(read: (body: unknown, now: Date) => T, body: unknown, now: Date): T {
  try {
    return read(body, now);
  } catch (error) {
    if (!(error instanceof InvalidEvent)) throw error;
    const fields = error.faults.map(({ path }) => path || 'the body').join(', ');
    throw new Problem(422, `Nothing was accepted; please mend: ${fields}.`, {
      errors: error.faults,
    });
  }
}

function toRunInput(
  { contactKeySecret, isTesting }: ApiDeps,
  sequence: Sequence,
  event: AcceptedEvent,
  now: Date,
): RunInput {
  const { contact, data, segment, base, website } = event;
  return {
    sequence,
    isTesting,
    acceptedAt: now.toISOString(),
    segment,
    contact: { ...contact, key: contactKey(contactKeySecret, contact.email) },
    data,
    emails: plan(sequence, { base, now, isTesting, ...(website && { website }) }),
  };
}
