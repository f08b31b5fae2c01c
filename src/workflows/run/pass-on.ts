import { dropMissing } from '../../domain/drop-missing.js';
import type { EarlierRun, RunInput } from '../../domain/run/run.js';
import { withDoubt } from './doubt.js';
import type { Run } from './run.js';

/** What another run needs to take up one that has ended. */
export function passOn(run: Run): RunInput & { earlier: EarlierRun } {
  const { alerts: _, ...input } = run.current;
  const { again, decided } = run.fates;
  // What is on the wire as this execution ends may have gone, too.
  const { sends: number } = run.underWay;
  const at = new Date().toISOString();
  const unanswered = number === undefined ? undefined : { number, reason: 'no answer', at };
  const inDoubt = run.doubt ?? unanswered;
  const emails = withDoubt(decided, inDoubt);
  const takenUpAt = input.earlier?.takenUpAt;
  const earlier = {
    ...(takenUpAt && { takenUpAt }),
    history: run.shown.history,
    again,
    ...(inDoubt && { inDoubt: inDoubt.number }),
  };
  return { ...input, emails, held: run.hold.passedOn, earlier };
}

/** What a new execution of a run needs to go on as this one would. */
export function carryOn(run: Run): RunInput {
  const { hold, books, earlyDeliveries, told, blockedForMs, alerts } = run;
  const { enrolment, firstReading } = run.person;
  const { outcome } = run.input.earlier ?? {};
  const passedOn = passOn(run);
  return {
    ...passedOn,
    earlier: { ...passedOn.earlier, ...(outcome && { outcome }) },
    alerts,
    carried: {
      ...(enrolment && { enrolment }),
      ...(firstReading && { firstReading }),
      hold: dropMissing({
        pausedAt: hold.pausedAt,
        offAt: hold.offAt,
        forced: hold.forced,
        forcedAtMs: hold.forced === undefined ? undefined : hold.forcedAtMs,
        heldUntilMs: run.heldTime.heldUntilMs,
      }),
      books: books.carried,
      early: earlyDeliveries.carried,
      told: [...told],
      blocked: dropMissing({ reason: run.shown.blockedBy, forMs: blockedForMs }),
    },
  };
}
