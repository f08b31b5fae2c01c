import assert from 'node:assert/strict';
import { Calendar } from '../../proofs/judge/calendar.js';
import type { Execution, Step } from '../../proofs/judge/evidence.js';
import { openCaseBook, type RunInput } from '../../proofs/judge/run-file.js';
import { cleanEvidence } from './clean-evidence.js';
import { eve, runOf, stepOf } from './doctor.js';

describe('when an email was to go, once sending was off for an hour', () => {
  const hourMs = 3_600_000;

  /**
   * By how much the first email moves, whose attempt ended so, so long before or after that was heard; `doctor`
   * tells what an operator did in between.
   */
  function movesBy(
    result: object,
    endsLaterMs: number,
    doctor?: (run: Execution, heardMs: number) => void,
  ): number {
    const evidence = structuredClone(cleanEvidence());
    const send = stepOf(evidence, eve, 'sendEmail');
    const heardMs = send.atMs + hourMs;
    Object.assign(send, { endedMs: heardMs + endsLaterMs, result });
    const input = {
      mode: 'shift',
      offAt: new Date(heardMs - hourMs).toISOString(),
      at: new Date(heardMs).toISOString(),
    };
    const heard: Step = {
      atMs: heardMs,
      clockMs: heardMs,
      what: 'signal',
      name: 'switchedOn',
      input,
    };
    runOf(evidence, eve).steps.push(heard);
    doctor?.(runOf(evidence, eve), heardMs);
    const run = openCaseBook(evidence).runs.find(({ id }) => id === eve);
    assert.ok(run);
    const calendar = new Calendar(run);
    return calendar.plannedAt(1, heardMs) - calendar.plannedAt(1, heardMs - 1);
  }

  for (const [what, kind, endsLaterMs, byMs] of [
    ['stays where Resend had taken it', 'sent', -1, 0],
    ['moves where that was heard along with it', 'sent', 0, hourMs],
    ['stays where nobody knows whether Resend had', 'ambiguous', -1, 0],
    ['moves where Resend had surely refused it', 'refused', -1, hourMs],
    ['moves where it was on the wire, as what comes of that is not known', 'ambiguous', 1, hourMs],
  ] as const) {
    it(what, () => assert.equal(movesBy({ kind }, endsLaterMs), byMs));
  }

  it('moves where an operator had it sent again meanwhile', () => {
    const moved = movesBy({ kind: 'ambiguous' }, -2, ({ steps }, heardMs) => {
      const input = { number: 1, as: 'send-again' };
      const ms = heardMs - 1;
      steps.push({ atMs: ms, clockMs: ms, what: 'update', name: 'resolve', input });
    });
    assert.equal(moved, hourMs);
  });

  it('moves where an operator had its ended run send it again', () => {
    const moved = movesBy({ kind: 'ambiguous' }, -2, (run) => {
      Object.assign(run.input as RunInput, { earlier: { again: { 1: 1 } } });
    });
    assert.equal(moved, hourMs);
  });
});
