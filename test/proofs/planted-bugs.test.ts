import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { bugs } from '../../proofs/planted-bugs/bugs.js';
import { applyEdit } from '../../proofs/planted-bugs/plant.js';

describe('a planted bug', () => {
  for (const { name, edits } of bugs) {
    it(`has its place in the product: ${name}`, () => {
      const texts = new Map<string, string>();
      for (const edit of edits) {
        const before = texts.get(edit.file) ?? readFileSync(edit.file, 'utf8');
        const after = applyEdit(before, edit);
        assert.notEqual(after, before);
        texts.set(edit.file, after);
      }
    });
  }
  it('is refused where its place has changed', () => {
    const edit = { file: 'src/any.ts', search: 'a stop', replace: '' };
    assert.throws(() => applyEdit('no such thing', edit), /src\/any\.ts holds this 0 times/);
    assert.throws(() => applyEdit('a stop, a stop', edit), /holds this 2 times/);
  });
});
