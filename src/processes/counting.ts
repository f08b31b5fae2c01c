import type { InjectedSinks, WorkerInterceptors } from '@temporalio/worker';
import type { Alert } from '../domain/alert.js';
import type { Answer } from '../domain/mail/mail.js';
import type { CountSinks } from '../domain/run/counted.js';
import type { WorkerMetrics } from '../metrics/worker-metrics.js';

export type ActivityInterceptors = NonNullable<WorkerInterceptors['activity']>;

/**
 * Where workflows tell what they decide. It is always there, as workflow code does not know whether anybody
 * counts, and nothing reaches it while a history is replayed.
 */
export function countSinks(metrics: WorkerMetrics | undefined): InjectedSinks<CountSinks> {
  return {
    counts: {
      emailDecided: { fn: ({ runId }, email) => metrics?.emailDecided(runId, email) },
      runEnded: { fn: ({ runId }, run) => metrics?.runEnded(runId, run) },
    },
  };
}

/** Counts what activities come to, each attempt by itself. */
export function countActivities(metrics: WorkerMetrics | undefined): ActivityInterceptors {
  if (!metrics) return [];
  return [
    ({ info: { activityType, attempt } }) => ({
      inbound: {
        async execute(input, next) {
          metrics.attempted(activityType, attempt);
          const outcome = await next(input);
          if (activityType === 'sendEmail') metrics.sendAnswered((outcome as Answer).kind);
          if (activityType === 'raiseAlert') metrics.alertRaised((input.args[0] as Alert).kind);
          return outcome;
        },
      },
    }),
  ];
}
