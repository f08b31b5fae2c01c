import assert from 'node:assert/strict';
import fc from 'fast-check';
import { withoutAddresses } from '../../src/domain/without-addresses.js';

describe('a text without addresses', () => {
  const cases: [text: string, kept: string][] = [
    ['only to me@salon.example, "Ann" <ann@salon.example>', 'only to … "Ann" …'],
    ["(o'brien@salon.example) is not verified", '… is not verified'],
    ['@ann@salon.example', '…'],
    ['domain:salon.example is not verified', 'domain:salon.example is not verified'],
  ];
  for (const [text, kept] of cases) {
    it(`of ${text} is ${kept}`, () => assert.equal(withoutAddresses(text), kept));
  }

  it('holds none, whatever stands around it', () => {
    const around = fc.stringMatching(/^[@<>"'() ,;a.=[\]:-]{0,12}$/);
    const property = fc.property(around, fc.emailAddress(), around, (before, email, after) => {
      const kept = withoutAddresses(`${before}${email}${after}`);
      assert.ok(!kept.includes('@'), kept);
    });
    fc.assert(property, { numRuns: 1_000 });
  });
});
