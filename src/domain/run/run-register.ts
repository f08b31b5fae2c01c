import type { Look } from '../incident.js';
import type { Control } from './control.js';
import type { LastingCause, StopRequest } from './stop.js';
import type { SwitchedOn } from './switch.js';

/**
 * What activities ask of runs, handed in. They are tried again, so that there is no deadline but theirs,
 * and errors are Temporal's own.
 */
export interface RunRegister {
  /** Whether Temporal remembers a workflow of this id. */
  isKnown(workflowId: string): Promise<boolean>;
  /** Whether no earlier execution of this workflow is remembered. */
  isFirst(workflowId: string, runId: string): Promise<boolean>;
  /** Whether no other workflow of this contact is remembered. */
  isAlone(workflowId: string, contactKey: string): Promise<boolean>;
  /**
   * Tells a stop to the open runs that it ends, but for those started after an instant; gives the ids
   * of those that took it. Safe to repeat.
   */
  tellStop(asked: { request: StopRequest; startedBefore?: string }): Promise<string[]>;
  /** Tells open runs that sending is on again; gives the ids of all that know by now. Safe to repeat. */
  tellSwitchedOn(message: SwitchedOn, told: readonly string[]): Promise<string[]>;
  /** Lets all look again that wait for a person to mend something; `round` tells one time from another. */
  tellMended(about: string, round: string): Promise<void>;
  /** Lets one run look again. */
  tellMendedTo(runId: string, about: string): Promise<void>;
  /** How many emails should have gone by now. */
  countDue(): Promise<number>;
  /**
   * Looks over the whole, starts the record of each thing that is wrong, and ends the record of what is
   * not any more; gives the names of what is.
   */
  lookOver(): Promise<string[]>;
  /** Looks again at one of those. */
  lookAgain(about: string): Promise<Look>;
  /** Lasting stops of this contact that are being carried out, so that Notion may not say them yet. */
  openStops(contactKey: string): Promise<LastingCause[]>;
  /** Settles an email that is in doubt as sent, once. False when no run is open under this id. */
  settleSent(id: string, email: Control & { number: number; resendId: string }): Promise<boolean>;
  /**
   * Whether an execution of a workflow wants one of its activities no more, or has ended. A message
   * that it has yet to take up is waited for.
   * @throws {Error} when it takes none up.
   */
  isWithdrawn(
    execution: { workflowId: string; runId: string },
    activityId: string,
  ): Promise<boolean>;
  /**
   * ISO instant since when sending is switched off; undefined while it is on. `maxAgeMs` is how old the
   * answer that it is on may be; default 0.
   */
  sendingOffAt(maxAgeMs?: number): Promise<string | undefined>;
}
