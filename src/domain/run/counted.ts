import type { EmailState } from '../plan/plan.js';
import type { Outcome } from './run.js';

/** What a run tells the metrics of its worker; no name and no id is in it. */

export interface DecidedEmail {
  sequence: string;
  number: number;
  state: Exclude<EmailState, 'scheduled'>;
  /** How long after it was due it went, in ms; 0 for one that went early. Given for one that was sent. */
  lateMs?: number;
}

export interface EndedRun {
  sequence: string;
  outcome: Outcome;
}

/** Where a run tells it: calls out of workflow code that are not made again when that is replayed. */
export type CountSinks = {
  counts: {
    emailDecided(email: DecidedEmail): void;
    runEnded(run: EndedRun): void;
  };
};
