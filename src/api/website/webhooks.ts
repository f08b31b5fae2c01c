import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { type EventName, events, type WebsiteEvent } from '../../campaign/events.js';
import { keyOnlyPaths, methodsOf, olderPaths } from '../../campaign/older-names.js';
import { contactKey } from '../../domain/contact.js';
import { InvalidEvent } from '../../domain/errors.js';
import type { AcceptedEvent, IgnoredEvent } from '../../domain/event/event.js';
import { plan } from '../../domain/plan/plan.js';
import type { Sequence } from '../../domain/plan/sequence.js';
import type { Person, RunInput } from '../../domain/run/run.js';
import { runIdOf } from '../../domain/run/run-id.js';
import { shadowWarning } from '../../domain/shadow.js';
import { type AcceptedReply, sayPlan, toEmailReply } from '../../runs/reply.js';
import type { StartedRun } from '../../runs/start.js';
import type { ApiDeps } from '../deps.js';
import { isOneOf, nameOfKey, requireSender, saysSigned, senderByHead } from '../http/auth.js';
import { limitBody, readJson, requireJsonType } from '../http/body.js';
import type { Callers } from '../http/callers.js';
import { Problem } from '../http/problem.js';
import { SharedWork } from './share-work.js';

/** Where a website reports what happened; 202 means that Temporal holds it. */
export function webhooks(deps: ApiDeps): Hono {
  const app = new Hono();
  const starts = new SharedWork<StartedRun>();
  const take = (c: Context, expected: Expected) => takeEvent(deps, starts, c, expected);
  const { general, byEvent } = deps.webhookKeys;
  const ownKeys = (name: EventName): string[] => byEvent[name] ?? [];
  for (const event of events) {
    const { name } = event;
    // An event with a key of its own does not take the general one.
    const keys = ownKeys(name).length > 0 ? ownKeys(name) : general;
    const limit = limitBut(deps.callers, keys);
    app.post(`/webhooks/${name}`, limit, limitBody, (c) => take(c, { event, keys }));
    for (const path of olderPaths(name)) {
      app.on([...methodsOf(path)], path, limit, limitBody, (c) =>
        take(c, { event, keys, isAlias: true }),
      );
    }
  }
  const allOwnKeys = events.flatMap(({ name }) => ownKeys(name));
  const limitKeys = limitBut(deps.callers, allOwnKeys);
  app.on(['POST', 'PUT'], [...keyOnlyPaths], limitKeys, limitBody, (c) => {
    const named = events.filter(({ name }) => isOneOf(c.req.param('key') ?? '', ownKeys(name)));
    const [event, another] = named;
    // Unless the key names one event there is no key that would do, so that this ends in the same 401.
    const isNamed = event !== undefined && another === undefined;
    return take(c, { event, keys: isNamed ? ownKeys(event.name) : [], isAlias: true });
  });
  return app;
}

/** Whoever has one of the keys is limited by it, and all others by their peer. */
function limitBut(callers: Callers, keys: readonly string[]): MiddlewareHandler {
  return callers.limit({ byHead: (c) => senderByHead(c, keys), isLater: saysSigned });
}

interface Expected {
  /** Missing where no key can be right. */
  event: WebsiteEvent | undefined;
  keys: string[];
  isAlias?: boolean;
}

/** Judges a webhook in the order of its errors, and answers with what Temporal has taken. */
async function takeEvent(
  deps: ApiDeps,
  starts: SharedWork<StartedRun>,
  c: Context,
  expected: Expected,
): Promise<Response> {
  const { event: kind, keys, isAlias = false } = expected;
  requireJsonType(c);
  const now = await deps.now();
  const key = await requireSender(c, keys, now);
  if (senderByHead(c, keys) === undefined) deps.callers.admit(c, nameOfKey(key));
  if (!kind) throw new TypeError('an address without an event takes no key');
  const event = readEvent(kind.read, await readJson(c), now);
  if ('ignored' in event) return answerIgnored(c, event);
  const reply = await acceptEvent(deps, starts, { kind, event, now });
  if (reply.warnings.length > 0) {
    deps.log.warn({ event: 'taken with warnings', run: reply.id, warnings: reply.warnings });
  }
  // Older callers look for the address that they posted.
  return c.json({ ...reply, ...(isAlias && { email: event.contact.email }) }, 202);
}

/** A valid event that starts nothing. */
export function answerIgnored(c: Context, { ignored: reason, message }: IgnoredEvent): Response {
  return c.json({ status: 'ignored', reason, message }, 200);
}

/** Starts what an event starts, whoever reported it; the same event again finds the same run. */
export async function acceptEvent(
  { runs, isTesting, isShadow, contactKeySecret, log }: ApiDeps,
  starts: SharedWork<StartedRun>,
  { kind, event, now }: { kind: WebsiteEvent; event: AcceptedEvent; now: Date },
): Promise<AcceptedReply> {
  const { name, sequence, workflowType } = kind;
  const key = contactKey(contactKeySecret, event.contact.email);
  const person = { contact: { ...event.contact, key }, data: event.data, segment: event.segment };
  const id = runIdOf(name, key, event.occasion);
  // The same post many times at once is one start, not a storm of signals that say nothing new.
  const { outcome, isShared } = await starts.do(`${id} ${JSON.stringify(person)}`, async () =>
    sequence
      ? runs.start({
          id,
          workflowType,
          input: toRunInput(sequence, event, person, now, isTesting),
        })
      : { isNew: await runs.recordContact(person), emails: [] },
  );
  const { isNew, emails } = outcome;
  const status = isNew && !isShared ? 'accepted' : 'duplicate';
  log.info({ event: 'taken', status, run: id });
  return {
    status,
    id,
    sequence: name,
    segment: event.segment,
    testing: isTesting,
    message: sequence ? sayPlan(status, emails) : 'The contact is recorded; we send no email.',
    warnings: [...event.warnings, ...(isShadow ? [shadowWarning] : [])],
    emails: emails.map(toEmailReply),
  };
}

export function readEvent<T>(read: (body: unknown, now: Date) => T, body: unknown, now: Date): T {
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

export function toRunInput(
  sequence: Sequence,
  event: AcceptedEvent,
  { contact, data, segment }: Person,
  now: Date,
  isTesting: boolean,
): RunInput {
  const { base, website, occasion, alerts = [] } = event;
  return {
    sequence,
    isTesting,
    acceptedAt: now.toISOString(),
    // An event that tells no time of its own is the same event when it is posted again.
    ...(base.getTime() !== now.getTime() && { happenedAt: base.toISOString() }),
    segment,
    ...(occasion && { occasion }),
    contact,
    data,
    emails: plan(sequence, { base, now, isTesting, ...(website && { website }) }),
    ...(alerts.length > 0 && { alerts: alerts.map((kind) => ({ kind })) }),
  };
}
