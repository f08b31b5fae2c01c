import type { RunRegister } from '../domain/run/run-register.js';
import { decidedBefore } from './decided-before.js';
import type { RunsDeps } from './deps.js';
import { describe, isAlone, isFirst, isWithdrawn } from './find.js';
import { lookBeforeSend } from './look-before-send.js';
import { resultOf } from './result-of.js';

/** What an activity asks of its own execution, and of others that Temporal remembers. */
export function remembering(
  deps: RunsDeps,
): Pick<
  RunRegister,
  | 'isAlone'
  | 'isFirst'
  | 'isKnown'
  | 'decidedBefore'
  | 'isWithdrawn'
  | 'lookBeforeSend'
  | 'resultOf'
> {
  return {
    isAlone: (workflowId, contactKey) => isAlone(deps, workflowId, contactKey),
    isFirst: (workflowId, runId) => isFirst(deps, workflowId, runId),
    decidedBefore: (execution, since) => decidedBefore(deps, execution, since),
    isKnown: async (id) => (await describe(deps.client, id)) !== undefined,
    isWithdrawn: (execution, activityId) => isWithdrawn(deps, execution, activityId),
    lookBeforeSend: (execution, activityId, key) =>
      lookBeforeSend(deps, execution, activityId, key),
    resultOf: (execution, activityId) => resultOf(deps, execution, activityId),
  };
}
