import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Failures whose messages and stacks are payloads, so that they are sealed as all others are. Temporal loads this
 * by its path, into the workflows' bundle too.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
