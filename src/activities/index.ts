import { completeContact } from './complete-contact.js';
import type { ActivityDeps } from './deps.js';
import { enrolContact } from './enrol-contact.js';
import { withFailures } from './failures.js';
import { prepareEmail } from './prepare-email.js';
import { recordEmail } from './record-email.js';
import { recordStop } from './record-stop.js';
import { saveContact } from './save-contact.js';
import { sendEmail } from './send-email.js';
import { stopRuns } from './stop-runs.js';

/** Activities that talk to Notion; they have a task queue of their own, paced for it. */
export function createNotionActivities(deps: ActivityDeps) {
  return {
    enrolContact: withFailures(enrolContact(deps)),
    saveContact: withFailures(saveContact(deps)),
    prepareEmail: withFailures(prepareEmail(deps)),
    recordStop: withFailures(recordStop(deps)),
    recordEmail: withFailures(recordEmail(deps)),
    completeContact: withFailures(completeContact(deps)),
  };
}

/** Activities that talk to Resend, likewise. */
export function createResendActivities(deps: ActivityDeps) {
  return { sendEmail: withFailures(sendEmail(deps)) };
}

/** Activities that talk to Temporal itself, on the workflows' own queue. */
export function createTemporalActivities(deps: ActivityDeps) {
  return { stopRuns: stopRuns(deps) };
}

export type TemporalActivities = ReturnType<typeof createTemporalActivities>;
export type NotionActivities = ReturnType<typeof createNotionActivities>;
export type ResendActivities = ReturnType<typeof createResendActivities>;
