import {
  ann,
  ben,
  cleo,
  type Doctored,
  dora,
  drop,
  eve,
  fateOf,
  found,
  inputOf,
  mailOf,
  requestOf,
  rowOf,
  runOf,
  sendMore,
  stepOf,
} from './doctor.js';
import { hourMs, startMs } from './told.js';

/** In what is told, shown and written down. */
export const doctoredTelling: readonly Doctored[] = [
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
    (e) => delete runOf(e, ann).closed && drop(e, ann, 'recordEmails'),
  ],
  [
    'I6',
    'skipped as too late while it was not',
    (e) => (stepOf(e, dora, 'recordEmails', 1).clockMs -= 24 * hourMs),
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
    (e) => {
      stepOf(e, ann, 'prepareEmail').atMs = startMs;
      found(e.looks.find(({ pageId }) => pageId === 'ann-page')).atMs = startMs;
    },
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
    (e) => (found(e.replays?.[0]).error = 'no such timer'),
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
