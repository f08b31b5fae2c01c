import assert from 'node:assert/strict';
import { Calendar } from '../../proofs/judge/calendar.js';
import { onTime } from '../../proofs/judge/promises/on-time.js';
import { openCaseBook } from '../../proofs/judge/run-file.js';
import { cleanEvidence } from './clean-evidence.js';
import { eve, requestOf, stepOf } from './doctor.js';

describe('an email that was asked for at the end of its grace', () => {
  const minuteMs = 60_000;

  /** Whether it is said to be too late, begun so long after its run has asked, which was so long before its grace's end. */
  function isTooLate(askedBeforeMs: number, begunAfterMs: number, isAnybodyThere: boolean) {
    const evidence = structuredClone(cleanEvidence());
    const run = openCaseBook(evidence).runs.find(({ id }) => id === eve);
    assert.ok(run);
    const calendar = new Calendar(run);
    const send = stepOf(evidence, eve, 'sendEmail');
    const plannedMs = calendar.plannedAt(1, send.atMs);
    const askedMs = plannedMs + calendar.pace.graceMs - askedBeforeMs;
    Object.assign(send, { atMs: askedMs, clockMs: askedMs });
    requestOf(evidence, `${eve}/1`).atMs = askedMs + begunAfterMs;
    if (!isAnybodyThere) {
      const what = 'all workers are away';
      const untilMs = askedMs + begunAfterMs;
      evidence.troubles.push({ fromMs: askedMs, untilMs, what, isOfProcess: true });
    }
    return onTime(openCaseBook(evidence)).some(
      ({ run: id, seen }) => id === eve && /first asked/.test(seen),
    );
  }

  for (const [what, asked, begun, isAnybodyThere, isLate] of [
    ['begins within the minute', 0.5, 1, true, false],
    ['is too late after that', 0.5, 5, true, true],
    ['begins within ten minutes where no process was there', 0.5, 9, false, false],
    ['is too late after those too', 0.5, 12, false, true],
    ['is too late where it was asked for when its grace was over', -0.5, 5, false, true],
  ] as const) {
    it(what, () =>
      assert.equal(isTooLate(asked * minuteMs, begun * minuteMs, isAnybodyThere), isLate),
    );
  }
});
