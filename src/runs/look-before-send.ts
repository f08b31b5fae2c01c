import { tsToDate } from '@temporalio/common/lib/time.js';
import type { DoneBefore } from '../domain/run/enrolment.js';
import type { ExecutionId } from '../domain/run/run-register.js';
import { sentUnder } from './decided-before.js';
import type { RunsDeps } from './deps.js';
import { takenUp, wants } from './find.js';

/**
 * Whether an execution still wants an email sent. One that was reset in Temporal goes on from an earlier point, and so
 * wants again what went already; Resend may not know the key any more.
 * @returns what another execution knows of the email under this key.
 * @throws {Error} when the run takes up no messages.
 */
export async function lookBeforeSend(
  deps: RunsDeps,
  execution: ExecutionId,
  activityId: string,
  key: string,
): Promise<'withdrawn' | DoneBefore | undefined> {
  const found = await takenUp(deps, execution);
  if (!wants(found, activityId)) return 'withdrawn';
  const { lastResetTime, originalStartTime } = found.raw.workflowExtendedInfo ?? {};
  if (!lastResetTime || !originalStartTime) return undefined;
  return sentUnder(deps, execution, tsToDate(originalStartTime), key);
}
