import type { ExecutionAccount, Held, HeldExecution, Sought, Traces } from '../domain/person.js';
import type { Control } from '../domain/run/control.js';
import type { LastingCause } from '../domain/run/stop.js';
import type { RunsDeps } from './deps.js';
import { bareStops, deleteAll, endAllOf, keepStop, stopsOf, tracesOf } from './forget.js';
import { accountOf, heldOf, type OnEach } from './held.js';

/** What requests of a person ask of Temporal, to see what is kept of them or to forget it. Each may take minutes. */
export interface PersonalRuns {
  /** Every execution of a person, of every type, open or ended; and those of which nobody here can tell. */
  heldOf(sought: Sought): Promise<Held>;
  /** What stands in the history of one; undefined for one that is gone. */
  accountOf(held: HeldExecution): Promise<ExecutionAccount | undefined>;
  /** What leads from executions to pages in Notion. */
  tracesOf(held: readonly HeldExecution[]): Promise<Traces>;
  /**
   * Ends what is open of them but stops that last, and waits for it.
   * @throws {NotBegun} naming what has not ended.
   */
  endAllOf(
    asked: Control & { held: readonly HeldExecution[]; keys: readonly string[] },
    onEach: OnEach,
  ): Promise<void>;
  /** Stops that hold. */
  stopsOf(contactKey: string): Promise<LastingCause[]>;
  /** Has a stop hold by the contact's key alone. */
  keepStop(stop: { contactKey: string; cause: LastingCause }): Promise<void>;
  /** Ids (of runs) of those that hold nothing but a contact key. */
  bareStops(held: readonly HeldExecution[]): Promise<Set<string>>;
  /**
   * Deletes executions, and waits until they are gone.
   * @throws {NotBegun} naming those that are not.
   */
  deleteAll(held: readonly HeldExecution[], onEach: OnEach): Promise<void>;
}

export function personalRuns(deps: RunsDeps): PersonalRuns {
  return {
    heldOf: (sought) => heldOf(deps, sought),
    accountOf: (held) => accountOf(deps, held),
    tracesOf: (held) => tracesOf(deps, held),
    endAllOf: (asked, onEach) => endAllOf(deps, asked, onEach),
    stopsOf: (contactKey) => stopsOf(deps, contactKey),
    keepStop: (stop) => keepStop(deps, stop),
    bareStops: (held) => bareStops(deps, held),
    deleteAll: (held, onEach) => deleteAll(deps, held, onEach),
  };
}
