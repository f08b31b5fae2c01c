import { type Bug, bug } from './bug.js';
import { nearlyOver, paused, shifted, switchedOff, unheardOfResend } from './witnesses.js';

const walk = 'src/workflows/run/run-sequence.ts';
const attempts = 'src/workflows/run/attempt-to-send.ts';
const runFile = 'src/workflows/run/run.ts';
const planFile = 'src/domain/plan/plan.ts';
const prepareFile = 'src/activities/emails/prepare-email.ts';
const sendFile = 'src/activities/emails/send-email.ts';

/** In what is sent, and when. */
export const bugsOfSending: readonly Bug[] = [
  bug('the key has no number', 'I1', {
    file: attempts,
    search: 'return emailKeyOf(workflowInfo().workflowId, number, run.fates.again[number]);',
    replace: 'void number; void emailKeyOf; return workflowInfo().workflowId;',
  }),
  bug(
    'the key has the number of the attempt',
    'I1',
    {
      file: attempts,
      search: 'await attempt(run.underWay, { ...request, startByMs })',
      replace:
        'await attempt(run.underWay, { ...request, key: `${request.key}/${backOffMs}`, startByMs })',
    },
    unheardOfResend,
  ),
  bug(
    'the mail is rendered inside the send',
    'I1',
    {
      file: sendFile,
      search: 'sendMail(mail, key, async () => {',
      replace: 'sendMail({ ...mail, text: `${mail.text} ${Date.now()}` }, key, async () => {',
    },
    unheardOfResend,
  ),
  bug(
    'what may have gone is sent under a fresh key',
    'I1',
    [
      {
        file: attempts,
        search: 'const { reason, isFinal = false } = answer;',
        replace: 'const { reason, isFinal = false } = answer; run.fates.countAgain(number);',
      },
      {
        file: attempts,
        search: 'await attempt(run.underWay, { ...request, startByMs })',
        replace:
          'await attempt(run.underWay, { ...request, key: idempotencyKey(run, number), startByMs })',
      },
    ],
    unheardOfResend,
  ),
  bug('each email waits a quarter of a minute too long', ['I2', 'I11'], {
    file: walk,
    search: 'waitHereOrThere(run, Date.parse(dueAt), `email',
    replace: 'waitHereOrThere(run, Date.parse(dueAt) + 15_000, `email',
  }),
  bug(
    'an answer that tells nothing is taken for a refusal',
    ['I2', 'I6'],
    {
      file: 'src/vendors/resend/answer.ts',
      search: 'status >= 500 || status === 408) return unknown;',
      replace: 'status >= 500 || status === 408) return recipientFault;',
    },
    unheardOfResend,
  ),
  bug('emails go five seconds before they are due', 'I2', [
    {
      file: walk,
      search: 'Date.parse(dueAt) > Date.now()) {',
      replace: 'Date.parse(dueAt) > Date.now() + 5_000) {',
    },
    {
      file: walk,
      search: 'waitHereOrThere(run, Date.parse(dueAt), `email',
      replace: 'waitHereOrThere(run, Date.parse(dueAt) - 5_000, `email',
    },
    {
      file: 'src/workflows/run/fates.ts',
      search: '&& Date.parse(email.plannedAt) > Date.now();',
      replace: '&& Date.parse(email.plannedAt) > Date.now() + 5_000;',
    },
  ]),
  bug('no gap between two emails', ['I2', 'I9'], {
    file: planFile,
    search: 'earliestMs = goesMs + pace.gapMs;',
    replace: 'earliestMs = goesMs;',
  }),
  bug('an email overtakes the one before', 'I4', [
    {
      file: walk,
      search: 'const email = fates.next();',
      replace:
        "const next = fates.next(); const third = fates.of(3); const email = next?.number === 2 && third?.state === 'scheduled' ? { ...third, dueAt: next.dueAt } : next;",
    },
    {
      file: 'src/workflows/run/fates.ts',
      search: 'if (email?.number !== number || this.hold.keepsBack(number)) return true;',
      replace: 'if (!email || this.hold.keepsBack(number)) return true;',
    },
  ]),
  bug(
    'the grace is ignored',
    ['I2', 'I9'],
    {
      file: planFile,
      search: 'if (goesMs > plannedMs + pace.graceMs) {',
      replace: 'if (goesMs > plannedMs + 100 * pace.graceMs) {',
    },
    nearlyOver,
  ),
  bug(
    'a pause is ignored',
    'I2',
    {
      file: 'src/workflows/run/hold.ts',
      search: 'return this.isOff || (this.pausedAt !== undefined && this.forced !== number);',
      replace: 'return this.isOff || number === 0;',
    },
    paused,
  ),
  bug(
    'the sending switch is ignored',
    'I2',
    [
      {
        file: prepareFile,
        search: "if (state.offAt !== undefined) return { kind: 'held', offAt: state.offAt };",
        replace: '',
      },
      {
        file: sendFile,
        search: "if (offAt !== undefined) return { kind: 'held', offAt };",
        replace: 'void offAt;',
      },
    ],
    switchedOff,
  ),
  bug(
    'a shift counts twice',
    'I9',
    {
      file: runFile,
      search: 'this.replan(shiftEmails(movable, this.hold.moveMs(interval)));',
      replace: 'this.replan(shiftEmails(movable, 2 * this.hold.moveMs(interval)));',
    },
    shifted,
  ),
  bug(
    'a run goes another way when it is replayed',
    'I12',
    [
      {
        file: walk,
        search: "CancellationScope, condition } from '@temporalio/workflow';",
        replace: "CancellationScope, condition, workflowInfo } from '@temporalio/workflow';",
      },
      {
        file: walk,
        search: 'const beside = tell(run);',
        replace:
          'if (workflowInfo().unsafe.isReplaying) await condition(() => false, 1);\n      const beside = tell(run);',
      },
    ],
    nearlyOver,
  ),
  bug('nothing is left of what asks for nothing', 'I12', {
    file: 'src/workflows/no-empty-task.ts',
    search: 'const isEmpty = isTold && !isSeen(commands);',
    replace: 'const isEmpty = isTold && !isSeen(commands) && false;',
  }),
];
