import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const read = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')) as Record<
    string,
    string[]
  >;

/** What is loaded by its path has no import that would lead there; the check for dead code knows it by name. */
describe('what is built for production', () => {
  it('has every module that is loaded by its path', () => {
    const byPath = (read('knip.json')['entry'] ?? []).filter((file) => /^src\/.*\.ts$/.test(file));
    assert.ok(byPath.length > 0);
    const built = read('tsconfig.build.json')['files'] ?? [];
    assert.deepEqual(
      byPath.filter((file) => !built.includes(file)),
      [],
    );
  });
});
