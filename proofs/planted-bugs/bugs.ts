import type { Promise12 } from '../judge/evidence.js';
import type { Trouble } from '../torture/script.js';

/** A mistake that somebody might make, and that the judge has to find. */
export interface Bug {
  name: string;
  /** What it breaks; others may break with it. */
  breaks: readonly Promise12[];
  edits: readonly Edit[];
  /** What has to happen so that it shows. */
  troubles: readonly Trouble[];
}

/** In a file, a text that stands there once, and what stands there then. */
export interface Edit {
  file: string;
  search: string;
  replace: string;
}

const walk = 'src/workflows/run/run-sequence.ts';
const attempts = 'src/workflows/run/attempt-to-send.ts';
const runFile = 'src/workflows/run/run.ts';
const planFile = 'src/domain/plan/plan.ts';
const prepareFile = 'src/activities/emails/prepare-email.ts';
const sendFile = 'src/activities/emails/send-email.ts';

const bug = (
  name: string,
  breaks: Promise12 | readonly Promise12[],
  edits: Edit | readonly Edit[],
  troubles: readonly Trouble[] = [],
): Bug => ({
  name,
  breaks: typeof breaks === 'string' ? [breaks] : breaks,
  edits: 'file' in edits ? [edits] : edits,
  troubles,
});

export const bugs: readonly Bug[] = [
  bug('the key has no number', 'I1', {
    file: attempts,
    search: "return `${workflowInfo().workflowId}/${number}${again ? `/again-${again}` : ''}`;",
    replace: 'void number; void again; return workflowInfo().workflowId;',
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
    ['answers'],
  ),
  bug(
    'the mail is rendered inside the send',
    'I1',
    {
      file: sendFile,
      search: 'sendMail(mail, key, async () => {',
      replace: 'sendMail({ ...mail, text: `${mail.text} ${Date.now()}` }, key, async () => {',
    },
    ['answers'],
  ),
  bug(
    'what may have gone is sent under a fresh key',
    'I1',
    [
      {
        file: attempts,
        search: 'run.doubt = answer.reason;\n    if',
        replace: 'run.doubt = answer.reason; run.fates.countAgain(number);\n    if',
      },
      {
        file: attempts,
        search: 'await attempt(run.underWay, { ...request, startByMs })',
        replace:
          'await attempt(run.underWay, { ...request, key: idempotencyKey(run, number), startByMs })',
      },
    ],
    ['answers'],
  ),
  bug(
    'an answer that tells nothing is taken for a refusal',
    ['I2', 'I6'],
    {
      file: 'src/vendors/resend/answer.ts',
      search: 'status >= 500 || status === 408) return unknown;',
      replace: 'status >= 500 || status === 408) return recipientFault;',
    },
    ['answers'],
  ),
  bug('emails go five seconds before they are due', 'I2', {
    file: walk,
    search: 'Date.parse(dueAt) > Date.now()) {',
    replace: 'Date.parse(dueAt) > Date.now() + 5_000) {',
  }),
  bug('no gap between two emails', ['I2', 'I9'], {
    file: planFile,
    search: 'earliestMs = goesMs + pace.gapMs;',
    replace: 'earliestMs = goesMs;',
  }),
  bug('the grace is ignored', ['I2', 'I9'], {
    file: planFile,
    search: 'if (goesMs > plannedMs + pace.graceMs) {',
    replace: 'if (goesMs > plannedMs + 100 * pace.graceMs) {',
  }),
  bug('a pause is ignored', 'I2', {
    file: 'src/workflows/run/hold.ts',
    search: 'return this.isOff || (this.pausedAt !== undefined && this.forced !== number);',
    replace: 'return this.isOff || number === 0;',
  }),
  bug('the sending switch is ignored', 'I2', [
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
  ]),
  bug('a shift counts twice', 'I9', {
    file: runFile,
    search: 'this.replan(shiftEmails(movable, this.hold.moveMs(interval)));',
    replace: 'this.replan(shiftEmails(movable, 2 * this.hold.moveMs(interval)));',
  }),
  bug('a stop is heard and not obeyed', 'I3', {
    file: walk,
    search:
      'if (!email || run.stopped || person.enrolment?.suppressedBy || isToContinue(run)) return;',
    replace: 'if (!email || person.enrolment?.suppressedBy || isToContinue(run)) return;',
  }),
  bug('a booking ends nothing', 'I3', {
    file: 'src/campaign/stops.ts',
    search: 'booked:       { ends: marketing,',
    replace: 'booked:       { ends: [],',
  }),
  bug('an event does not end what it supersedes', 'I3', {
    file: 'src/workflows/run/supersede.ts',
    search: 'if (!sequence.stop || earlier) return;',
    replace: 'if (!sequence.stop || earlier || contact) return;',
  }),
  bug("the contact's status in Notion is not asked", 'I3', {
    file: prepareFile,
    search: "if (cause) return { kind: 'stop', cause };",
    replace: '',
  }),
  bug('who has unsubscribed is forgotten by what begins later', 'I3', [
    {
      file: prepareFile,
      search: "if (cause) return { kind: 'stop', cause };",
      replace: '',
    },
    {
      file: runFile,
      search: 'if (!suppressedBy) return;\n    this.alertOfClient(suppressedBy);',
      replace:
        'if (this.person.enrolment) delete this.person.enrolment.suppressedBy;\n    if (!suppressedBy) return;\n    this.alertOfClient(suppressedBy);',
    },
  ]),
  bug('a 202 before the start', 'I5', {
    file: 'src/runs/start.ts',
    search:
      'const started = { isNew: true, emails: input.emails };\n    if (await start(deps, run, oncePerEvent)) return started;',
    replace:
      'const started = { isNew: true, emails: input.emails };\n    if (await describe(client, id) === undefined) { setTimeout(() => void start(deps, run, oncePerEvent).catch(() => {}), 3_000); return started; }',
  }),
  bug('the same event begins another run', 'I5', {
    file: 'src/api/website/webhooks.ts',
    search: 'const id = runIdOf(name, key, event.occasion);',
    replace: "const id = runIdOf(name, key, `${event.occasion ?? ''}${now.getTime()}`);",
  }),
  bug('an ignored event is recorded', 'I5', {
    file: 'src/campaign/sequences/post-call.ts',
    search: 'when: ({ call_outcome }) => !/^maybe/i.test(call_outcome),',
    replace: 'when: () => false,',
  }),
  bug('nobody is told of an email that failed', 'I6', {
    file: runFile,
    search: "if (decided.state === 'failed' || decided.state === 'unknown') {",
    replace: "if (decided.state === 'unknown') {",
  }),
  bug('nobody is told that nobody knows', 'I6', {
    file: runFile,
    search: "if (decided.state === 'failed' || decided.state === 'unknown') {",
    replace: "if (decided.state === 'failed') {",
  }),
  bug('a row without its state', 'I7', {
    file: 'src/activities/tracker-row.ts',
    search: 'status: email.state,\n    scheduledAt',
    replace: "status: email.state === 'sent' ? 'scheduled' : email.state,\n    scheduledAt",
  }),
  bug(
    'a page whose answer was lost is made again',
    'I7',
    {
      file: 'src/activities/create-once.ts',
      search: 'if (error.isAmbiguous) remember(',
      replace: 'if (error.isAmbiguous && key === "") remember(',
    },
    ['answers'],
  ),
  bug('an address in the log', 'I8', {
    file: 'src/api/website/webhooks.ts',
    search: "log.info({ event: 'taken', status, run: id });",
    replace: "log.info({ event: 'taken', status, run: id, who: event.contact.email });",
  }),
  bug('nobody is looked at before they are mailed', 'I10', {
    file: prepareFile,
    search: 'const row = await contacts.read(contactPageId);',
    replace:
      'const row = { id: contactPageId, values: { emailStatus: null, bookingStatus: null } } as unknown as Awaited<ReturnType<typeof contacts.read>>;',
  }),
  bug("another template's text", 'I10', {
    file: prepareFile,
    search: 'loadSharedTemplate(deps, loadTemplate, template);',
    replace:
      "loadSharedTemplate(deps, loadTemplate, template === '5-Day E3' ? '5-Day E2' : template);",
  }),
  bug("the website's own email is sent", ['I9', 'I10'], {
    file: planFile,
    search: "if (sentBy === 'evergreen') return",
    replace: 'if (sentBy) return',
  }),
  bug('an email that failed ends its run', 'I11', {
    file: attempts,
    search: "giveUp(run, number, 'failed', answer.reason);\n    return true;",
    replace:
      "giveUp(run, number, 'failed', answer.reason);\n    for (let next = run.fates.next(); next; next = run.fates.next()) run.decide(next.number, { state: 'stopped', reason: 'failed' });\n    return true;",
  }),
];
