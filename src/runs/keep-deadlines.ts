import {
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';
import { SECOND } from '../domain/duration.js';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];

/** A try that begins later than this before its deadline would come to nothing. */
const leastForTryMs = 50;

const usual = defaultGrpcRetryOptions({
  // A run that is just being replayed refuses queries, but only for a moment.
  initialIntervalMs: ({ code, details }) =>
    code !== resourceExhausted || details.includes('Workflow is busy') ? 100 : SECOND,
});

/** `RESOURCE_EXHAUSTED` in gRPC. */
const resourceExhausted = 8;

/**
 * The client's own retries, but none that would begin after the deadline of its call: whoever asked has
 * gone by then, may have closed the connection, and a call on that crashes the process.
 */
const keepDeadline: Interceptor = (options, nextCall) => {
  const deadlineMs = Number(options.deadline ?? Number.POSITIVE_INFINITY);
  let delayMs = 0;
  const keeping = makeGrpcRetryInterceptor({
    retryableDecider(attempt, status) {
      if (!usual.retryableDecider(attempt, status)) return false;
      delayMs = usual.delayFunction(attempt, status);
      return Date.now() + delayMs + leastForTryMs < deadlineMs;
    },
    delayFunction: () => delayMs,
  });
  return keeping(options, nextCall);
};

/** How connections to Temporal are made, besides where it is. */
export const keepingDeadlines: Pick<ConnectionOptions, 'interceptors'> = {
  interceptors: [keepDeadline],
};
