import type { UpdateDefinition } from '@temporalio/common';
import { ApplicationFailure, CancellationScope, setHandler } from '@temporalio/workflow';
import { planAt, rescheduleEmail } from '../../domain/plan/replan.js';
import type { Control } from '../../domain/run/control.js';
import type { Timeline } from '../../domain/run/run.js';
import type { SwitchedOn } from '../../domain/run/switch.js';
import * as messages from '../messages.js';
import type { Run } from './run.js';

/** Lets a run hear everything that it can be told; before its first wait. */
export function listen(run: Run): void {
  setHandler(messages.getTimeline, () => run.timeline());
  setHandler(messages.getInput, () => run.passedOn);
  setHandler(messages.stop, (message) => run.stop(message));
  setHandler(messages.updateContact, (update) => run.update(update));
  setHandler(messages.switchedOn, (message) => switchOn(run, message));
  // Temporal's own Cancel is an operator's stop, so that rows and outcome are told properly.
  CancellationScope.current().cancelRequested.catch(() => {
    run.stop({ cause: 'operator', at: new Date().toISOString(), by: 'Temporal' });
  });

  control(run, messages.pause, {
    refuse: () => (run.pausedAt ? 'it is paused already' : refuseWithoutNext(run)),
    apply() {
      run.pausedAt = new Date().toISOString();
      return 'paused';
    },
  });
  control(run, messages.resume, {
    refuse: () => (run.pausedAt ? undefined : 'it is not paused'),
    apply({ mode }) {
      if (mode === 'shift' && run.pausedAt) run.shiftBy(run.pausedAt);
      run.pausedAt = undefined;
      return `resumed: ${mode}`;
    },
  });
  control(run, messages.skipNext, {
    refuse: () => refuseWithoutNext(run) ?? refuseWhileSent(run),
    apply() {
      const number = run.next()?.number ?? 0;
      run.decide(number, { state: 'skipped', reason: 'operator', at: new Date().toISOString() });
      return `email ${number} skipped`;
    },
  });
  control(run, messages.sendNow, {
    refuse: () =>
      refuseWithoutNext(run) ??
      (run.underWay.isSend ? 'an email is being sent' : undefined) ??
      (run.offAt ? 'sending is switched off' : undefined),
    apply() {
      run.forced = run.next()?.number;
      run.isHurried = true;
      return `email ${run.forced} sent now`;
    },
  });
  control(run, messages.reschedule, {
    refuse: ({ number, at }) => refuseReschedule(run, number, at),
    apply({ number, at }) {
      if (run.forced === number) run.forced = undefined;
      run.replan(rescheduleEmail(run.emails, number, new Date(at), run.pace.gapMs));
      return `email ${number} moved to ${new Date(at).toISOString()}`;
    },
  });
  control(run, messages.resolve, {
    refuse({ number }) {
      const { state } = requireEmail(run, number);
      return state === 'unknown' ? undefined : `email ${number} is ${state}, not unknown`;
    },
    apply({ number, as, resendId }) {
      const { reason: _, ...email } = requireEmail(run, number);
      if (as === 'sent') {
        run.replan([{ ...email, state: 'sent', ...(resendId && { resendId }) }]);
        return `email ${number} resolved as sent`;
      }
      run.again[number] = (run.again[number] ?? 0) + 1;
      run.replan([planAt(email, Date.now())]);
      run.forced = number;
      return `email ${number} sent again`;
    },
  });
}

interface Rules<A> {
  /** Why it makes no sense now. */
  refuse: (asked: A) => string | undefined;
  /** Does it, and says what for the history. */
  apply: (asked: A) => string;
}

/** One control: refused with the reason and without a trace, or applied and kept with who and why. */
function control<A extends Control>(
  run: Run,
  definition: UpdateDefinition<Timeline, [A]>,
  { refuse, apply }: Rules<A>,
): void {
  const validator = (asked: A): void => {
    if (run.stopped || run.outcome) throw refusal('Refused', 'it has ended');
    const why = refuse(asked);
    if (why) throw refusal('Refused', why);
  };
  const handler = (asked: A): Timeline => {
    const what = apply(asked);
    const { by, reason } = asked;
    run.note({ at: new Date().toISOString(), what, by, ...(reason && { reason }) });
    run.underWay.withdrawPreparation();
    run.hasChanged();
    return run.timeline();
  };
  setHandler(definition, handler, { validator });
}

function switchOn(run: Run, { mode, offAt, at, by, reason }: SwitchedOn): void {
  if (run.outcome) return;
  const wasHeld = run.offAt !== undefined;
  run.letGo();
  run.onAt = at;
  if (mode === 'shift') run.shiftBy(offAt);
  if (wasHeld || mode === 'shift') {
    run.note({ at, what: `sending is on again: ${mode}`, by, ...(reason && { reason }) });
  }
  run.hasChanged();
}

function refuseWithoutNext(run: Run): string | undefined {
  return run.next() ? undefined : 'no email is left to send';
}

/** What is on the wire, or may have been accepted, can be neither skipped nor moved. */
function refuseWhileSent(run: Run): string | undefined {
  if (run.underWay.isSend) return 'the email is being sent';
  return run.isInDoubt ? 'the email may have been sent already' : undefined;
}

function refuseReschedule(run: Run, number: number, at: string): string | undefined {
  const { state, sentBy } = requireEmail(run, number);
  if (sentBy === 'website') return `email ${number} is sent by the website`;
  if (state !== 'scheduled') return `email ${number} is ${state} already`;
  const atMs = Date.parse(at);
  if (Number.isNaN(atMs)) throw refusal('Malformed', 'expected an instant', 'at');
  if (atMs < Date.now()) return `${at} lies in the past`;
  const coming = run.timeline().emails.filter((email) => email.state === 'scheduled');
  const before = coming.findLast((email) => email.number < number);
  if (before && atMs < Date.parse(before.dueAt)) {
    return `email ${before.number} goes before it, at ${before.dueAt}`;
  }
  return before ? undefined : refuseWhileSent(run);
}

function requireEmail(run: Run, number: number) {
  const email = run.emailOf(number);
  if (!email) throw refusal('Malformed', `there is no email ${number}`, 'number');
  return email;
}

/** `Refused`: it makes no sense now. `Malformed`: it never does; then the field is told. */
function refusal(
  type: 'Refused' | 'Malformed',
  message: string,
  field?: string,
): ApplicationFailure {
  const details = field ? [field] : [];
  return ApplicationFailure.create({ type, message, details, nonRetryable: true });
}
