import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fromNotion, toNotion } from '../../src/vendors/notion/values.js';

describe('an option in Notion', () => {
  const options: [string, string][] = [
    ['Christmas', 'Christmas'],
    ['Spring, 2026', 'Spring; 2026'],
    [',', ';'],
    ['x'.repeat(101), 'x'.repeat(100)],
  ];
  for (const [name, written] of options) {
    it(`of ${JSON.stringify(name.slice(0, 20))} holds no comma and is not too long`, () => {
      assert.deepEqual(toNotion('select', name), { select: { name: written } });
    });
  }

  it('is cleared by null', () => {
    assert.deepEqual(toNotion('select', null), { select: null });
  });
});

describe('text in Notion', () => {
  it('comes back whole, in pieces of at most 2,000 that split no character', () => {
    const long = fc.string({ unit: 'grapheme', minLength: 0, maxLength: 6_000, size: 'max' });
    fc.assert(
      fc.property(long, (text) => {
        const { rich_text: pieces } = toNotion('rich_text', text) as {
          rich_text: { text: { content: string } }[];
        };
        for (const { text: piece } of pieces) {
          assert.ok(piece.content.length <= 2_000 && piece.content.length > 0);
          assert.ok(piece.content.isWellFormed());
        }
        const shown = pieces.map(({ text: piece }) => ({ plain_text: piece.content }));
        assert.equal(fromNotion('rich_text', { rich_text: shown }) ?? '', text);
      }),
      { numRuns: 50 },
    );
  });
});
