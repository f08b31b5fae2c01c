import { Hono } from 'hono';
import { sequenceEvents } from '../../campaign/events.js';
import type { AcceptedEvent } from '../../domain/event/event.js';
import type { Sequence } from '../../domain/plan/sequence.js';
import { shadowWarning } from '../../domain/shadow.js';
import { sayPlan, toEmailReply } from '../../runs/reply.js';
import type { ApiDeps } from '../deps.js';
import { limitStrangers } from '../http/auth.js';
import { limitBody } from '../http/body.js';
import { Problem } from '../http/problem.js';
import { answerIgnored, readEvent, toRunInput } from '../website/webhooks.js';
import { readAsked } from './asked.js';

/** What an event would start; nothing is. */
export function plan(deps: ApiDeps): Hono {
  const app = new Hono();
  const limit = limitStrangers(deps);
  app.post('/plan', limit, limitBody, async (c) => {
    const body = await readAsked(deps, c);
    const { read, sequence } = requireSequence(body);
    const now = await deps.now();
    const event = readEvent(read, body, now);
    if ('ignored' in event) return answerIgnored(c, event);
    return c.json(toPlanReply(deps, sequence, event, now));
  });
  return app;
}

/** @throws {Problem} 422 */
function requireSequence(body: unknown) {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  const asked: unknown = isObject ? Reflect.get(body, 'sequence') : undefined;
  const event = sequenceEvents.find(({ name }) => name === asked);
  if (event) return event;
  const known = sequenceEvents.map(({ name }) => name).join(', ');
  const fault = isObject
    ? { path: 'sequence', message: `expected one of ${known}` }
    : { path: '', message: 'expected a JSON object' };
  throw new Problem(422, 'Which sequence?', { errors: [fault] });
}

function toPlanReply(
  { isTesting, isShadow }: ApiDeps,
  sequence: Sequence,
  event: AcceptedEvent,
  now: Date,
) {
  const { contact, data, segment, warnings } = event;
  const person = { contact: { ...contact, key: '' }, data, segment };
  const { emails } = toRunInput(sequence, event, person, now, isTesting);
  return {
    status: 'planned',
    sequence: sequence.name,
    segment,
    testing: isTesting,
    message: sayPlan('planned', emails),
    warnings: [...warnings, ...(isShadow ? [shadowWarning] : [])],
    emails: emails.map(toEmailReply),
  };
}
