import { type Context, Hono } from 'hono';
import { followUpOf, missedCallEvent } from '../../campaign/events.js';
import { contactKey } from '../../domain/contact.js';
import type { IgnoredEvent } from '../../domain/event/event.js';
import { type MissedCall, shortHash } from '../../domain/event/missed-call.js';
import type { DeliveryReport } from '../../domain/run/delivery.js';
import type { StopRequest } from '../../domain/run/stop.js';
import type { StartedByEvent } from '../../runs/record-delivery.js';
import type { AcceptedReply } from '../../runs/reply.js';
import type { StartedRun } from '../../runs/start.js';
import type { ApiDeps } from '../deps.js';
import { limitBody, readJson, requireJsonType } from '../http/body.js';
import { SharedWork } from '../website/share-work.js';
import { acceptEvent, answerIgnored, readEvent } from '../website/webhooks.js';
import { calcomBody, readCalcom } from './calcom.js';
import { calendlyBody, readCalendly } from './calendly.js';
import type { CallEvent } from './call.js';
import { readResend, resendBody } from './resend.js';
import {
  isFromCalcom,
  isFromCalendly,
  requireSigned,
  saysFrom,
  svixHeaders,
} from './signatures.js';

/** The calendars that tell us of calls, each with its own signature and its own words. */
const calendars = {
  calcom: {
    label: 'Cal.com',
    paths: ['/webhooks/calcom', '/webhook/calcom-booking'],
    body: calcomBody,
    isFrom: isFromCalcom,
    read: readCalcom,
  },
  calendly: {
    label: 'Calendly',
    paths: ['/webhooks/calendly'],
    body: calendlyBody,
    isFrom: isFromCalendly,
    read: readCalendly,
  },
};

type Calendar = keyof typeof calendars;

/** Every address of an external sender, with what it may post, for the description of the API. */
export const senderRoutes = [
  ...Object.entries(calendars).flatMap(([name, { label, paths, body }]) =>
    paths.map((path) => ({ name, label, path, body })),
  ),
  { name: 'resend', label: 'Resend', path: '/webhooks/resend', body: resendBody },
];

/** What an accepted event has started, or had started before. */
interface TakenReply {
  status: 'accepted' | 'duplicate';
  id: string;
  message: string;
}

/** Where Cal.com, Calendly and Resend report; 202 means that Temporal holds it. */
export function senders(deps: ApiDeps): Hono {
  const app = new Hono();
  const starts = new SharedWork<StartedRun>();
  for (const name of Object.keys(calendars) as Calendar[]) {
    const limit = deps.callers.limit({ isLater: (c) => saysFrom(c, name) });
    for (const path of calendars[name].paths) {
      app.post(path, limit, limitBody, (c) => takeCall(deps, starts, c, name));
    }
  }
  const limit = deps.callers.limit({ isLater: (c) => saysFrom(c, 'resend') });
  app.post('/webhooks/resend', limit, limitBody, (c) => takeDelivery(deps, c));
  return app;
}

async function takeCall(
  deps: ApiDeps,
  starts: SharedWork<StartedRun>,
  c: Context,
  name: Calendar,
): Promise<Response> {
  const { isFrom, read, label } = calendars[name];
  requireJsonType(c);
  const now = await deps.now();
  const body = Buffer.from(await c.req.arrayBuffer());
  requireSigned(isFrom(c, deps.senderSecrets[name], body, now));
  deps.callers.admit(c, name);
  const event: CallEvent = readEvent(read, await readJson(c), now);
  if ('ignored' in event) return answerIgnored(c, event);
  const reply =
    'booked' in event
      ? await acceptBooking(deps, event.booked, label, now)
      : await acceptMissed(deps, starts, event, now);
  if ('ignored' in reply) return answerIgnored(c, reply);
  const address = 'booked' in event ? event.booked.email : event.missed[0]?.person.email;
  const isAlias = !c.req.path.startsWith('/webhooks/');
  return c.json({ ...reply, ...(isAlias && { email: address }) }, 202);
}

/** Ends the mail of someone who has a call; a booking of the call that they missed is old news. */
async function acceptBooking(
  deps: ApiDeps,
  { email, call }: { email: string; call: string },
  label: string,
  now: Date,
): Promise<TakenReply> {
  const key = contactKey(deps.contactKeySecret, email);
  const request: StopRequest = {
    stop: 'booked',
    contactKey: key,
    email,
    at: now.toISOString(),
    by: label,
    event: call,
    // A booking of the very call that they missed is old news to the run that follows it up.
    ...(missedCallEvent && { spares: `${missedCallEvent.name}/${key}/${call}` }),
  };
  const started = await deps.runs.stopPersonOnce(request);
  deps.log.info({ event: 'a booking is taken', run: started.id });
  return toReply(started, 'They have a call: their marketing mail ends.');
}

/** One run for each person who did not come and can be mailed; the answer is the first one's. */
async function acceptMissed(
  deps: ApiDeps,
  starts: SharedWork<StartedRun>,
  { missed, unreachable }: { missed: MissedCall[]; unreachable?: number },
  now: Date,
): Promise<AcceptedReply | IgnoredEvent> {
  // All are read before any is started: a refusal has changed nothing.
  const followUps = missed.map((call) => readEvent(() => followUpOf(call, now), call, now));
  const replies: AcceptedReply[] = [];
  for (const followUp of followUps) {
    if ('ignored' in followUp) return followUp;
    replies.push(await acceptEvent(deps, starts, { ...followUp, now }));
  }
  const [first, ...others] = replies;
  if (!first) throw new TypeError('expected at least one person who missed the call');
  const ids = others.map(({ id }) => `another person missed the call too: ${id}`);
  const unmailed = unreachable ? [`${unreachable} more missed it who cannot be mailed`] : [];
  return { ...first, warnings: [...first.warnings, ...ids, ...unmailed] };
}

async function takeDelivery(deps: ApiDeps, c: Context): Promise<Response> {
  requireJsonType(c);
  const headers = svixHeaders(c);
  requireSigned(deps.isFromResend(await c.req.text(), headers));
  deps.callers.admit(c, 'resend');
  const now = await deps.now();
  const report: DeliveryReport | IgnoredEvent = readEvent(readResend, await readJson(c), now);
  if ('ignored' in report) return answerIgnored(c, report);
  if (contactKey(deps.contactKeySecret, report.email) !== report.contactKey) {
    deps.log.warn({
      event: 'Resend reports an email to another than its contact',
      run: report.runId,
    });
    const message = 'The email went to another address than the contact in its tags.';
    return answerIgnored(c, { ignored: 'event_not_used', message });
  }
  const started = await deps.runs.recordDelivery(eventId(headers.id), report);
  deps.log.info({ event: 'what Resend says is taken', run: report.runId });
  return c.json(toReply(started, 'The tracker will say so.'), 202);
}

/** An id as it is, where another may be made of it. */
function eventId(id: string): string {
  return /^[\w.-]{1,200}$/.test(id) ? id : shortHash(id);
}

function toReply({ id, isNew }: StartedByEvent, does: string): TakenReply {
  return isNew
    ? { status: 'accepted', id, message: does }
    : { status: 'duplicate', id, message: 'This event was taken before.' };
}
