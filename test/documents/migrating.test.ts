import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Runs } from '../../src/runs/runs.js';
import { databaseIds } from '../../src/sandbox/seed.js';
import { evergreen } from '../cli/evergreen.js';
import { startLoneNotion } from '../support/lone-notion.js';

describe('docs/migrating.md', () => {
  const page = readFileSync('docs/migrating.md', 'utf8');
  const now = new Date('2025-12-03T12:00:00.000Z');
  const runs: Pick<Runs, 'takenIds'> = { takenIds: async () => new Set() };

  it('shows what its file of people comes to', async () => {
    const [, csv = ''] = page.match(/```csv\n(.*?)```/s) ?? [];
    const [, shown = ''] = page.match(/```console\n[^\n]*\n(.*?)```/s) ?? [];
    const folder = mkdtempSync(join(tmpdir(), 'migrating-'));
    const path = join(folder, 'people.csv');
    writeFileSync(path, csv);
    const { notion } = await startLoneNotion(() => now);
    const { url } = await notion.listen(0);
    const { out } = await evergreen(`import --csv ${path}`, {
      env: {
        NOTION_BASE_URL: url,
        NOTION_CONTACTS_DB_ID: databaseIds.contacts,
        NOTION_EMAIL_SEQUENCE_DB_ID: databaseIds.tracker,
        CONTACT_KEY_SECRET: 'a secret of thirty-two characters',
      },
      now: () => now,
      withRuns: (work) => work(runs as Runs),
    });
    notion.close();
    rmSync(folder, { recursive: true, force: true });
    assert.equal(out, shown);
  });
});
