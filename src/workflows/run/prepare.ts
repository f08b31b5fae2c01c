import { ActivityFailure, TimeoutFailure } from '@temporalio/workflow';
import { MINUTE } from '../../domain/duration.js';
import type { Prepared } from '../../domain/mail/mail.js';
import type { PlannedEmail } from '../../domain/plan/plan.js';
import { isAwaited } from '../../domain/run/awaited.js';
import { priorities } from '../../domain/run/priorities.js';
import { prepareOptions, resend } from '../activities.js';
import { refusalOf } from '../refusal.js';
import type { Run } from './run.js';

/** What the grace does not limit, as an operator wants it now, is prepared for this long. */
const unlimitedForMs = 10 * MINUTE;

/**
 * Prepares a due email for the run's person as known now.
 * @returns undefined when a message withdrew it, or its time is over.
 */
export async function prepare(run: Run, email: PlannedEmail): Promise<Prepared | undefined> {
  const { hold, fates, current } = run;
  const { enrolment } = run.person;
  if (!enrolment) return undefined;
  const { sequence, contact, data, segment, occasion, isTesting } = current;
  const { number, template } = email;
  const { contactPageId, doubleIds, bookingStatus, segment: known } = enrolment;
  const isGraceOpen = hold.forced !== number;
  const endMs = isGraceOpen ? fates.graceEndMs(email) + 1 : Date.now() + unlimitedForMs;
  const options = {
    ...prepareOptions,
    ...(isAwaited(email, current) && { priority: priorities.awaited }),
    scheduleToCloseTimeout: endMs - Date.now(),
    summary: `prepare ${number}`,
  };
  const asked = {
    person: { sequence, contact, data, segment, ...(occasion && { occasion }) },
    number,
    template,
    isTesting,
    enrolment: { contactPageId, ...(doubleIds && { doubleIds }), bookingStatus, segment: known },
    heard: hold.heard,
    ...(!isGraceOpen && ({ isWanted: true } as const)),
  };
  try {
    const prepared = await run.underWay.run(() =>
      resend.prepareEmail.executeWithOptions(options, [asked]),
    );
    if (prepared?.contactPageId) run.person.movedTo(prepared.contactPageId);
    return prepared;
  } catch (error) {
    if (isOutOfTime(error)) return undefined;
    return { kind: 'blocked', ...refusalOf(error) };
  }
}

/** As much time as there was has passed, most of it in the queue. */
function isOutOfTime(error: unknown): boolean {
  if (!(error instanceof ActivityFailure) || !(error.cause instanceof TimeoutFailure)) return false;
  return error.cause.timeoutType === 'SCHEDULE_TO_CLOSE';
}
