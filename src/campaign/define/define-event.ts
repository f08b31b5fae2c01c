import { z } from 'zod';
import type { AlertKind } from '../../domain/alert.js';
import { dropMissing } from '../../domain/drop-missing.js';
import {
  type AcceptedEvent,
  type EventData,
  type IgnoredEvent,
  missingOneOf,
  type PersonBody,
  personFields,
  readBody,
  splitPerson,
  warningsOf,
} from '../../domain/event/event.js';
import type { MissedCall } from '../../domain/event/missed-call.js';
import type { Segment } from '../../domain/event/segment.js';
import {
  faultsOfMoment,
  readWebsiteEmail,
  type SentAt,
  websiteEmailFields,
} from '../../domain/event/website-email.js';
import type { Value } from '../copy/values.js';

/** Fields of an event, beside who it is about: name -> how it is read, in terms of `domain/event/fields.ts`. */
export type EventFields = Record<string, z.ZodType>;

/** An event's own fields once they are read. */
export type Posted<Fields extends EventFields> = z.output<z.ZodObject<Fields>>;

type FieldName<Fields extends EventFields> = keyof Fields & string;

/** Something that a website reports, as the campaign's author writes it. */
export interface EventDefinition<Fields extends EventFields> {
  /** What happened, in one sentence, for the description of the API. */
  what: string;
  fields: Fields;
  /** Of these, at least one must be there. */
  oneOf?: readonly FieldName<Fields>[];
  /** What copy may use by the field's own name: `{{ call_date }}`. */
  copy?: readonly FieldName<Fields>[];
  /** What else copy may use, made of the event's data; a variable without a value holds the email. */
  variables?: Record<string, (data: EventData) => Value>;
  /** Read, and then forgotten: no run carries them. */
  hidden?: readonly FieldName<Fields>[];
  /** When it starts nothing, and what the website is told then. `reason` is one word for programs. */
  ignore?: { reason: string; message: string; when: (posted: Posted<Fields>) => boolean };
  /**
   * Tells this event from others of the same kind and person: the last part of the run's id, a few
   * characters that an address may hold. Missing where one person has one run at a time.
   */
  occasion?: (posted: Posted<Fields>) => string;
  segment?: (posted: Posted<Fields>) => Segment;
  /** What the sender should mend, or an operator should hear, though the event is taken. */
  notices?: readonly {
    when: (posted: Posted<Fields>) => boolean;
    /** Names fields, quotes no values. */
    warning: string;
    alert?: AlertKind;
  }[];
  /** What to post for a call that a calendar says was missed; at most one event follows those up. */
  missedCall?: (call: MissedCall) => { [Name in FieldName<Fields>]?: unknown };
  /** A body that is taken, without who it is about: in the API's description, the CLI, the sandbox. */
  example: { [Name in FieldName<Fields>]?: unknown };
}

/** What every event's body holds beside its own fields, which are checked but not known here. */
interface ReadFields extends PersonBody {
  email_1_sent_at?: SentAt;
  email_1_status?: string;
}

/** An event that can be read, whatever its fields. */
export interface ReadableEvent {
  what: string;
  /** What `read` expects, for the description of the API. */
  body: z.ZodType;
  oneOf: readonly string[];
  /** Names of the event's own fields. */
  fields: readonly string[];
  copy: readonly string[];
  variables: Record<string, (data: EventData) => Value>;
  /** Why it may be ignored. */
  ignoredFor?: string;
  /** Whether one person may have several runs of it, so that no run's id can be told from its person. */
  hasOccasion: boolean;
  missedCall?: (call: MissedCall) => object;
  example: Record<string, unknown>;
  /** @throws {InvalidEvent} naming every faulty field at once. */
  read: (body: unknown, now: Date) => AcceptedEvent | IgnoredEvent;
}

/**
 * Makes an event readable. With `isFirstFromWebsite`, the website tells of the first email, which it has
 * sent itself: its time is what delays count from.
 */
export function defineEvent<Fields extends EventFields>(
  definition: EventDefinition<Fields>,
  { isFirstFromWebsite = false } = {},
): ReadableEvent {
  const { what, fields, oneOf = [], copy = [], variables = {}, ignore, example } = definition;
  const ownFields = {
    ...personFields,
    ...fields,
    ...(isFirstFromWebsite && websiteEmailFields),
  };
  // Made once: zod compiles what it reads with.
  const schema = z.object(ownFields) as z.ZodType as z.ZodType<ReadFields>;
  const names = Object.keys(ownFields);
  return {
    what,
    body: schema,
    oneOf,
    fields: Object.keys(fields),
    copy,
    variables,
    ...(ignore && { ignoredFor: ignore.reason }),
    hasOccasion: definition.occasion !== undefined,
    ...(definition.missedCall && { missedCall: definition.missedCall }),
    example: { ...example },
    read(body, now) {
      const more = [
        ...missingOneOf(body, oneOf),
        ...(isFirstFromWebsite ? faultsOfMoment(body, now) : []),
      ];
      const { contact, rest } = splitPerson(readBody(schema, body, more));
      const { email_1_sent_at: sentAt, email_1_status: status, ...own } = rest;
      const posted = own as Posted<Fields>;
      if (ignore?.when(posted)) return { ignored: ignore.reason, message: ignore.message };
      const first = isFirstFromWebsite ? readWebsiteEmail(sentAt, status, now) : undefined;
      const warnings = [
        ...(first?.warnings ?? []),
        ...warningsOf(body, names),
        ...linksMadeWhole(body, posted),
      ];
      return accept(definition, posted, { contact, base: now, ...first, warnings });
    },
  };
}

/** Links are whole once they are read; whoever posted one without its scheme should know. */
function linksMadeWhole(body: unknown, posted: Record<string, unknown>): string[] {
  const given = new Map<string, unknown>(Object.entries(body ?? {}));
  return Object.entries(posted).flatMap(([name, value]) => {
    const text = given.get(name);
    const isMadeWhole = typeof text === 'string' && value === `https://${text.trim()}`;
    return isMadeWhole ? [`${name} has no scheme: read as https`] : [];
  });
}

function accept<Fields extends EventFields>(
  { hidden = [], occasion, segment, notices = [] }: EventDefinition<Fields>,
  posted: Posted<Fields>,
  event: Pick<AcceptedEvent, 'contact' | 'base' | 'website' | 'warnings'>,
): AcceptedEvent {
  const isKept = ([name]: [string, unknown]) => !hidden.some((one) => one === name);
  const data = Object.fromEntries(Object.entries(posted).filter(isKept)) as EventData;
  const noticed = notices.filter(({ when }) => when(posted));
  const known = segment?.(posted) ?? null;
  const alerts: AlertKind[] = [
    ...(known === 'CRITICAL' ? (['hot_lead'] as const) : []),
    ...(event.website && event.website.state !== 'sent' ? (['website_email'] as const) : []),
    ...noticed.flatMap(({ alert }) => alert ?? []),
  ];
  return {
    ...event,
    data: dropMissing(data),
    segment: known,
    ...(occasion && { occasion: occasion(posted) }),
    warnings: [...event.warnings, ...noticed.map(({ warning }) => warning)],
    ...(alerts.length > 0 && { alerts }),
  };
}
