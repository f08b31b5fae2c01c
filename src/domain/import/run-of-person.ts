import type { AcceptedEvent, EventData } from '../event/event.js';
import { toSegment } from '../event/segment.js';
import { type KnownEmail, plan } from '../plan/plan.js';
import type { RunInput } from '../run/run.js';
import type { Fact, KnownSequence } from './claim.js';
import { type OldRow, textOf } from './old-row.js';
import { cellOf } from './person.js';

/** What is known of the event that began it. */
interface Begun {
  base: string;
  body: Record<string, unknown>;
  rows: readonly OldRow[];
  occasion: string | undefined;
  key: string;
  facts: ReadonlyMap<number, Fact>;
}

/** The run as its webhook would have started it, with what has been sent of it since. */
export function toInput(
  { sequence }: KnownSequence,
  event: AcceptedEvent,
  { base, body, rows, occasion, key, facts }: Begun,
  { now, isTesting }: { now: Date; isTesting: boolean },
): RunInput {
  const { contact, website } = event;
  const data: EventData = Object.fromEntries(
    Object.entries(event.data).filter(([name]) => name in body), // what nobody told is no default
  );
  const isJudged = ['red_systems', 'orange_systems'].some((name) => name in body);
  const segment = isJudged ? event.segment : toSegment(segmentIn(rows));
  const known = [...facts.values()].flatMap(toKnown);
  const emails = plan(sequence, {
    base: new Date(base),
    now,
    isTesting,
    known,
    ...(website && { website }),
  });
  return {
    sequence,
    isTesting,
    acceptedAt: now.toISOString(),
    ...(sequence.base === 'email_1_sent_at' && { happenedAt: base }),
    segment,
    ...(occasion && { occasion }),
    contact: { ...contact, key },
    data,
    emails,
  };
}

function segmentIn(rows: readonly OldRow[]): string | null {
  const said = rows.map((row) => textOf(row, 'segment')).find((text) => text !== undefined);
  return said?.toUpperCase() ?? null;
}

/** What the older system did with an email, in the words of a plan. */
function toKnown({ number, state, at, plannedAt, by, resendId }: Fact): KnownEmail[] {
  if (state === 'open') return plannedAt ? [{ number, state: 'scheduled', plannedAt }] : [];
  const isOwn = by?.toLowerCase() === 'evergreen';
  const reason = isOwn ? undefined : `${state} by ${by ?? 'the system before'}`;
  return [
    {
      number,
      state,
      ...(at && { at }),
      ...(resendId && { resendId }),
      ...(reason && { reason }),
    },
  ];
}

/** What a person should know of a run before it goes on. */
export function notesOf({ emails }: RunInput): string[] {
  const late = emails.filter(({ state, reason }) => state === 'skipped' && reason === 'too_late');
  const failed = emails.filter(({ state, sentBy }) => state === 'failed' && sentBy === 'evergreen');
  return [
    ...(late.length > 0 ? [`too late: email ${late.map(({ number }) => number).join(', ')}`] : []),
    ...failed.map(({ number }) => `email ${number} failed there, and is not sent again`),
  ];
}

/** What the webhook would have posted, of what older records keep. */
export function bodyOf(
  { fields, oneOf, assumed, sequence }: KnownSequence,
  rows: readonly OldRow[],
  { email, base, isOwn }: { email: string; base: string; isOwn: boolean },
): Record<string, unknown> {
  const body: Record<string, unknown> = { email, ...assumed };
  for (const name of ['first_name', 'last_name', 'business_name', ...fields]) {
    const cell = cellOf(rows, name);
    if (cell === undefined || cell === '') continue;
    if (name in assumed && typeof cell !== typeof assumed[name]) continue;
    body[name] = cell;
  }
  const [first] = oneOf;
  // Which event it was stands in the run's own id.
  if (isOwn && first !== undefined && !oneOf.some((name) => name in body)) body[first] = 'known';
  return sequence.base === 'email_1_sent_at' ? { ...body, email_1_sent_at: base } : body;
}

/** What the website's own email came to. */
export function statusOfFirst(fact: Fact | undefined): Record<string, string> {
  return fact?.state === 'failed' || fact?.state === 'unknown'
    ? { email_1_status: fact.state }
    : {};
}
