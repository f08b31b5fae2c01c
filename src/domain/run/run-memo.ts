import type { PlannedEmail } from '../plan/plan.js';
import type { Pace } from '../plan/sequence.js';
import type { Attention } from './attention.js';

/**
 * What is kept with a run where anybody can read it without a worker. It holds no name and no address.
 * The run's start writes it, the run itself what is optional here.
 */
export interface RunMemo {
  /** The plan as it was told to the sender of the webhook, or as it was moved last. */
  emails: PlannedEmail[];
  isTesting: boolean;
  /** What late emails are judged by. */
  pace: Pace;
  /** ISO instant at which the event happened, as far as that is known. */
  happenedAt?: string;
  /** Stands for what the last event told of the person that was news. */
  told: string;
  isPaused?: true;
  /** ISO instant at which its first execution started, where this is a later one. */
  startedAt?: string;
  attention?: Attention;
}
