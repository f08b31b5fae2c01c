import { inLane } from '../vendors/lanes.js';
import { answerQuestion, answersOfNotion, onceAMinute } from './contacts/answers.js';
import { completeContact } from './contacts/complete-contact.js';
import { enrolContact } from './contacts/enrol-contact.js';
import { saveContact } from './contacts/save-contact.js';
import { withCreates } from './create-once.js';
import type { ActivityDeps } from './deps.js';
import { behindDoors, emailsAstray } from './doors.js';
import { lookOverTemplates } from './emails/look-over-templates.js';
import { markDelivery } from './emails/mark-delivery.js';
import { type PrepareRequest, prepareEmail } from './emails/prepare-email.js';
import { recordEmails } from './emails/record-emails.js';
import { sendEmail } from './emails/send-email.js';
import { prepareTest, sendTestMail } from './emails/send-test.js';
import { settleEmail } from './emails/settle-email.js';
import { withFailures } from './failures.js';
import { sendingBeatMs, withHeartbeats } from './heartbeats.js';
import { type Grant, holdLease } from './hold-lease.js';
import { lookAtIncident } from './look-at-incident.js';
import { raiseAlert } from './raise-alert.js';
import { compareRecords } from './records/compare-records.js';
import { recordResubscribe } from './stops/record-resubscribe.js';
import { recordStop } from './stops/record-stop.js';
import { tellMended } from './tell-mended.js';
import { tellSwitchedOn } from './tell-switched-on.js';

/** Activities that talk to Notion; they have a task queue of their own, paced for it. */
export function createNotionActivities(deps: ActivityDeps) {
  return behindDoors(deps, makeNotionActivities);
}

function makeNotionActivities(deps: ActivityDeps) {
  const { workspace } = deps;
  const answers = answersOfNotion(
    async () => workspace,
    onceAMinute(() => workspace.check()),
    deps.templates,
  );
  return {
    enrolContact: alive(withCreates(enrolContact(deps))),
    saveContact: alive(withCreates(saveContact(deps))),
    recordResubscribe: alive(withCreates(recordResubscribe(deps))),
    recordStop: alive(withCreates(recordStop(deps))),
    recordEmails: alive(withCreates(recordEmails(deps))),
    completeContact: alive(completeContact(deps)),
    markDelivery: alive(markDelivery(deps)),
    answerQuestion: alive(answerQuestion(answers)),
    compareRecords: alive(withCreates(compareRecords(deps))),
    lookAtIncident: alive(lookAtIncident(deps)),
    lookOverTemplates: alive(lookOverTemplates(deps)),
  };
}

/** An activity that fails in Temporal's terms, and whose process is missed soon when it dies. */
function alive<A extends unknown[], R>(activity: (...args: A) => Promise<R>) {
  return withHeartbeats(withFailures(activity));
}

/** Temporal tells of a withdrawal only those who give signs of life, and one comes soon. */
function sending<A extends unknown[], R>(activity: (...args: A) => Promise<R>) {
  return withHeartbeats(withFailures(activity), sendingBeatMs);
}

/**
 * Activities that send, likewise. What prepares an email stands in the same queue, behind what sends: so
 * nothing is prepared faster than it goes.
 */
export function createResendActivities(deps: ActivityDeps) {
  return behindDoors(deps, makeResendActivities, emailsAstray);
}

function makeResendActivities(deps: ActivityDeps) {
  const prepare = prepareEmail(deps);
  return {
    sendEmail: sending(sendEmail(deps)),
    prepareTest: alive(prepareTest(deps)),
    sendTestMail: sending(sendTestMail(deps)),
    prepareEmail: alive(
      withCreates((request: PrepareRequest) => inLane('due', () => prepare(request))),
    ),
  };
}

/** Activities that talk to Temporal itself or to operators, on the workflows' own queue. */
export function createTemporalActivities(deps: ActivityDeps) {
  const { runs } = deps;
  return {
    stopRuns: runs.tellStop,
    endStops: runs.endStops,
    tellSwitchedOn: tellSwitchedOn(deps),
    readSwitch: () => runs.switchState(),
    raiseAlert: raiseAlert(deps),
    countDue: runs.countDue,
    knownDifferences: runs.knownDifferences,
    lookOver: runs.lookOver,
    lookAgain: runs.lookAgain,
    tellMended: tellMended(deps),
    settleEmail: settleEmail(deps),
  };
}

/** What lets this process hold the lease, on the workflows' own queue. */
export function createLeaseActivities(take: (grant: Grant) => void) {
  return { holdLease: holdLease(take) };
}

export type LeaseActivities = ReturnType<typeof createLeaseActivities>;
export type TemporalActivities = ReturnType<typeof createTemporalActivities>;
export type NotionActivities = ReturnType<typeof createNotionActivities>;
export type ResendActivities = ReturnType<typeof createResendActivities>;
