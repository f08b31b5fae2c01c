import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { alertTexts } from '../../src/domain/alert.js';

describe('docs/operating.md', () => {
  it('says of each alert what to do', async () => {
    const page = await readFile('docs/operating.md', 'utf8');
    const rows = page
      .split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| -'));
    const told = rows.slice(1).map((row) => row.split('|')[1]?.trim());
    const titles = Object.values(alertTexts).map(([title]) => title);
    assert.deepEqual(new Set(told), new Set<unknown>(titles));
    assert.equal(told.length, titles.length, 'each once');
  });
});
