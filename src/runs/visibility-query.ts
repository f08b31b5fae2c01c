import { workflowTypes } from './names.js';

/** What is asked of Temporal's visibility, in its own query language. */

const types = workflowTypes.map((type) => `'${type}'`).join(', ');
export const isRun = `WorkflowType IN (${types})`;
export const isOpen = "ExecutionStatus = 'Running'";
/** An execution that another continues is no end. */
export const isOver = "ExecutionStatus NOT IN ('Running', 'ContinuedAsNew')";
/** Of a run that goes on in a new execution, that one alone. */
export const isNewest = "ExecutionStatus != 'ContinuedAsNew'";
const isBroken = "ExecutionStatus IN ('Failed', 'TimedOut', 'Terminated', 'Canceled')";
const needsAttention = 'NeedsAttention = true';

const conditions = {
  /** Open, whatever they do. */
  open: isOpen,
  /** Open or ended: an email is blocked, in doubt or lost, or the run itself could not go on. */
  attention: `${isNewest} AND (${needsAttention} OR ${isBroken})`,
  'open attention': `${isOpen} AND ${needsAttention}`,
  'ended attention': `${isOver} AND (${needsAttention} OR ${isBroken})`,
  all: isNewest,
};

/** Which runs are meant. */
export type Which = keyof typeof conditions;

/** When the next email goes, of runs that are open. */
export interface DueWithin {
  /** From this instant on. */
  from?: Date | undefined;
  /** Before this one. */
  before?: Date | undefined;
}

/** The executions that are meant, older ones of one run too. */
export function toVisibilityQuery(which: Which, { from, before }: DueWithin = {}): string {
  return [
    isRun,
    conditions[which],
    ...(from ? [`NextSendAt >= '${from.toISOString()}'`] : []),
    ...(before ? [`NextSendAt < '${before.toISOString()}'`] : []),
    ...((from ?? before) && which !== 'open' ? [isOpen] : []),
  ].join(' AND ');
}

/** All workflows of one contact. */
export function isOf(contactKey: string): string {
  return `ContactKey = '${contactKey}'`;
}

/** Every execution of some workflows. */
export function isOneOf(workflowIds: readonly string[]): string {
  // Ids of ours hold no quotes.
  return `WorkflowId IN (${workflowIds.map((id) => `'${id}'`).join(', ')})`;
}
