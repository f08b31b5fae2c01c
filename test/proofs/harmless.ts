import type { Evidence } from '../../proofs/judge/evidence.js';
import {
  alert,
  ann,
  ben,
  contactOf,
  control,
  dora,
  eve,
  fateOf,
  found,
  incident,
  inputOf,
  isNotThere,
  resubscribed,
  rowOf,
  runOf,
  stepOf,
  stopped,
  summaryOf,
  typed,
} from './doctor.js';
import { hourMs, startMs } from './told.js';

/** What is as it should be, though a hasty judge would find fault with it. */
export const harmless: readonly [what: string, doctor: (evidence: Evidence) => void][] = [
  [
    'unsubscribed, taken back, and mailed after that',
    (e) => {
      const stopMs = startMs - 2 * hourMs;
      const call = { body: {}, status: 202, atMs: stopMs, answeredMs: stopMs };
      const stop = { name: 'unsubscribed', address: 'eve@salon.example' };
      const path = '/contacts/ann%40salon.example/resubscribe';
      e.calls.push(
        { ...call, path: '/unsubscribe/token', stop: { ...stop, address: 'ann@salon.example' } },
        { ...call, path, atMs: startMs - hourMs, answeredMs: startMs - hourMs },
        { ...call, path: '/unsubscribe/token', stop },
      );
      found(e.contacts.find(({ email }) => email === 'eve@salon.example')).emailStatus =
        'Unsubscribed';
    },
  ],
  [
    'unsubscribed while somebody who was asked before is still taking it back, and mailed after that',
    (e) => {
      const stopMs = startMs - 2 * hourMs;
      const call = { body: {}, status: 202, atMs: stopMs, answeredMs: stopMs };
      const path = '/contacts/ann%40salon.example/resubscribe';
      const stop = { name: 'unsubscribed', address: 'ann@salon.example' };
      e.calls.push(
        { ...call, path, atMs: stopMs - 2_000, answeredMs: stopMs + 1_000 },
        { ...call, path: '/unsubscribe/token', stop },
      );
    },
  ],
  [
    'runs that ended by themselves, of which somebody was told, also that it was over',
    (e) => {
      const endMs = startMs + hourMs;
      e.executions.push(incident(startMs, { how: 'completed', atMs: endMs }, 'watch-broken'));
      const text = (title: string) => `${title}\nincident/watch-broken http://ui`;
      e.alerts.push(
        { atMs: startMs + 1_000, text: text('Something is wrong') },
        { atMs: endMs, text: text('That is over') },
      );
    },
  ],
  [
    'a booking that was so already when the run began',
    (e) => {
      e.edits.push(
        { ...typed('ann', 'Booked', startMs - hourMs), what: 'bookingStatus' },
        { ...typed('ann', 'Booked', startMs + 30 * hourMs), what: 'bookingStatus' },
      );
      contactOf(e, 'ann').bookingStatus = 'Booked';
    },
  ],
  [
    'an outcome of the call that a form tool has left unfilled',
    (e) =>
      Object.assign(found(e.calls.find(({ answer }) => answer?.['id'] === dora)).body, {
        call_outcome: '{{call.outcome}}',
      }),
  ],
  [
    'a text that was replaced while an email was made ready',
    (e) =>
      e.copy.push({
        template: '5-Day E3',
        fromMs: stepOf(e, ann, 'prepareEmail', 1).atMs - 30_000,
        mark: 'v2',
      }),
  ],
  ...[
    { number: 2, ended: 'timed out' },
    // As it stands where the history was terminated.
    { number: 3, ended: undefined, begunMs: undefined, endedMs: undefined },
  ].map(({ number, ...became }): (typeof harmless)[number] => [
    `no answer, and an attempt of which nobody knows, of email ${number}`,
    (e) => {
      const sends = runOf(e, eve).steps.filter(({ name }) => name === 'sendEmail');
      Object.assign(found(sends[number - 1]), { ...became, result: undefined });
      isNotThere(e, `${eve}/${number}`);
      const unknown = { reason: 'no answer', resendId: null };
      Object.assign(fateOf(e, eve, number), { outcome: 'unknown', ...unknown });
      Object.assign(rowOf(e, `${eve}/${number}`) ?? {}, { status: 'unknown', ...unknown });
      alert(e, `An email may or may not have been sent: email ${number} (x)`);
    },
  ]),
  [
    'a status that somebody typed, and one that was typed over another',
    (e) => {
      e.edits.push(
        typed('ann', 'Bounced', startMs + 200 * hourMs),
        typed('ann', 'Unsubscribed', startMs + 201 * hourMs),
        { ...typed('ann', 'Not Booked', startMs + 200 * hourMs), what: 'bookingStatus' },
      );
      Object.assign(contactOf(e, 'ann'), {
        emailStatus: 'Unsubscribed',
        bookingStatus: 'Not Booked',
      });
    },
  ],
  [
    'a bounce that came after somebody had typed, and an unsubscribe of which nobody heard the answer',
    (e) => {
      e.edits.push(typed('ann', 'Unsubscribed', startMs + 200 * hourMs));
      e.calls.push(stopped('ann', 'bounced', startMs + 201 * hourMs), {
        ...stopped('dora', 'unsubscribed', startMs + 201 * hourMs),
        status: null,
      });
      contactOf(e, 'ann').emailStatus = 'Bounced';
      contactOf(e, 'dora').emailStatus = 'Unsubscribed';
    },
  ],
  [
    'a missed call that is known by its run alone',
    (e) => (contactOf(e, 'fay').bookingStatus = 'No-Show'),
  ],
  [
    'taken back what somebody typed, and what was asked; and asked once more after that',
    (e) => {
      const backMs = startMs + 210 * hourMs;
      e.edits.push(typed('ann', 'Unsubscribed', startMs + 200 * hourMs));
      for (const who of ['ann', 'dora', 'fay']) e.calls.push(resubscribed(who, backMs));
      e.calls.push(
        stopped('dora', 'unsubscribed', backMs - hourMs),
        stopped('fay', 'unsubscribed', backMs + hourMs),
      );
    },
  ],
  [
    'somebody in two rows, as somebody has made another by hand',
    (e) => {
      e.edits.push({ atMs: startMs, email: 'ann@salon.example', what: 'contact doubled' });
      e.contacts.push({ ...contactOf(e, 'ann'), emailStatus: null });
    },
  ],
  [
    'a contact of whom nobody has told',
    (e) =>
      e.contacts.push({ email: 'hal@salon.example', emailStatus: null, bookingStatus: 'Maybe' }),
  ],
  [
    'a stop that came when all was decided',
    (e) => {
      const { endedMs: atMs = 0 } = found(runOf(e, eve).steps.at(-1));
      const input = { cause: 'operator' };
      e.calls.push(stopped('eve', 'operator', atMs));
      runOf(e, eve).steps.push({ atMs, what: 'signal', name: 'stop', input, clockMs: atMs });
    },
  ],
  [
    'begun anew to find out of one email, after a stop',
    (e) => {
      const first = runOf(e, ben);
      const startedMs = startMs + 40 * hourMs;
      const fates = summaryOf(e, ben).emails;
      const input = inputOf(e, ben);
      const emails = input.emails.map((email) => ({
        ...email,
        state: fates.find(({ number }) => number === email.number)?.outcome ?? email.state,
      }));
      const earlier = { outcome: 'stopped:booked', takenUpAt: new Date(startedMs).toISOString() };
      e.executions.push({
        ...first,
        runId: `${ben}-2`,
        startedMs,
        input: { ...input, emails, earlier },
        steps: [],
        closed: { ...found(first.closed), atMs: startedMs + 1_000 },
      });
      e.replays?.push({ workflowId: ben });
    },
  ],
  [
    'open when all is decided, as Notion has yet to hear of it',
    (e) => {
      const run = runOf(e, ann);
      const told = found(run.steps.at(-1));
      delete told.ended;
      delete told.endedMs;
      delete run.closed;
    },
  ],
  [
    'open for some seconds after all was decided',
    (e) => {
      const run = runOf(e, ann);
      e.untilMs = found(run.steps.at(-1)?.endedMs) + 5_000;
      e.quietFromMs = e.untilMs - hourMs;
      delete run.closed;
    },
  ],
  [
    'open, and paused while somebody looked who has found a stop',
    (e) => {
      const run = runOf(e, eve);
      const pausedMs = startMs + 30 * hourMs;
      const look = structuredClone(stepOf(e, eve, 'prepareEmail', 1));
      Object.assign(look, { atMs: pausedMs - 10, result: { kind: 'stop', cause: 'bounced' } });
      run.steps = [
        ...run.steps.filter(({ atMs }) => atMs < pausedMs),
        look,
        { atMs: pausedMs, what: 'update', name: 'pause', input: {}, clockMs: pausedMs },
      ];
      e.calls.push(control('pause', pausedMs - 10, { id: eve }));
      isNotThere(e, `${eve}/3`);
      delete run.closed;
    },
  ],
];
