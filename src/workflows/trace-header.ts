import type { Headers, WorkflowInterceptors } from '@temporalio/workflow';

/** Under which Temporal's interceptors for OpenTelemetry hand a trace on. */
const traceHeader = '_tracer-data';

/**
 * Hands the trace of whoever started a workflow on to what that starts. No more than that is done in here: a
 * span of a run would last for days, and what makes spans is not for code that is replayed. Without a trace
 * nothing is added to any history.
 */
export function interceptors(): WorkflowInterceptors {
  let trace: Headers = {};
  const traced = <I extends { headers: Headers }>(input: I): I => ({
    ...input,
    headers: { ...trace, ...input.headers },
  });
  return {
    inbound: [
      {
        execute(input, next) {
          const found = input.headers[traceHeader];
          if (found) trace = { [traceHeader]: found };
          return next(input);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => next(traced(input)),
        startChildWorkflowExecution: (input, next) => next(traced(input)),
        continueAsNew: (input, next) => next(traced(input)),
      },
    ],
  };
}
