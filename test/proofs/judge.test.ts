import assert from 'node:assert/strict';
import { judge, sayViolation } from '../../proofs/judge/judge.js';
import { cleanEvidence } from './clean-evidence.js';
import { doctoredSending } from './doctored-sending.js';
import { doctoredTelling } from './doctored-telling.js';

const doctored = [...doctoredSending, ...doctoredTelling];

describe('the judge', () => {
  it('finds nothing in clean evidence', () => {
    assert.deepEqual(judge(cleanEvidence()).map(sayViolation), []);
  });
  for (const [promise, what, doctor] of doctored) {
    it(`${promise}: ${what}`, () => {
      const evidence = structuredClone(cleanEvidence());
      doctor(evidence);
      const violations = judge(evidence);
      assert.ok(
        violations.some((one) => one.promise === promise),
        `found ${violations.map(sayViolation).join('\n') || 'nothing'}`,
      );
    });
  }
  it('has two doctored sets of evidence for each promise at least', () => {
    const promises = Array.from({ length: 12 }, (_, at) => `I${at + 1}`);
    const counts = promises.map((one) => doctored.filter(([promise]) => promise === one).length);
    assert.deepEqual(
      counts.filter((count) => count < 2),
      [],
    );
  });
});
