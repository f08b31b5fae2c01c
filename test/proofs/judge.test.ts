import assert from 'node:assert/strict';
import type { Evidence, Execution, Promise12, Step } from '../../proofs/judge/evidence.js';
import { judge, sayViolation } from '../../proofs/judge/judge.js';
import type { RunInput, Summary } from '../../proofs/judge/run-file.js';
import { cleanEvidence, hourMs, idOf, startMs } from './clean-evidence.js';

const ann = idOf({ who: 'ann', event: 'assessment' });
const ben = idOf({ who: 'ben', event: 'assessment' });
const cleo = idOf({ who: 'cleo', event: 'assessment' });
const dora = idOf({ who: 'dora', event: 'post-call' });
const eve = idOf({ who: 'eve', event: 'onboarding' });
const fay = idOf({ who: 'fay', event: 'no-show' });

function found<T>(one: T | undefined): T {
  assert.ok(one !== undefined);
  return one;
}
const runOf = ({ executions }: Evidence, id: string): Execution =>
  found(executions.find(({ workflowId }) => workflowId === id));
const stepOf = (evidence: Evidence, id: string, name: string, at = 0): Step =>
  found(runOf(evidence, id).steps.filter((step) => step.name === name)[at]);
const drop = (evidence: Evidence, id: string, name: string) => {
  const run = runOf(evidence, id);
  run.steps = run.steps.filter((step) => step.name !== name);
};
const requestOf = ({ requests }: Evidence, key: string) =>
  found(requests.find((one) => one.key === key));
const mailOf = ({ mails }: Evidence, key: string) => found(mails.find((one) => one.key === key));
const rowOf = ({ rows }: Evidence, key: string) => found(rows.find((one) => one.key === key));
const summaryOf = (evidence: Evidence, id: string) => runOf(evidence, id).closed?.result as Summary;
const fateOf = (evidence: Evidence, id: string, number: number) =>
  found(summaryOf(evidence, id).emails.find((one) => one.number === number));
const inputOf = (evidence: Evidence, id: string) => runOf(evidence, id).input as RunInput;

/** One request and one email more, under a key. */
function sendMore(evidence: Evidence, key: string, like: string, laterMs: number): void {
  const request = requestOf(evidence, like);
  const mail = mailOf(evidence, like);
  evidence.requests.push({ ...request, key, atMs: request.atMs + laterMs });
  evidence.mails.push({ ...mail, key, atMs: mail.atMs + laterMs, id: `${mail.id} again` });
}

const doctored: [promise: Promise12, what: string, doctor: (evidence: Evidence) => void][] = [
  ['I1', 'accepted twice under its key', (e) => sendMore(e, `${ann}/2`, `${ann}/2`, 500)],
  ['I1', 'the number of the attempt in the key', (e) => sendMore(e, `${ann}/2/2`, `${ann}/2`, 500)],
  ['I1', 'a key without a number', (e) => sendMore(e, ann, `${ann}/2`, 500)],
  [
    'I1',
    'sent again though nobody asked for it',
    (e) => sendMore(e, `${ann}/2/again-1`, `${ann}/2`, hourMs),
  ],
  [
    'I1',
    'other bytes at the second attempt',
    (e) =>
      e.requests.push({
        ...requestOf(e, `${ann}/2`),
        atMs: startMs + 25 * hourMs,
        bodyHash: 'other',
      }),
  ],
  [
    'I1',
    'a key that is used for longer than it lives',
    (e) => e.requests.push({ ...requestOf(e, `${cleo}/3`), atMs: startMs + 97 * hourMs }),
  ],
  [
    'I1',
    'told as sent, and never accepted',
    (e) => (e.mails = e.mails.filter(({ key }) => key !== `${ann}/3`)),
  ],
  ['I2', 'an hour before it is due', (e) => (requestOf(e, `${ann}/3`).atMs -= hourMs)],
  ['I2', 'sent after its grace', (e) => (requestOf(e, `${ann}/3`).atMs += 25 * hourMs)],
  [
    'I2',
    'two within the gap',
    (e) => {
      // Moved by an operator, and then sent too near to the one before.
      const at = new Date(startMs + 26 * hourMs).toISOString();
      const atMs = startMs + 20 * hourMs;
      runOf(e, ann).steps.push({
        atMs,
        what: 'update',
        name: 'reschedule',
        input: { number: 3, at },
        clockMs: atMs,
      });
      requestOf(e, `${ann}/3`).atMs = startMs + 26 * hourMs + 10;
    },
  ],
  [
    'I2',
    'minutes late, with nothing in the way',
    (e) => (requestOf(e, `${eve}/2`).atMs += 10 * 60_000),
  ],
  ['I3', 'asked for after the signal', (e) => sendMore(e, `${ben}/3`, `${ben}/2`, 48 * hourMs)],
  [
    'I3',
    'an activity that was begun after the signal',
    (e) =>
      runOf(e, ben).steps.push({
        ...stepOf(e, ben, 'sendEmail'),
        atMs: startMs + 31 * hourMs,
        clockMs: startMs + 31 * hourMs,
      }),
  ],
  [
    'I3',
    'a stop that reached nobody',
    (e) => {
      drop(e, ben, 'stop');
      found(runOf(e, ben).closed).atMs += hourMs;
    },
  ],
  [
    'I3',
    'mailed though they had unsubscribed before',
    (e) =>
      e.requests.push({ atMs: startMs + 41 * hourMs, key: `${fay}/1`, bodyHash: '', status: 200 }),
  ],
  [
    'I3',
    'what was typed into Notion was not asked',
    (e) =>
      e.edits.push({
        atMs: startMs + 50 * hourMs,
        email: 'ann@salon.example',
        what: 'emailStatus',
        value: 'Bounced',
      }),
  ],
  ['I3', 'accepted and shown as stopped', (e) => sendMore(e, `${ben}/3`, `${ben}/2`, 5 * hourMs)],
  ['I4', 'a later one first', (e) => (requestOf(e, `${ann}/2`).atMs += 96 * hourMs)],
  ['I4', 'two at once', (e) => (stepOf(e, ann, 'sendEmail').endedMs = startMs + 80 * hourMs)],
  [
    'I5',
    'a 202 that nobody holds',
    (e) => (e.executions = e.executions.filter(({ workflowId }) => workflowId !== eve)),
  ],
  ['I5', 'a 202 before the start', (e) => (runOf(e, eve).startedMs += 60_000)],
  [
    'I5',
    'an ignored event that left a contact',
    (e) => e.contacts.push({ email: 'gus@salon.example', emailStatus: null, bookingStatus: null }),
  ],
  [
    'I5',
    'one event, two runs',
    (e) => {
      const call = found(e.calls.find(({ answer }) => answer?.['id'] === eve));
      e.calls.push({ ...call, answer: { ...call.answer, id: ann } });
    },
  ],
  [
    'I5',
    'a finished run that begins again',
    (e) => e.executions.push({ ...runOf(e, eve), startedMs: startMs + 300 * hourMs }),
  ],
  [
    'I6',
    'nobody was told of a failure',
    (e) => (e.alerts = e.alerts.filter(({ text }) => !text.startsWith('An email failed'))),
  ],
  [
    'I6',
    'nobody was told that nobody knows',
    (e) => (e.alerts = e.alerts.filter(({ text }) => !/may or may not/.test(text))),
  ],
  [
    'I6',
    'nobody was told that an email waits',
    (e) => (e.alerts = e.alerts.filter(({ text }) => !text.startsWith('An email waits'))),
  ],
  [
    'I6',
    'nobody was told of one too late',
    (e) => (e.alerts = e.alerts.filter(({ text }) => !/too late/.test(text))),
  ],
  ['I6', 'told again and again', (e) => e.alerts.push(...e.alerts)],
  ['I6', 'no reason', (e) => (fateOf(e, cleo, 2).reason = null)],
  [
    'I6',
    'accepted, and told as failed',
    (e) => sendMore(e, `${cleo}/2`, `${cleo}/3`, -48 * hourMs),
  ],
  [
    'I6',
    'open long after it was due',
    (e) => delete runOf(e, ann).closed && drop(e, ann, 'recordEmail'),
  ],
  [
    'I6',
    'skipped as too late while it was not',
    (e) => (stepOf(e, dora, 'recordEmail', 1).clockMs -= 24 * hourMs),
  ],
  ['I6', 'a run that died', (e) => (runOf(e, eve).closed = { how: 'failed', atMs: startMs })],
  ['I7', 'a row without its state', (e) => (rowOf(e, `${ann}/2`).status = 'scheduled')],
  ['I7', 'a row without its reason', (e) => (rowOf(e, `${ben}/3`).reason = null)],
  ['I7', 'another id of Resend', (e) => (rowOf(e, `${ann}/2`).resendId = 'another')],
  ['I7', 'no row', (e) => (e.rows = e.rows.filter(({ key }) => key !== `${ann}/4`))],
  ['I7', 'two rows of one email', (e) => e.rows.push(rowOf(e, `${ann}/4`))],
  [
    'I7',
    'two contacts of one address',
    (e) => e.contacts.push({ ...found(e.contacts[0]), email: 'ANN@salon.example' }),
  ],
  [
    'I7',
    'an unsubscribe that Notion does not show',
    (e) => (found(e.contacts.at(-1)).emailStatus = 'Subscribed'),
  ],
  [
    'I8',
    'an address in a log',
    (e) => e.surfaces.push({ name: 'a log', text: 'mailed ann@salon.example' }),
  ],
  [
    'I8',
    'an address in other letters in a list',
    (e) => e.surfaces.push({ name: 'lists', text: '{"id":"BEN@SALON.EXAMPLE"}' }),
  ],
  [
    'I9',
    'answered with another time',
    (e) => (found(inputOf(e, ann).emails[2]).dueAt = new Date(startMs).toISOString()),
  ],
  [
    'I9',
    'counted from another base',
    (e) => (inputOf(e, ann).happenedAt = new Date(startMs - hourMs).toISOString()),
  ],
  [
    'I9',
    'sent at another time than was answered',
    (e) => (requestOf(e, `${eve}/2`).atMs += 60_000),
  ],
  [
    'I10',
    'no look at the person',
    (e) => (e.looks = e.looks.filter(({ pageId }) => pageId !== 'ann-page')),
  ],
  [
    'I10',
    'looked at before it was due',
    (e) =>
      ((stepOf(e, ann, 'prepareEmail').result as { readAt: string }).readAt = new Date(
        startMs,
      ).toISOString()),
  ],
  [
    'I10',
    "another template's text",
    (e) => (mailOf(e, `${ann}/2`).subject = 'Hello (5-Day E3 v1)'),
  ],
  ['I10', 'raw braces', (e) => (mailOf(e, `${ann}/2`).body = 'Hi {{first_name}}')],
  ['I10', 'an empty body', (e) => (mailOf(e, `${ann}/2`).body = '')],
  ['I10', 'to somebody else', (e) => (mailOf(e, `${ann}/2`).to = ['ben@salon.example'])],
  ['I10', "the website's own email", (e) => sendMore(e, `${ann}/1`, `${ann}/2`, -hourMs)],
  [
    'I11',
    'waiting for what is wrong with another template',
    (e) => {
      const fromMs = startMs + 24 * hourMs - 1_000;
      e.troubles.push({
        fromMs,
        untilMs: fromMs + hourMs,
        what: 'no template',
        template: '5-Day E5',
      });
      requestOf(e, `${eve}/2`).atMs += 20 * 60_000;
    },
  ],
  [
    'I11',
    'ended by one email that failed',
    (e) => Object.assign(fateOf(e, cleo, 5), { outcome: 'stopped', reason: 'failed' }),
  ],
  [
    'I12',
    'a history that the present code does not replay',
    (e) => (found(e.replays[0]).error = 'no such timer'),
  ],
  [
    'I12',
    'a task that failed',
    (e) => {
      const cause = 'WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR';
      runOf(e, ann).steps.push({
        atMs: startMs,
        what: 'task failed',
        name: cause,
        input: undefined,
        clockMs: 0,
      });
    },
  ],
];

describe('the judge', () => {
  it('finds nothing in clean evidence', () => {
    assert.deepEqual(judge(cleanEvidence()).map(sayViolation), []);
  });
  for (const [promise, what, doctor] of doctored) {
    it(`${promise}: ${what}`, () => {
      const evidence = structuredClone(cleanEvidence());
      doctor(evidence);
      const violations = judge(evidence);
      assert.ok(
        violations.some((one) => one.promise === promise),
        `found ${violations.map(sayViolation).join('\n') || 'nothing'}`,
      );
    });
  }
  it('has two doctored sets of evidence for each promise at least', () => {
    const promises = Array.from({ length: 12 }, (_, at) => `I${at + 1}`);
    const counts = promises.map((one) => doctored.filter(([promise]) => promise === one).length);
    assert.deepEqual(
      counts.filter((count) => count < 2),
      [],
    );
  });
});
