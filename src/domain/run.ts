import type { EventContact, EventData } from './events/event.js';
import type { EmailState, PlannedEmail } from './plan.js';
import type { Segment } from './segment.js';
import type { Sequence } from './sequence.js';

/** What crosses between the API, the workflow and its activities; plain JSON throughout. */

/** Everything a run needs, fixed at its start: editing a campaign never disturbs runs under way. */
export interface RunInput {
  sequence: Sequence;
  isTesting: boolean;
  /** ISO instant at which the webhook was accepted. */
  acceptedAt: string;
  segment: Segment | null;
  contact: RunContact;
  data: EventData;
  /** The plan as it was told to the sender of the webhook. */
  emails: PlannedEmail[];
}

/** The person of a run: names as the event gave them, `key` as their only name in the clear. */
export interface RunContact extends EventContact {
  key: string;
}

/** A person as one event tells of them, and what that event makes of their campaign status. */
export type Person = Pick<RunInput, 'contact' | 'data' | 'segment'> & {
  /** Missing where only a contact is recorded: then their status is set only if there is none. */
  sequence?: Pick<Sequence, 'name' | 'campaignStatus'>;
};

/** What a later event of the same person changes in an open run; the schedule stays. */
export interface ContactUpdate {
  contact?: Partial<EventContact>;
  data?: EventData;
  segment?: Segment;
}

/** A person as a later event tells of them: what is not told stays. */
export function updatePerson<P extends Person>(person: P, update: ContactUpdate): P {
  return {
    ...person,
    contact: { ...person.contact, ...update.contact },
    data: { ...person.data, ...update.data },
    segment: update.segment ?? person.segment,
  };
}

/** Why mail stops. `operator` is also what Temporal's own Cancel means. */
export type StopCause =
  | 'booked'
  | 'superseded'
  | 'paid'
  | 'unsubscribed'
  | 'bounced'
  | 'complained'
  | 'operator';

export interface StopMessage {
  cause: StopCause;
  /** ISO instant at which the stop was asked for. */
  at: string;
  by?: string;
  reason?: string;
  event?: string;
}

/** A stop of one person's mail, whatever runs they have. */
export interface StopRequest extends StopMessage {
  cause: Exclude<StopCause, 'superseded'>;
  contactKey: string;
  email: string;
}

export type Outcome = 'completed' | `stopped:${StopCause}` | 'suppressed';

/** One thing that happened to a run, for people. */
export interface HistoryEntry {
  at: string;
  what: string;
  by?: string;
  reason?: string;
}

/** A run as people see it: what went out, what is still to come, and why. */
export interface Timeline {
  status: 'running' | 'ended';
  outcome?: Outcome;
  /** What a person has to mend before the next email can go. */
  needsAttention?: string;
  sequence: string;
  segment: Segment | null;
  isTesting: boolean;
  emails: PlannedEmail[];
  history: HistoryEntry[];
}

/** What a run returns when it ends. */
export interface RunSummary {
  outcome: Outcome;
  emails: EmailSummary[];
}

export interface EmailSummary {
  number: number;
  template: string;
  dueAt: string;
  outcome: EmailState;
  at: string | null;
  resendId: string | null;
  reason: string | null;
}
