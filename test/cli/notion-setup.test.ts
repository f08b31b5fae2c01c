import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { notionSeed } from '../../src/sandbox/seed.js';
import { pageId, useEmptyWorkspace } from '../setup/empty-workspace.js';
import { evergreen } from './evergreen.js';

interface Answer {
  changed: boolean;
  dryRun: boolean;
  steps: string[];
  settings: Record<string, string>;
  results: { id: string; level: string }[];
}

describe('evergreen notion', () => {
  const workspace = useEmptyWorkspace();
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evergreen-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const env = (more: Record<string, string> = {}) => ({
    NOTION_BASE_URL: workspace.target().baseUrl,
    NOTION_REQUESTS_PER_SECOND: '1000',
    ...more,
  });
  const run = (typed: string, more?: Record<string, string>) =>
    evergreen(typed.split(' '), { env: env(more) });
  const answerOf = async (typed: string, more?: Record<string, string>) =>
    JSON.parse((await run(`${typed} --json`, more)).out) as Answer;

  it('checks, sets up an empty page, writes the ids, and then has nothing to do', async () => {
    const file = join(folder, '.env');
    await writeFile(file, 'NOTION_TOKEN=ntn_x\nNOTION_CONTACTS_DB_ID=\n');

    const before = await run('notion check');
    assert.equal(before.code, 1);
    assert.match(
      before.out,
      /^wrong {4}the database of contacts: NOTION_CONTACTS_DB_ID is not set, and the token sees no database called "Contacts"\n {9}mend: evergreen notion setup --parent https:\S+ \("Evergreen"\); or set/m,
    );
    assert.equal(before.err, 'evergreen: 3 things are wrong with the workspace\n');

    const made = await run(`notion setup --parent ${pageId} --write-env ${file}`);
    assert.equal(made.code, 0, made.err);
    assert.match(made.out, /^Done:\n {2}make the database "Contacts": https:/);
    assert.match(made.err, /add the template "5-Day E2" \(2 of \d+\) …\n/);
    const text = await readFile(file, 'utf8');
    assert.match(text, /^NOTION_TOKEN=ntn_x\nNOTION_CONTACTS_DB_ID=[0-9a-f-]{36}\nNOTION_EMAIL/);
    const ids = Object.fromEntries(
      text
        .trim()
        .split('\n')
        .map((line) => line.split('=')),
    ) as Record<string, string>;

    const after = await run('notion check', ids);
    assert.deepEqual(
      [after.code, after.out],
      [
        0,
        'good     contacts: "Contacts"\ngood     tracker: "Email Sequence Tracker"\ngood     templates: "Email Templates"\ngood     the templates\n',
      ],
    );
    const writes = workspace.writes().length;
    for (const again of [`--parent ${pageId} --go --write-env ${file}`, '--go']) {
      const { code, out } = await run(`notion setup ${again}`, ids);
      assert.deepEqual([code, out], [0, 'Nothing was to be done.\n']);
    }
    assert.equal(workspace.writes().length, writes);
    assert.equal(await readFile(file, 'utf8'), text);
  });

  it('changes nothing with --dry-run, and nothing without --go where something is there', async () => {
    const planned = await answerOf(`notion setup --parent ${pageId} --dry-run`);
    assert.deepEqual([planned.dryRun, planned.changed, planned.results], [true, false, []]);
    assert.equal(planned.steps.length, 3 + 14);
    assert.deepEqual(workspace.writes(), []);

    const [contacts] = (await notionSeed()).databases ?? [];
    assert.ok(contacts);
    await workspace.seed({ databases: [{ ...contacts, parentId: pageId }] });
    const some = await answerOf(`notion setup --parent ${pageId}`);
    assert.deepEqual([some.dryRun, some.changed, some.steps.length], [true, false, 2 + 14]);
    assert.deepEqual(workspace.writes(), []);
    assert.equal((await answerOf(`notion setup --parent ${pageId} --go`)).changed, true);
  });

  it('refuses another id of the file before it makes anything, unless it is told to replace it', async () => {
    const file = join(folder, 'env');
    const [contacts] = (await notionSeed()).databases ?? [];
    assert.ok(contacts);
    await workspace.seed({ databases: [{ ...contacts, parentId: pageId }] });
    const other = 'NOTION_CONTACTS_DB_ID=3a37ff79-ef41-4362-84f8-c96d0b2c6edb\n';
    await writeFile(file, other);
    const typed = `notion setup --parent ${pageId} --go --write-env ${file}`;
    const refused = await run(typed, { NOTION_CONTACTS_DB_ID: contacts.id });
    assert.equal(refused.code, 1);
    assert.match(refused.err, /has another id for NOTION_CONTACTS_DB_ID; nothing was changed/);
    assert.deepEqual([workspace.writes(), await readFile(file, 'utf8')], [[], other]);
    const replaced = await run(`${typed} --replace`, { NOTION_CONTACTS_DB_ID: contacts.id });
    assert.equal(replaced.code, 0);
    assert.match(
      await readFile(file, 'utf8'),
      new RegExp(`^NOTION_CONTACTS_DB_ID=${contacts.id}\n`),
    );
  });

  it('tells the ids all the same where it cannot write them', async () => {
    const file = join(folder, 'none', 'env');
    const { code, out } = await run(`notion setup --parent ${pageId} --write-env ${file}`);
    assert.equal(code, 1);
    assert.match(
      out,
      /could not be written \(ENOENT\)\n +mend: write into it: NOTION_CONTACTS_DB_ID=[0-9a-f-]{36} NOTION_/,
    );
  });

  it('takes the ids that the file has already for named ones', async () => {
    const file = join(folder, 'env');
    await writeFile(file, 'NOTION_CONTACTS_DB_ID=3a37ff79-ef41-4362-84f8-c96d0b2c6edb\n');
    const { code, out } = await run(`notion setup --parent ${pageId} --write-env ${file} --go`);
    assert.equal(code, 1);
    assert.match(
      out,
      /the database of NOTION_CONTACTS_DB_ID \([-\w]+\): Notion shows us nothing of this id/,
    );
  });

  it('fails where Notion is away or full, with the mend, and no half a document', async () => {
    workspace.standIn.setFaults([{ kind: 'block-limit' }]);
    const full = await run(`notion setup --parent ${pageId} --json`);
    assert.equal(full.code, 1);
    const { results } = JSON.parse(full.out) as Answer;
    assert.equal(results.filter(({ id }) => id === 'notion-contacts-setup').length, 1);
    workspace.standIn.setFaults([{ kind: 'status', status: 401 }]);
    const unknown = await run('notion check');
    assert.deepEqual(
      [unknown.code, unknown.out.split('\n')[0]],
      [1, 'wrong    the workspace: Notion does not know the token'],
    );
  });

  it('needs a token where anything of Notion is set but a stand-in', async () => {
    const { code, err } = await evergreen('notion check', {
      env: { NOTION_CONTACTS_DB_ID: pageId },
    });
    assert.deepEqual(
      [code, err],
      [1, 'evergreen: The environment is not as expected: NOTION_TOKEN: is required\n'],
    );
    assert.equal((await run('notion setup --go --dry-run')).code, 2);
  });
});
