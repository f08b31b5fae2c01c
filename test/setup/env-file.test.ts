import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  conflictsIn,
  readEnvFile,
  settingIn,
  withSettings,
  writeEnvFile,
} from '../../src/setup/env-file.js';

const id = '2f26ee68-df30-4251-93e7-b85c9a1b5dca';
const bareId = id.replaceAll('-', '');
const otherId = '3a37ff79-ef41-4362-84f8-c96d0b2c6edb';
const settings = { NOTION_CONTACTS_DB_ID: id };

describe('A file of settings', () => {
  const written: [what: string, before: string, after: string][] = [
    ['an empty file', '', `NOTION_CONTACTS_DB_ID=${id}\n`],
    [
      'an empty setting',
      'A=1\nNOTION_CONTACTS_DB_ID=\nB=2\n',
      `A=1\nNOTION_CONTACTS_DB_ID=${id}\nB=2\n`,
    ],
    ['no such setting', '# mine\nA=1', `# mine\nA=1\nNOTION_CONTACTS_DB_ID=${id}\n`],
    [
      'a comment that names it',
      '# NOTION_CONTACTS_DB_ID=x\n',
      `# NOTION_CONTACTS_DB_ID=x\nNOTION_CONTACTS_DB_ID=${id}\n`,
    ],
    [
      'another id',
      `export NOTION_CONTACTS_DB_ID="${otherId}" # old\n`,
      `export NOTION_CONTACTS_DB_ID=${id}\n`,
    ],
    [
      'line ends of Windows',
      'A=1\r\nNOTION_CONTACTS_DB_ID=\r\n',
      `A=1\r\nNOTION_CONTACTS_DB_ID=${id}\r\n`,
    ],
  ];
  for (const [what, before, after] of written) {
    it(`takes a setting into ${what}, and keeps every other line`, () => {
      assert.equal(withSettings(before, settings), after);
      assert.equal(settingIn(after, 'NOTION_CONTACTS_DB_ID'), id);
      assert.equal(withSettings(after, settings), after);
    });
  }

  const same = [
    `NOTION_CONTACTS_DB_ID=${bareId}\n`,
    `NOTION_CONTACTS_DB_ID='https://www.notion.so/acme/Contacts-${bareId}?v=1'\n`,
    `NOTION_BUSINESSX_DB_ID=${id} # the old name\n`,
    `NOTION_CONTACTS_DB_ID=${otherId}\nNOTION_CONTACTS_DB_ID=${id}\n`,
  ];
  for (const text of same) {
    it(`leaves ${JSON.stringify(text.slice(0, 40))}… as it is, which says the same`, () => {
      assert.deepEqual(conflictsIn(text, settings), []);
      assert.equal(withSettings(text, settings), text);
    });
  }

  it('tells another id, under its old name too', () => {
    assert.deepEqual(conflictsIn(`NOTION_CONTACTS_DB_ID=${otherId}`, settings), [
      'NOTION_CONTACTS_DB_ID',
    ]);
    assert.deepEqual(conflictsIn(`NOTION_BUSINESSX_DB_ID="${otherId}"`, settings), [
      'NOTION_BUSINESSX_DB_ID',
    ]);
  });

  it('never loses or changes a line of another setting', () => {
    const name = fc.stringMatching(/^[A-M][A-Z_]{0,8}$/);
    const line = fc.oneof(
      fc
        .tuple(name, fc.string())
        .map(([own, value]) => `${own}=${value.replaceAll(/[\r\n]/g, '')}`),
      fc.string().map((text) => `# ${text.replaceAll(/[\r\n]/g, '')}`),
      fc.constant(''),
    );
    fc.assert(
      fc.property(fc.array(line), fc.nat(), (lines, at) => {
        const before = lines
          .toSpliced(at % (lines.length + 1), 0, 'NOTION_CONTACTS_DB_ID=')
          .join('\n');
        const kept = withSettings(before, settings)
          .split('\n')
          .filter((one) => !one.startsWith('NOTION_CONTACTS_DB_ID='));
        const expected = before.split('\n').filter((one) => one !== 'NOTION_CONTACTS_DB_ID=');
        assert.deepEqual(kept, expected);
      }),
    );
  });

  it('is for its owner alone, replaced as a whole, and written through a link', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'evergreen-'));
    try {
      const file = join(folder, 'real');
      const link = join(folder, '.env');
      assert.equal(await readEnvFile(link), '');
      await writeFile(file, 'A=1\n', { mode: 0o644 });
      await symlink(file, link);
      await writeEnvFile(link, 'A=1\nB=2\n');
      assert.equal(await readFile(file, 'utf8'), 'A=1\nB=2\n');
      assert.equal((await stat(file)).mode & 0o777, 0o600);
      assert.deepEqual(await readdir(folder), ['.env', 'real']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
