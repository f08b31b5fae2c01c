import assert from 'node:assert/strict';
import type { Evidence } from '../../proofs/judge/evidence.js';
import { judge, sayViolation } from '../../proofs/judge/judge.js';
import { notJudged } from '../../proofs/judge/whole.js';
import { cleanEvidence } from './clean-evidence.js';
import { doctoredAsked, harmlessAsked } from './doctored-asked.js';
import { doctoredDetails, harmlessDetails } from './doctored-details.js';
import { doctoredEndings } from './doctored-endings.js';
import { doctoredReasons } from './doctored-reasons.js';
import { doctoredSending } from './doctored-sending.js';
import { doctoredTelling } from './doctored-telling.js';
import { doctoredUntold } from './doctored-untold.js';
import { doctoredWebsite, harmlessWebsite } from './doctored-website.js';
import { doctoredWords } from './doctored-words.js';
import { harmless } from './harmless.js';
import { harmlessRarely } from './harmless-rare.js';

const doctored = [
  ...doctoredSending,
  ...doctoredTelling,
  ...doctoredReasons,
  ...doctoredUntold,
  ...doctoredEndings,
  ...doctoredWords,
  ...doctoredAsked,
  ...doctoredWebsite,
  ...doctoredDetails,
];

const notBroken = [
  ...harmless,
  ...harmlessRarely,
  ...harmlessAsked,
  ...harmlessWebsite,
  ...harmlessDetails,
];

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
  for (const [what, doctor] of notBroken) {
    it(`finds nothing in ${what}`, () => {
      const evidence = structuredClone(cleanEvidence());
      doctor(evidence);
      assert.deepEqual(judge(evidence).map(sayViolation), []);
    });
  }
  it('finds the same in evidence that was kept', () => {
    for (const doctor of [
      ...doctored.map(([, , one]) => one),
      ...notBroken.map(([, one]) => one),
    ]) {
      const evidence = structuredClone(cleanEvidence());
      doctor(evidence);
      const kept = JSON.parse(JSON.stringify(evidence)) as Evidence;
      assert.deepEqual(judge(kept), judge(evidence));
    }
  });
  it('says what it had no evidence of', () => {
    const { replays: _replays, punctualMs: _punctualMs, ...evidence } = cleanEvidence();
    assert.deepEqual(notJudged(cleanEvidence()), []);
    assert.match(notJudged(evidence).join(), /I12: .*,I11, /);
    assert.match(notJudged({ ...evidence, executions: [] }).join(), /^anything/);
    const bodiless = cleanEvidence();
    for (const mail of bodiless.mails) delete mail.body;
    assert.deepEqual(judge(bodiless), []);
    assert.match(notJudged(bodiless).join(), /^I10, what mails say: no body/);
  });
  it('has two doctored sets of evidence for each promise at least', () => {
    const promises = Array.from({ length: 12 }, (_, at) => `I${at + 1}`);
    const counts = promises.map((one) => doctored.filter(([promise]) => promise === one).length);
    assert.deepEqual(
      counts.filter((count) => count < 2),
      [],
    );
  });
});
