import type { Evidence, Execution } from '../../proofs/judge/evidence.js';
import {
  alert,
  ann,
  ben,
  contactOf,
  control,
  eve,
  fateOf,
  found,
  inputOf,
  isSkipped,
  later,
  mailOf,
  requestOf,
  rowOf,
  runOf,
  update,
} from './doctor.js';
import { hourMs, startMs } from './told.js';

/** What is rare, and as it should be. */
export const harmlessRarely: readonly [what: string, doctor: (evidence: Evidence) => void][] = [
  [
    'a run that was reset by hand',
    (e) => reset(e, ann, startMs + 50 * hourMs, startMs + 60 * hourMs),
  ],
  [
    'a run that had skipped an email, and was reset to after that',
    (e) => {
      const skipMs = startMs + 30 * hourMs;
      e.calls.push(control('skip-next', skipMs));
      runOf(e, ann).steps.push(update('skipNext', skipMs));
      inOrder(runOf(e, ann));
      isSkipped(e, ann, 3);
      reset(e, ann, startMs + 50 * hourMs, startMs + 60 * hourMs);
    },
  ],
  [
    'a run that was reset to before a pause',
    (e) => {
      const pausedMs = startMs + 55 * hourMs;
      e.calls.push(control('pause', pausedMs));
      const { replaced } = reset(e, ann, startMs + 50 * hourMs, startMs + 60 * hourMs);
      replaced.steps.push(update('pause', pausedMs));
    },
  ],
  [
    'a run that was reset to within a pause, which was over when something went',
    (e) => {
      const times = [20, 22, 61].map((hours) => startMs + hours * hourMs);
      const [pausedMs = 0, resumedMs = 0, againMs = 0] = times;
      e.calls.push(...times.map((atMs, at) => control(at === 0 ? 'pause' : 'resume', atMs)));
      const run = runOf(e, ann);
      run.steps.push(update('pause', pausedMs), update('resume', resumedMs));
      run.steps.push(update('resume', againMs));
      inOrder(run);
      reset(e, ann, startMs + 21 * hourMs, startMs + 60 * hourMs);
    },
  ],
  [
    'a run that had ended, and was reset to before an email, which met its living key',
    (e) => {
      const byMs = 2 * hourMs;
      const { run, replaced } = reset(e, eve, startMs + 71 * hourMs, startMs + 73 * hourMs);
      const last = replaced.steps.filter(({ atMs }) => atMs > startMs + 71 * hourMs);
      run.steps.push(...last.map((step) => later(step, byMs)));
      found(run.closed).atMs += byMs;
      const request = requestOf(e, `${eve}/3`);
      e.requests.push({ ...request, atMs: request.atMs + byMs });
      e.requests = e.requests.toSorted((one, other) => one.atMs - other.atMs);
    },
  ],
  [
    'an address whose domain has letters of its own, which Notion and Resend know in another spelling',
    (e) => {
      const [told, kept] = ['ann@bücher.example', 'ann@xn--bcher-kva.example'];
      found(e.calls.find(({ answer }) => answer?.['id'] === ann)).body['email'] = told;
      inputOf(e, ann).contact.email = told;
      for (const mail of e.mails) if (mail.key?.startsWith(ann)) mail.to = [kept];
      for (const row of e.rows) if (row.key?.startsWith(ann)) row.email = kept;
      mailOf(e, `${ann}/2`).body += ` This mail is for ${told}, who is ${kept}.`;
      contactOf(e, 'ann').email = kept;
      e.canaries = [...e.canaries.filter((one) => !one.startsWith('ann')), told];
    },
  ],
  [
    'several contacts without an address, as people were forgotten',
    (e) =>
      e.contacts.push(
        { email: null, emailStatus: 'Unsubscribed', bookingStatus: null },
        { email: null, emailStatus: 'Bounced', bookingStatus: 'Booked' },
      ),
  ],
  [
    'a lost answer that was told of, and that a report of Resend found a moment later',
    (e) => {
      const sends = runOf(e, eve).steps.filter(({ name }) => name === 'sendEmail');
      found(sends[1]).result = { kind: 'ambiguous', reason: 'no answer' };
      alert(e, 'An email may or may not have been sent: email 2 (x)');
    },
  ],
  [
    'emails that an operator left out, who began the run anew for a later one',
    (e) => {
      e.calls.push(control('restart', startMs + 29 * hourMs, { id: ben, from: 5 }));
      Object.assign(inputOf(e, ben), { earlier: { history: [], again: {} } });
      for (const number of [3, 4]) {
        Object.assign(found(inputOf(e, ben).emails[number - 1]), { state: 'stopped' });
        fateOf(e, ben, number).reason = 'operator';
        found(rowOf(e, `${ben}/${number}`)).reason = 'operator';
      }
    },
  ],
  [
    'copy that speaks of what is null and void',
    (e) => {
      const said = 'Without a deposit this offer is null and void.';
      for (const version of e.copy) {
        if (version.template === '5-Day E2') version.text = `<p>${said}</p>{{ first_name }}`;
      }
      mailOf(e, `${ann}/2`).body += said;
    },
  ],
  [
    'addresses of which nobody can tell what they stand for',
    (e) => {
      const refused = { atMs: startMs, answeredMs: startMs + 20, body: {}, status: 404 };
      for (const path of ['/contacts/%E0%A4%A/resubscribe', '/runs/%E0%A4%A/pause']) {
        e.calls.push({ ...refused, path }, { ...refused, path, status: 200 });
      }
    },
  ],
];

/** A run goes on from an earlier point of itself, and what it was until then ends; the newer one is listed first. */
function reset(e: Evidence, id: string, toMs: number, atMs: number) {
  const replaced = runOf(e, id);
  const name = 'WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW';
  const run = structuredClone({ ...replaced, runId: `${id}-2` });
  run.steps = [
    ...run.steps.filter((step) => step.atMs < toMs),
    { atMs, what: 'task failed', name, input: undefined, clockMs: atMs },
    ...run.steps.filter((step) => step.atMs >= atMs),
  ];
  replaced.steps = replaced.steps.filter((step) => step.atMs < atMs);
  if ((replaced.closed?.atMs ?? Infinity) > atMs) replaced.closed = { how: 'terminated', atMs };
  e.executions.splice(e.executions.indexOf(replaced), 0, run);
  e.replays?.push({ workflowId: id });
  return { run, replaced };
}

function inOrder(run: Execution): void {
  run.steps = run.steps.toSorted((one, other) => one.atMs - other.atMs);
}
