import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lowerAscii } from '../../src/domain/lower-case.js';

describe('lower case of ASCII alone', () => {
  for (const [text, lower] of [
    ['Sarah@Salon.Example', 'sarah@salon.example'],
    ['SARAH@MÜNCHEN.Example', 'sarah@mÜnchen.example'],
    // The Kelvin sign, which JavaScript would make a k, and so somebody else's address.
    ['\u212aarl@SALON.example', '\u212aarl@salon.example'],
    ['\u0130stanbul A', '\u0130stanbul a'],
    ['\u00dc', '\u00dc'],
    ['', ''],
  ] as const) {
    it(`is ${lower} for ${text}`, () => assert.equal(lowerAscii(text), lower));
  }

  it('changes A to Z and nothing else, in any text', () => {
    const lower = (character: string) =>
      /^[A-Z]$/.test(character) ? character.toLowerCase() : character;
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.equal(lowerAscii(text), Array.from(text).map(lower).join(''));
      }),
    );
  });
});
