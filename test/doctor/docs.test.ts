import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { checks } from '../../src/doctor/checks.js';

/** Every row of the page: an id, and the worst that it may be. */
const rows = [
  ...readFileSync('docs/doctor.md', 'utf8').matchAll(/^\| `([\w*-]+)` *\| (\w+) /gm),
].map(([, id = '', worst = '']) => [id, worst]);

describe('docs/doctor.md', () => {
  it('has one row for each id that doctor gives, in its order', () => {
    const ids = checks.flatMap(({ id, ids: own = [id] }) => own);
    assert.deepEqual(
      rows.map(([id]) => id),
      ids,
    );
  });

  it('tells the worst that each of its own checks may find', () => {
    const worst = new Map(rows.map(([id = '', level]) => [id, level]));
    for (const one of checks) assert.equal(worst.get(one.id), one.worst, one.id);
  });
});
