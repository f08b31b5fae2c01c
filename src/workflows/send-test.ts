import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import { priorities } from '../domain/run/priorities.js';
import type { TestOutcome, TestSend } from '../domain/test-send.js';
import { prepareOptions, resend, resendOptions } from './activities.js';

const once = {
  ...prepareOptions,
  priority: priorities.answer,
  retry: { maximumAttempts: 1 },
  summary: 'make the test',
} as const;

/** Somebody waits for it: after half a minute it is told that nobody knows. */
const attempts = {
  ...resendOptions,
  priority: priorities.answer,
  retry: { initialInterval: '2 seconds', maximumAttempts: 4 },
  scheduleToCloseTimeout: '1 minute',
  summary: 'send the test',
} as const;

/** Sends one email to one of our own; its id is the idempotency key. No run and no tracker knows of it. */
export async function sendTest(asked: TestSend): Promise<TestOutcome> {
  try {
    const prepared = await resend.prepareTest.executeWithOptions(once, [asked]);
    if (prepared.kind === 'refused') return prepared;
    return await resend.sendTestMail.executeWithOptions(attempts, [prepared.mail]);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    const reason = error.cause instanceof ApplicationFailure ? error.cause.message : 'no answer';
    return { kind: 'unknown', reason };
  }
}
