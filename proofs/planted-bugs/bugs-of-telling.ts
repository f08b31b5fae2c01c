import { type Bug, bug } from './bug.js';
import {
  booked,
  inDoubt,
  nearlyOver,
  ofNoInterest,
  quotaUsedUp,
  refused,
  repeated,
  skipped,
  unheardOfNotion,
} from './witnesses.js';

const attempts = 'src/workflows/run/attempt-to-send.ts';
const runFile = 'src/workflows/run/run.ts';
const planFile = 'src/domain/plan/plan.ts';
const prepareFile = 'src/activities/emails/prepare-email.ts';
const templateFile = 'src/activities/emails/load-template.ts';

/** In what is told, in what is written down, and in what a mail says. */
export const bugsOfTelling: readonly Bug[] = [
  bug(
    'a 202 before the start',
    'I5',
    {
      file: 'src/runs/start.ts',
      search:
        'const started = { isNew: true, emails: input.emails };\n    if (await start(deps, run, oncePerEvent)) return started;',
      replace:
        'const started = { isNew: true, emails: input.emails };\n    if (await describe(client, id) === undefined) { setTimeout(() => void start(deps, run, oncePerEvent).catch(() => {}), 3_000); return started; }',
    },
    nearlyOver,
  ),
  bug(
    'the same event begins another run',
    'I5',
    {
      file: 'src/api/website/webhooks.ts',
      search: 'const id = runIdOf(name, key, event.occasion);',
      replace: "const id = runIdOf(name, key, `${event.occasion ?? ''}${now.getTime()}`);",
    },
    repeated,
  ),
  bug(
    'an ignored event is recorded',
    'I5',
    {
      file: 'src/campaign/sequences/post-call.ts',
      search: 'when: ({ call_outcome }) => !/^maybe/i.test(call_outcome),',
      replace: 'when: () => false,',
    },
    ofNoInterest,
  ),
  bug(
    'nobody is told of an email that failed',
    'I6',
    {
      file: runFile,
      search: "if (decided.state === 'failed' || decided.state === 'unknown') {",
      replace: "if (decided.state === 'unknown') {",
    },
    refused,
  ),
  bug(
    'nobody is told that nobody knows',
    'I6',
    {
      file: runFile,
      search: "if (decided.state === 'failed' || decided.state === 'unknown') {",
      replace: "if (decided.state === 'failed') {",
    },
    inDoubt,
  ),
  bug(
    'nobody is told that nothing goes out',
    'I6',
    {
      file: 'src/workflows/incident.ts',
      search: 'if (!isTold && isTimeToTell)',
      replace: 'if (isTold && isTimeToTell)',
    },
    quotaUsedUp,
  ),
  bug(
    'an email that was to be skipped goes out',
    'I9',
    {
      file: 'src/workflows/run/controls.ts',
      search:
        "run.decide(number, { state: 'skipped', reason: 'operator', at: new Date().toISOString() });",
      replace: '',
    },
    skipped,
  ),
  bug(
    "a row with the sequence's name for its template",
    'I7',
    {
      file: 'src/activities/tracker-row.ts',
      search: '    template: email.template,',
      replace: '    template: run.sequence.trackerName,',
    },
    nearlyOver,
  ),
  bug(
    'a booking is written nowhere',
    'I7',
    {
      file: 'src/activities/stops/record-stop.ts',
      search: '...(bookingStatus && { bookingStatus }),',
      replace: '',
    },
    booked,
  ),
  bug(
    'a row without its state',
    'I7',
    {
      file: 'src/activities/tracker-row.ts',
      search: 'status: email.state,\n    scheduledAt',
      replace: "status: email.state === 'sent' ? 'scheduled' : email.state,\n    scheduledAt",
    },
    nearlyOver,
  ),
  bug(
    'a page whose answer was lost is made again',
    'I7',
    {
      file: 'src/activities/create-once.ts',
      search: 'if (error.isAmbiguous) remember(',
      replace: 'if (error.isAmbiguous && key === "") remember(',
    },
    unheardOfNotion,
  ),
  bug(
    'an address in the log',
    'I8',
    {
      file: 'src/api/website/webhooks.ts',
      search: "log.info({ event: 'taken', status, run: id });",
      replace: "log.info({ event: 'taken', status, run: id, who: event.contact.email });",
    },
    nearlyOver,
  ),
  bug(
    'nobody is looked at before they are mailed',
    'I10',
    {
      file: prepareFile,
      search: 'const row = await contacts.read(contactPageId);',
      replace:
        'const row = { id: contactPageId, values: { emailStatus: null, bookingStatus: null } } as unknown as Awaited<ReturnType<typeof contacts.read>>;',
    },
    nearlyOver,
  ),
  bug('everybody is called by the name of the first', 'I10', [
    {
      file: prepareFile,
      search: 'const switchMayBeMs = SECOND;',
      replace: 'const switchMayBeMs = SECOND;\nlet sharedName: string | undefined;',
    },
    {
      file: prepareFile,
      search: 'firstName: contact.firstName ?? person.contact.firstName,',
      replace: 'firstName: (sharedName ??= contact.firstName ?? person.contact.firstName),',
    },
  ]),
  bug('the body of the first email for all', 'I10', [
    {
      file: templateFile,
      search: 'type TemplateRow = Row<typeof templatesSchema>;',
      replace:
        'type TemplateRow = Row<typeof templatesSchema>;\nlet firstHtml: string | undefined;',
    },
    {
      file: templateFile,
      search: 'const template = { name, subject, html,',
      replace:
        "const template = { name, subject, html: name.startsWith('5-Day') ? (firstHtml ??= html) : html,",
    },
  ]),
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
  bug(
    'an email that failed ends its run',
    'I11',
    {
      file: attempts,
      search: "giveUp(run, number, 'failed', answer.reason);\n    return true;",
      replace:
        "giveUp(run, number, 'failed', answer.reason);\n    for (let next = run.fates.next(); next; next = run.fates.next()) run.decide(next.number, { state: 'stopped', reason: 'failed' });\n    return true;",
    },
    refused,
  ),
];
