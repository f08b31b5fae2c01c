import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

describe('docs/releases.md', () => {
  const page = readFileSync('docs/releases.md', 'utf8');

  it('states of each workflow type what becomes of it in a release', () => {
    const [, table = ''] = page.split('| workflow type');
    const stated = [...table.matchAll(/^\| (`.+?) *\| (auto-upgrade|pinned) /gm)].flatMap(
      ([, types = '', behaviour]) =>
        [...types.matchAll(/`(\w+)`/g)].map(([, type]) => [type, behaviour] as const),
    );
    const bundle = readFileSync('src/workflows/index.ts', 'utf8');
    const types = [...bundle.matchAll(/^export \{ (\w+) \}/gm)].map(([, type]) => type);
    assert.ok(types.length > 0);
    assert.deepEqual(new Map(stated), new Map(types.map((type) => [type, 'auto-upgrade'])));
    assert.equal(stated.length, types.length, 'each once');
    assert.match(table, /^\| every sequence *\| auto-upgrade /m);
  });
});
