import { defaultPayloadConverter } from '@temporalio/common';
import type { WorkflowInterceptors, WorkflowInternalsInterceptor } from '@temporalio/workflow';

type Command = ReturnType<
  Required<WorkflowInternalsInterceptor>['concludeActivation']
>['commands'][number];

/**
 * Has every workflow task that was told something leave an event of its own. Temporal's SDK takes two tasks that left
 * none for one, when an operator's update comes next and it has to replay; and for two, once that update stands in
 * history. What was decided in one go then is replayed in two, and in another order if it comes to that: such a run
 * could never go on (sdk-rust, issue 1146). A task of a rejected update alone is never replayed, so it leaves nothing.
 */
export function interceptors(): WorkflowInterceptors {
  let isTold = false;
  return {
    internals: [
      {
        activate(input, next) {
          const { jobs } = input.activation;
          if (jobs?.some((job) => !job.doUpdate && !job.queryWorkflow)) isTold = true;
          next(input);
        },
        concludeActivation(input, next) {
          const { commands } = next(input);
          const isEmpty = isTold && !isSeen(commands);
          isTold = false;
          return { commands: isEmpty ? [...commands, trace()] : commands };
        },
      },
    ],
  };
}

/**
 * Whether history will surely show one of them. What is begun and called off in one go stands nowhere, and neither
 * does an update that is rejected; what was begun before and is called off may have ended by itself.
 */
function isSeen(commands: readonly Command[]): boolean {
  const calledOff = (key: 'cancelTimer' | 'requestCancelActivity', seq: unknown) =>
    commands.some((command) => command[key]?.seq === seq);
  return commands.some((command) => {
    const { startTimer, scheduleActivity, cancelTimer, requestCancelActivity } = command;
    if (startTimer) return !calledOff('cancelTimer', startTimer.seq);
    if (scheduleActivity) return !calledOff('requestCancelActivity', scheduleActivity.seq);
    return !cancelTimer && !requestCancelActivity && !command.updateResponse?.rejected;
  });
}

/** Stands in history, and changes nothing: what is not there is taken away. */
function trace(): Command {
  const fields = { emptyTask: defaultPayloadConverter.toPayload(undefined) };
  return { modifyWorkflowProperties: { upsertedMemo: { fields } } };
}
