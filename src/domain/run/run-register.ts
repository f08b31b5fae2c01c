import type { Look } from '../incident.js';
import type { DeliveryReport } from './delivery.js';
import type { DoneBefore } from './enrolment.js';
import type { RunContact } from './run.js';
import type { ReadRuns } from './run-record.js';
import type { LastingCause, ResubscribeRequest, StopCause, StopRequest } from './stop.js';
import type { SwitchState, Telling } from './switch.js';

/** One execution of a workflow. */
export interface ExecutionId {
  workflowId: string;
  runId: string;
}

/**
 * What activities ask of runs, handed in. They are tried again, so that there is no deadline but theirs,
 * and errors are Temporal's own.
 */
export interface RunRegister {
  /** Whether Temporal remembers a workflow of this id. */
  isKnown(workflowId: string): Promise<boolean>;
  /** Whether no earlier execution of this workflow is remembered. */
  isFirst(workflowId: string, runId: string): Promise<boolean>;
  /**
   * What earlier executions of a workflow, begun since an instant, have sent or perhaps sent, that came to no end of
   * their own.
   */
  decidedBefore(execution: ExecutionId, since: Date): Promise<DoneBefore[]>;
  /** Whether no other workflow of this contact is remembered. */
  isAlone(workflowId: string, contactKey: string): Promise<boolean>;
  /**
   * Tells a stop to the open runs that it ends, but for those started after an instant; gives the ids
   * of those that took it. Safe to repeat.
   */
  tellStop(asked: { request: StopRequest; startedBefore?: string }): Promise<string[]>;
  /**
   * Tells open runs that sending is on again, by the server's own signalling: begins it, or joins what
   * the same asking has begun before. Gives whether it is done.
   */
  tellSwitchedOn(asked: Telling): Promise<boolean>;
  /**
   * Lets all look again that wait for a person to mend something, as `tellSwitchedOn` does; `round` tells
   * one time from another.
   */
  tellMended(about: string, round: string): Promise<boolean>;
  /** Lets one run look again; false where it has ended. */
  tellMendedTo(runId: string, about: string): Promise<boolean>;
  /** How many emails should have gone by now. */
  countDue(): Promise<number>;
  /**
   * Looks over the whole, starts the record of each thing that is wrong, and ends the record of what is
   * not any more; gives the names of what is.
   */
  lookOver(): Promise<string[]>;
  /** Looks again at one of those. */
  lookAgain(about: string): Promise<Look>;
  /**
   * Every run that is open or has ended since an instant, one after the other; `onEach` is told how many of
   * how many.
   */
  readRuns(since: Date, onEach?: (done: number, of: number) => void): Promise<ReadRuns>;
  /** What the last nightly comparison of all records has found, each by its own name. */
  knownDifferences(): Promise<string[]>;
  /** Whose run it is, by the event that started it; undefined when there is no such run. */
  personOf(id: string): Promise<RunContact | undefined>;
  /** Lasting stops of this contact that hold, whatever Notion says. */
  openStops(contactKey: string): Promise<LastingCause[]>;
  /** The same in one request; one that began a moment ago may be missing. */
  listedStops(contactKey: string): Promise<LastingCause[]>;
  /** Why this contact's mail was stopped since an instant (ISO); the last moment may be missing. */
  stopsSince(contactKey: string, at: string): Promise<StopCause[]>;
  /** Takes back every lasting stop of the contact that is no newer than the request. Safe to repeat. */
  endStops(request: ResubscribeRequest): Promise<void>;
  /**
   * Settles an email of which nobody knew whether it was sent, as Resend knows it: its run, open or
   * ended, says so. Safe to repeat, and nothing where no email is in doubt.
   */
  settleSent(report: DeliveryReport): Promise<void>;
  /**
   * Whether an execution of a workflow wants one of its activities no more, or has ended. A message
   * that it has yet to take up is waited for.
   * @throws {Error} when it takes none up.
   */
  isWithdrawn(execution: ExecutionId, activityId: string): Promise<boolean>;
  /**
   * The same for one that is to send under a key. An execution that was reset does again what another has done:
   * there it gives what that one knows of the email under this key.
   */
  lookBeforeSend(
    execution: ExecutionId,
    activityId: string,
    key: string,
  ): Promise<'withdrawn' | DoneBefore | undefined>;
  /** What an activity of an execution has given, from its history; undefined where that tells nothing. */
  resultOf(execution: ExecutionId, activityId: string): Promise<unknown>;
  /**
   * ISO instant since when sending is switched off; undefined while it is on. `maxAgeMs` is how old the
   * answer that it is on may be; default 0.
   */
  sendingOffAt(maxAgeMs?: number): Promise<string | undefined>;
  /** The same, with the times for which it was off before. */
  switchState(maxAgeMs?: number): Promise<SwitchState>;
}
