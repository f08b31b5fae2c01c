import { ApplicationFailure, workflowInfo } from '@temporalio/workflow';
import { workflowTypeOf } from '../domain/plan/sequence.js';
import type { RunInput, RunSummary } from '../domain/run/run.js';
import { runSequence } from './run/run-sequence.js';

export { answerQuestion } from './answer-question.js';
export { incident } from './incident.js';
export { logOut } from './log-out.js';
export { reconcile } from './reconcile.js';
export { recordDelivery } from './record-delivery.js';
export { sendTest } from './send-test.js';
export { sendingSwitch } from './sending-switch.js';
export { resubscribeContact } from './stop/resubscribe-contact.js';
export { stopContact } from './stop/stop-contact.js';
export { trackSignup } from './track-signup.js';
export { vendorLease } from './vendor-lease.js';
export { watch } from './watch.js';

/** The bundle: every function exported here can be started by its name, so there is nothing else. */

/**
 * Temporal notes of every promise where it was made, for the call stack in its Web UI. Four calls say that, and a
 * failure's place; each further one takes time of every step.
 */
Error.stackTraceLimit = Math.min(Error.stackTraceLimit, 4);

/**
 * Every sequence, by the workflow type that is made of its name. Temporal runs the default export for
 * each type that has no export of its own.
 * @throws {ApplicationFailure} for a type that no sequence has.
 */
export default function anySequence(input: RunInput | undefined): Promise<RunSummary> {
  const { workflowType } = workflowInfo();
  if (input?.sequence && workflowTypeOf(input.sequence.name) === workflowType) {
    return runSequence(input);
  }
  throw ApplicationFailure.nonRetryable(
    `there is no workflow type "${workflowType}", and this is no run of a sequence of that name`,
    'UnknownWorkflowType',
  );
}
