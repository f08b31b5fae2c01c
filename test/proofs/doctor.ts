import assert from 'node:assert/strict';
import type { Evidence, Execution, Promise12, Step } from '../../proofs/judge/evidence.js';
import type { RunInput, Summary } from '../../proofs/judge/run-file.js';
import { hourMs, idOf, startMs } from './told.js';

/** One promise broken in evidence that was clean. */
export type Doctored = [promise: Promise12, what: string, doctor: (evidence: Evidence) => void];

export const ann = idOf({ who: 'ann', event: 'assessment' });
export const ben = idOf({ who: 'ben', event: 'assessment' });
export const cleo = idOf({ who: 'cleo', event: 'assessment' });
export const dora = idOf({ who: 'dora', event: 'post-call' });
export const eve = idOf({ who: 'eve', event: 'onboarding' });
export const fay = idOf({ who: 'fay', event: 'no-show' });

export function found<T>(one: T | undefined): T {
  assert.ok(one !== undefined);
  return one;
}
export const runOf = ({ executions }: Evidence, id: string): Execution =>
  found(executions.find(({ workflowId }) => workflowId === id));
export const stepOf = (evidence: Evidence, id: string, name: string, at = 0): Step =>
  found(runOf(evidence, id).steps.filter((step) => step.name === name)[at]);
export const drop = (evidence: Evidence, id: string, name: string) => {
  const run = runOf(evidence, id);
  run.steps = run.steps.filter((step) => step.name !== name);
};
export const requestOf = ({ requests }: Evidence, key: string) =>
  found(requests.find((one) => one.key === key));
export const mailOf = ({ mails }: Evidence, key: string) =>
  found(mails.find((one) => one.key === key));
/** What the website posted of a run. */
export const callOf = ({ calls }: Evidence, id: string) =>
  found(calls.find(({ answer }) => answer?.['id'] === id));
export const rowOf = ({ rows }: Evidence, key: string) =>
  found(rows.find((one) => one.key === key));
export const contactOf = ({ contacts }: Evidence, who: string) =>
  found(contacts.find(({ email }) => email === `${who}@salon.example`));
export const summaryOf = (evidence: Evidence, id: string) =>
  runOf(evidence, id).closed?.result as Summary;
export const fateOf = (evidence: Evidence, id: string, number: number) =>
  found(summaryOf(evidence, id).emails.find((one) => one.number === number));
export const inputOf = (evidence: Evidence, id: string) => runOf(evidence, id).input as RunInput;

/** One request and one email more, under a key. */
export function sendMore(evidence: Evidence, key: string, like: string, laterMs: number): void {
  const request = requestOf(evidence, like);
  const mail = mailOf(evidence, like);
  evidence.requests.push({ ...request, key, atMs: request.atMs + laterMs });
  evidence.mails.push({ ...mail, key, atMs: mail.atMs + laterMs, id: `${mail.id} again` });
}

/** Somebody types a status into Notion. */
export const typed = (who: string, value: string, atMs: number): Evidence['edits'][number] => ({
  atMs,
  email: `${who}@salon.example`,
  what: 'emailStatus',
  value,
});

/** It was neither asked for nor accepted. */
export function isNotThere(e: Evidence, key: string): void {
  e.requests = e.requests.filter((one) => one.key !== key);
  e.mails = e.mails.filter((one) => one.key !== key);
}

/** Operators hear of an email of Eve's. */
export function alert(e: Evidence, title: string): void {
  e.alerts.push({ atMs: startMs + 25 * hourMs, text: `${title}\nDo something.\n${eve} http://ui` });
}

/** An operator's control, answered well; and one that the run has carried out. */
export const control = (
  name: string,
  atMs: number,
  { id = ann, ...body }: { id?: string; number?: number; as?: string; from?: number } = {},
): Evidence['calls'][number] => ({
  atMs,
  answeredMs: atMs + 20,
  path: `/runs/${encodeURIComponent(id)}/${name}`,
  body,
  status: 200,
});
export const update = (name: string, atMs: number): Step => ({
  atMs,
  what: 'update',
  name,
  input: {},
  clockMs: atMs,
});

export const incident = (
  startedMs: number,
  closed?: Execution['closed'],
  about = 'resend',
): Execution => ({
  workflowId: `incident/${about}`,
  runId: '',
  type: 'incident',
  startedMs,
  input: {},
  steps: [],
  ...(closed && { closed }),
});

/** Somebody is stopped, or taken back, and whoever asked is answered well. */
export const stopped = (who: string, name: string, atMs: number): Evidence['calls'][number] => ({
  atMs,
  answeredMs: atMs + 20,
  path: '/somewhere',
  body: {},
  status: 200,
  stop: { name, address: `${who}@salon.example` },
});
export const resubscribed = (who: string, atMs: number): Evidence['calls'][number] => ({
  atMs,
  answeredMs: atMs + 20,
  path: `/contacts/${who}%40salon.example/resubscribe`,
  body: {},
  status: 202,
});

/** The same, so long after. */
export function later(step: Step, byMs: number): Step {
  const { atMs, clockMs, begunMs = 0, endedMs = 0 } = step;
  return {
    ...step,
    atMs: atMs + byMs,
    clockMs: clockMs + byMs,
    begunMs: begunMs + byMs,
    endedMs: endedMs + byMs,
  };
}

/** An operator has had it skipped, and so it was never made ready. */
export function isSkipped(e: Evidence, id: string, number: number): void {
  isNotThere(e, `${id}/${number}`);
  const run = runOf(e, id);
  run.steps = run.steps.filter(({ name, input }) => {
    const asked = input as { number?: number; key?: string };
    const isOfIt = asked.number === number || asked.key === `${id}/${number}`;
    return !(isOfIt && /^(prepareEmail|sendEmail)$/.test(name));
  });
  const skipped = { reason: 'operator', resendId: null };
  Object.assign(fateOf(e, id, number), { ...skipped, outcome: 'skipped' });
  Object.assign(rowOf(e, `${id}/${number}`), { ...skipped, status: 'skipped' });
}
