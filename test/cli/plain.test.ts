import assert from 'node:assert/strict';
import fc from 'fast-check';
import { count, indent, plain, plainJson, table } from '../../src/cli/plain.js';

describe('what a terminal is shown', () => {
  it('has nothing in it that a terminal obeys, whatever somebody has posted', () => {
    const commanding = [0x1b, 0x07, 0x0a, 0x0d, 0x00, 0x7f, 0x9b, 0x2028, 0x2029, 0x202e, 0x2066]
      .map((code) => String.fromCharCode(code))
      .concat('\ud800', '\udc00');
    const character = fc.oneof(fc.constantFrom(...commanding), fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(fc.array(character), (characters) => {
        const shown = plain(characters.join(''));
        assert.doesNotMatch(shown, /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
        assert.ok(shown.isWellFormed());
      }),
    );
  });

  it('says which character stood there, and leaves all others', () => {
    assert.equal(plain('\u001b[31mred\n\u202e'), '\\u001b[31mred\\u000a\\u202e');
    assert.equal(plain('Zo\u00eb \u{1f331} "quoted" \\'), 'Zo\u00eb \u{1f331} "quoted" \\');
  });

  it('is JSON that a program can read, in lines', () => {
    const value = { name: 'a\u202eb', list: [1] };
    const shown = plainJson(value);
    assert.equal(shown, '{\n  "name": "a\\u202eb",\n  "list": [\n    1\n  ]\n}\n');
    assert.deepEqual(JSON.parse(shown), value);
  });

  it('is a table whose columns stand below each other, by what is seen of each letter', () => {
    assert.deepEqual(
      table(
        ['name', 'n', 'last'],
        [
          ['e\u0301e\u0301', '1'],
          ['\u001b', '22', 'x'],
          ['four\n', '', 'y'],
        ],
      ),
      [
        'name        n   last',
        'e\u0301e\u0301          1',
        '\\u001b      22  x',
        'four\\u000a      y',
      ],
    );
  });

  it('is set in by two blanks, but for empty lines', () => {
    assert.deepEqual(indent(['a', '', 'b']), ['  a', '', '  b']);
  });

  it('counts in words', () => {
    assert.deepEqual(
      [count(0, 'run'), count(1, 'run'), count(2, 'run'), count(2, 'person', 'people')],
      ['0 runs', '1 run', '2 runs', '2 people'],
    );
  });
});
