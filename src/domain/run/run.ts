import type { Alert } from '../alert.js';
import type { EventContact, EventData } from '../event/event.js';
import type { Segment } from '../event/segment.js';
import { lowerAscii } from '../lower-case.js';
import type { EmailState, PlannedEmail } from '../plan/plan.js';
import type { Interval } from '../plan/replan.js';
import type { Sequence } from '../plan/sequence.js';
import type { Carried } from './carried.js';
import type { StopCause } from './stop.js';
import type { OffTime } from './switch.js';

/** What crosses between the API, the workflow and its activities; plain JSON throughout. */

/** Everything a run needs, fixed at its start: editing a campaign never disturbs runs under way. */
export interface RunInput {
  sequence: Sequence;
  isTesting: boolean;
  /** ISO instant at which the webhook was accepted. */
  acceptedAt: string;
  /** ISO instant at which it happened, as far as whoever reports it says. */
  happenedAt?: string;
  segment: Segment | null;
  /** Tells this event from others of the same sequence and person. */
  occasion?: string;
  contact: RunContact;
  data: EventData;
  /** The plan as it was told to the sender of the webhook. */
  emails: PlannedEmail[];
  /** What an operator should hear of this event. */
  alerts?: Alert[];
  /** What has held it before, so that none of it counts twice. */
  held?: HeldBefore;
  /** Given when an operator takes up a run that has ended. */
  earlier?: EarlierRun;
  /** Given when the run itself goes on in a new execution. */
  carried?: Carried;
}

/** What a run that was held knows of that. */
export interface HeldBefore {
  /** The time that has moved its emails, without overlaps and in order. */
  movedBy: Interval[];
  /** The off-times of the sending switch that it has heard of. */
  offTimes: OffTime[];
}

/** What an ended run passes on to the one that takes it up. */
export interface EarlierRun {
  /** ISO instant at which it was taken up: what the sending switch did before moves nothing. */
  takenUpAt?: string;
  history: HistoryEntry[];
  /** How often an operator had an email sent again, by its number: each time under a fresh key. */
  again: Record<number, number>;
  /** The email that may have gone as the run ended, of which nobody was told yet. */
  inDoubt?: number;
  /** The email that is to go now, whatever its time. */
  sendNow?: number;
  /** What the run's outcome stays, where nothing but one email's fate is made known. */
  outcome?: Outcome;
}

/** The person of a run: names as the event gave them, `key` as their only name in the clear. */
export interface RunContact extends EventContact {
  key: string;
}

/** A person as one event tells of them, and what that event makes of their campaign status. */
export type Person = Pick<RunInput, 'contact' | 'data' | 'segment' | 'happenedAt'> & {
  /** When the event was accepted: a status that a stop has written since stays. */
  acceptedAt?: string;
  /** Missing where only a contact is recorded: then their status is set only if there is none. */
  sequence?: Pick<Sequence, 'name' | 'campaignStatus'>;
  /** Their run is over already: a status that they have by now may come from what ended it. */
  keepsStatus?: boolean;
};

/** What a later event of the same person changes in an open run; the schedule stays. */
export interface ContactUpdate {
  contact?: Partial<EventContact>;
  data?: EventData;
  segment?: Segment;
  happenedAt?: string;
  /** Stands for what the event told, so that the same is known for a repeat. */
  told?: string;
}

/** Whether something happened before what is known already; what tells no time is no older. */
export function isOlder(
  { happenedAt }: Pick<Person, 'happenedAt'>,
  than: Pick<Person, 'happenedAt'>,
): boolean {
  return happenedAt !== undefined && than.happenedAt !== undefined && happenedAt < than.happenedAt;
}

/**
 * A person as a later event tells of them: what is not told stays. An event that happened before what is
 * known, and is only told late, changes nothing: half of each would be true of no moment.
 */
export function updatePerson<P extends Person>(person: P, update: ContactUpdate): P {
  if (isOlder(update, person)) return person;
  const { email } = person.contact;
  const happenedAt = update.happenedAt ?? person.happenedAt;
  return {
    ...person,
    contact: {
      ...person.contact,
      ...update.contact,
      ...(!isSameAddress(update.contact?.email ?? email, email) && { email }),
    },
    data: { ...person.data, ...update.data },
    segment: update.segment ?? person.segment,
    ...(happenedAt && { happenedAt }),
  };
}

/**
 * Whether only the case of letters differs. A run's mail goes on to the address of its first event, whatever
 * else is told of that person.
 */
function isSameAddress(one: string, other: string): boolean {
  return lowerAscii(one) === lowerAscii(other);
}

/** `failed`: the run itself could not go on. */
export type Outcome = 'completed' | `stopped:${StopCause}` | 'suppressed' | 'failed';

/** One thing that happened to a run, for people. */
export interface HistoryEntry {
  at: string;
  what: string;
  by?: string;
  reason?: string;
}

/** A run as people see it: what went out, what is still to come, and why. */
export interface Timeline {
  status: 'running' | 'paused' | 'ended';
  outcome?: Outcome;
  /** What a person has to mend before the next email can go, or which one did not go through. */
  needsAttention?: string;
  /**
   * Given where no worker has told it. `result`: it has ended, and this is what it left. `plan`: what was
   * planned; an email that should have gone by now is called unknown, as nobody here can tell.
   */
  asOf?: 'plan' | 'result';
  /** It was told to stop, and no worker has come to that yet; there with `plan` alone. */
  isStopping?: true;
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

/** What a run returns, of its emails' fates. */
export function summarise(outcome: Outcome, emails: readonly PlannedEmail[]): RunSummary {
  return {
    outcome,
    emails: emails.map(({ number, template, dueAt, state, at, resendId, reason }) => ({
      number,
      template,
      dueAt,
      outcome: state,
      at: at ?? null,
      resendId: resendId ?? null,
      reason: reason ?? null,
    })),
  };
}
