import { ApplicationFailure } from '@temporalio/workflow';
import { isTooFarAhead, tooFar } from '../../domain/plan/horizon.js';
import type { PlannedEmail } from '../../domain/plan/plan.js';
import { planAt, rescheduleEmail } from '../../domain/plan/replan.js';
import type {
  Control,
  OfNext,
  Resolution,
  ResumeMode,
  SentElsewhere,
} from '../../domain/run/control.js';
import type { Run } from './run.js';

/** One thing that an operator may ask of a run; its function below is named as its update. */
export interface Rules<A extends Control> {
  /** Why it makes no sense now. */
  refuse: (asked: A) => string | undefined;
  /** Does it, and says what for the history. */
  apply: (asked: A) => string;
  /** Whether it makes sense also while an email is on the wire: it is about what comes after. */
  canWait?: (asked: A) => boolean;
}

export function pause(run: Run): Rules<Control> {
  return {
    refuse: () => (run.hold.pausedAt ? 'it is paused already' : refuseWithoutNext(run)),
    canWait: () => true,
    apply() {
      // What was wanted before is wanted no more; what is wanted from now on goes all the same.
      run.hold.forced = undefined;
      run.hold.pausedAt = new Date().toISOString();
      return 'paused';
    },
  };
}

export function resume(run: Run): Rules<Control & { mode: ResumeMode }> {
  return {
    refuse: () => (run.hold.pausedAt ? undefined : 'it is not paused'),
    canWait: () => true,
    apply({ mode }) {
      const { pausedAt } = run.hold;
      const until = new Date().toISOString();
      if (mode === 'shift' && pausedAt) run.shiftBy({ from: pausedAt, until });
      run.hold.pausedAt = undefined;
      return `resumed: ${mode}`;
    },
  };
}

export function skipNext(run: Run): Rules<OfNext> {
  return {
    refuse: ({ number }) => refuseWithoutNext(run, number) ?? refuseInDoubt(run),
    apply() {
      const number = run.fates.next()?.number ?? 0;
      run.decide(number, { state: 'skipped', reason: 'operator', at: new Date().toISOString() });
      return `email ${number} skipped`;
    },
  };
}

export function sendNow(run: Run): Rules<OfNext> {
  return {
    refuse: ({ number }) =>
      refuseWithoutNext(run, number) ?? (run.hold.offAt ? 'sending is switched off' : undefined),
    apply() {
      const number = run.fates.next()?.number;
      run.hold.force(number);
      return `email ${number} to go now`;
    },
  };
}

export function reschedule(run: Run): Rules<Control & { number: number; at: string }> {
  return {
    refuse: ({ number, at }) => refuseReschedule(run, number, at),
    canWait: ({ number }) => run.fates.next()?.number !== number,
    apply({ number, at }) {
      const { hold, fates } = run;
      hold.unforce(number);
      run.replan(rescheduleEmail(fates.decided, number, new Date(at), fates.pace.gapMs));
      return `email ${number} moved to ${new Date(at).toISOString()}`;
    },
  };
}

export function resolve(run: Run): Rules<Control & { number: number; as: Resolution }> {
  return {
    refuse({ number, as }) {
      const { state, sentBy } = requireEmail(run, number);
      if (state !== 'unknown') return `email ${number} is ${state}, not unknown`;
      const isTheirs = sentBy === 'website' && as === 'send-again';
      return isTheirs ? `email ${number} is sent by the website` : undefined;
    },
    canWait: () => true,
    apply({ number, as }) {
      const { reason: _, ...email } = requireEmail(run, number);
      if (as === 'sent') {
        run.replan([{ ...email, state: 'sent' }]);
        return `email ${number} resolved as sent`;
      }
      run.fates.countAgain(number);
      run.replan([planAt(email, Date.now())]);
      run.hold.force(number);
      return `email ${number} to go again`;
    },
  };
}

export function markSent(run: Run): Rules<Control & { emails: readonly SentElsewhere[] }> {
  return {
    refuse: ({ emails }) => {
      for (const { at } of emails) requireNear(at);
      const known = emails.find(({ number }) => requireEmail(run, number).sentBy === 'website');
      return known && `email ${known.number} is sent by the website`;
    },
    apply({ emails }) {
      // Told once more, it changes nothing.
      const news = emails.filter(({ number }) => run.fates.of(number)?.state === 'scheduled');
      for (const { number, at, by } of news) {
        run.decide(number, { state: 'sent', at, reason: `sent by ${by}` });
      }
      const numbers = news.map(({ number }) => number).join(', ') || 'none';
      return `sent elsewhere: email ${numbers}`;
    },
  };
}

/** Whoever means an email by its `number` may have seen it as the next one a while ago. */
function refuseWithoutNext(run: Run, number?: number): string | undefined {
  const next = run.fates.next();
  if (number === undefined) return next ? undefined : 'no email is left to send';
  const { state, sentBy } = requireEmail(run, number);
  if (number === next?.number) return undefined;
  if (sentBy === 'website') return `email ${number} is sent by the website`;
  const then = next ? `the next one is email ${next.number}` : 'no email is left to send';
  return state === 'scheduled'
    ? `email ${number} is not the next one: ${then}`
    : `email ${number} is ${state} already; ${then}`;
}

/** What may have been accepted can be neither skipped nor moved. */
function refuseInDoubt(run: Run): string | undefined {
  return run.doubt === undefined ? undefined : 'the email may have been sent already';
}

function refuseReschedule(run: Run, number: number, at: string): string | undefined {
  const { state, sentBy } = requireEmail(run, number);
  if (sentBy === 'website') return `email ${number} is sent by the website`;
  if (state !== 'scheduled') return `email ${number} is ${state} already`;
  const atMs = requireNear(at);
  if (atMs < Date.now()) return `${at} lies in the past`;
  const coming = run.fates.forecast().filter((email) => email.state === 'scheduled');
  const before = coming.findLast((email) => email.number < number);
  if (before && atMs < Date.parse(before.dueAt)) {
    return `email ${before.number} goes before it, at ${before.dueAt}`;
  }
  return before ? undefined : refuseInDoubt(run);
}

/** An instant in ms since 1970; others than our API may have asked. */
function requireNear(at: string): number {
  const atMs = Date.parse(at);
  if (Number.isNaN(atMs)) throw refusal('Malformed', 'expected an instant', 'at');
  if (isTooFarAhead(atMs, Date.now())) throw refusal('Malformed', tooFar, 'at');
  return atMs;
}

function requireEmail(run: Run, number: number): PlannedEmail {
  const email = run.fates.of(number);
  if (!email) throw refusal('Malformed', `there is no email ${number}`, 'number');
  return email;
}

/** `Refused`: it makes no sense now. `Malformed`: it never does; then the field is told. */
export function refusal(
  type: 'Refused' | 'Malformed',
  message: string,
  field?: string,
): ApplicationFailure {
  const details = field ? [field] : [];
  return ApplicationFailure.create({ type, message, details, nonRetryable: true });
}
