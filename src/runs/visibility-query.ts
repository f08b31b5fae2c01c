import { workflowTypes } from './names.js';

/** What is asked of Temporal's visibility, in its own query language. */

/** Which runs are meant; without a condition, all that are open. */
export interface RunQuery {
  /** Only those that wait for a person: also ended ones with an email that may have been sent. */
  needsAttention?: boolean;
  /** Beside those that wait for a person, those whose workflow itself could not go on. */
  orBroken?: boolean;
  /** Only open ones whose next email is due before this instant; it may be late already. */
  dueBefore?: Date;
  /** Also all that have ended. */
  withEnded?: boolean;
  /** Default: the next to send comes first, those that have nothing to send last. */
  order?: 'next to send' | 'newest';
  /** Read no more runs than this; default 100. */
  most?: number;
  /** How long it may take; default a minute. */
  withinMs?: number;
}

const types = workflowTypes.map((type) => `'${type}'`).join(', ');
export const isRun = `WorkflowType IN (${types})`;
export const isOpen = "ExecutionStatus = 'Running'";
const isBroken = "ExecutionStatus IN ('Failed', 'TimedOut')";

/** The executions that a query means, older ones of one run too. */
export function toVisibilityQuery(query: RunQuery): string {
  const { needsAttention, orBroken, dueBefore, withEnded } = query;
  const waits = 'NeedsAttention = true';
  return [
    isRun,
    ...(needsAttention ? [orBroken ? `(${waits} OR ${isBroken})` : waits] : []),
    ...(dueBefore ? [`NextSendAt < '${dueBefore.toISOString()}'`] : []),
    ...(dueBefore || !(needsAttention || withEnded) ? [isOpen] : []),
  ].join(' AND ');
}

/** All workflows of one contact. */
export function isOf(contactKey: string): string {
  return `ContactKey = '${contactKey}'`;
}
