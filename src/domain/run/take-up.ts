import { dropMissing } from '../drop-missing.js';
import { forecast, type PlannedEmail, paceOf } from '../plan/plan.js';
import { planAt } from '../plan/replan.js';
import type { Control, Resolution } from './control.js';
import { type Told, takeDelivery } from './delivery.js';
import type { EarlierRun, Outcome, RunInput } from './run.js';

/** A new execution of a run that has ended, or why it makes no sense. */
export type TakenUp =
  | { input: RunInput }
  | { refused: string }
  | { malformed: string; field: string };

/** What the original times allow of the emails from one on that were not sent. */
export function restartFrom(
  ended: RunInput,
  { from, by, reason }: Control & { from: number },
  now: Date,
): TakenUp {
  const first = ended.emails.find(({ number }) => number === from);
  if (!first) {
    return { malformed: `there is no email ${from}`, field: 'from' };
  }
  if (first.sentBy === 'website') return { refused: `email ${from} is sent by the website` };
  if (first.state === 'sent') return { refused: `email ${from} is sent already` };
  if (first.state === 'unknown') return { refused: `email ${from} is unknown: resolve it instead` };
  const isOpenAgain = ({ number, state }: PlannedEmail) =>
    number >= from && state !== 'sent' && state !== 'unknown';
  const emails = ended.emails.map((email) =>
    isOpenAgain(email) ? planAt(email, Date.parse(email.plannedAt)) : closed(email),
  );
  const planned = forecast(emails, paceOf(ended.sequence, ended.isTesting), now);
  if (!planned.some(({ state }) => state === 'scheduled')) {
    return { refused: 'every email from there on is too late' };
  }
  const what = `restarted from email ${from}`;
  return { input: withEntry({ ...ended, emails: planned }, { what, by, reason }, now) };
}

/**
 * An email whose fate nobody knew: as found out by an operator, or by what Resend has `told`, or once more
 * under a fresh key. A run without an outcome was terminated, which is an operator's stop.
 */
export function resolveEnded(
  ended: RunInput,
  outcome: Outcome = 'stopped:operator',
  { number, as, told, by, reason }: Control & { number: number; as: Resolution; told?: Told },
  now: Date,
): TakenUp {
  const email = ended.emails.find((planned) => planned.number === number);
  if (!email) return { malformed: `there is no email ${number}`, field: 'number' };
  if (email.state !== 'unknown') {
    return { refused: `email ${number} is ${email.state}, not unknown` };
  }
  const isAgain = as === 'send-again';
  if (isAgain && email.sentBy === 'website') {
    return { refused: `email ${number} is sent by the website` };
  }
  const resolved = isAgain ? planAt(email, now.getTime()) : asSent(email, told);
  const emails = ended.emails.map((planned) => (planned === email ? resolved : closed(planned)));
  const what = `email ${number} ${isAgain ? 'to go again' : 'resolved as sent'}`;
  const input = withEntry({ ...ended, emails }, { what, by, reason }, now);
  const { again } = input.earlier;
  const count = (again[number] ?? 0) + 1;
  const asked = isAgain ? { again: { ...again, [number]: count }, sendNow: number } : {};
  return { input: { ...input, earlier: { ...input.earlier, ...asked, outcome } } };
}

function asSent(email: PlannedEmail, told: Told | undefined): PlannedEmail {
  if (told) return takeDelivery(email, told);
  const { reason: _, ...known } = email;
  return { ...known, state: 'sent' };
}

/** A run that was terminated left emails to come, which nobody asks for now. */
function closed(email: PlannedEmail): PlannedEmail {
  return email.state === 'scheduled' ? { ...email, state: 'stopped', reason: 'operator' } : email;
}

function withEntry(
  input: RunInput,
  entry: { what: string; by: string; reason: string | undefined },
  now: Date,
): RunInput & { earlier: EarlierRun } {
  const { history = [], again = {} } = input.earlier ?? {};
  const takenUpAt = now.toISOString();
  const noted = { at: takenUpAt, ...dropMissing(entry) };
  return { ...input, earlier: { takenUpAt, history: [...history, noted], again } };
}
