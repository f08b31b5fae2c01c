import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@notionhq/client';
import { templateFile, textFile } from '../../src/campaign/copy/templates.js';
import { templateNames } from '../../src/campaign/sequences/index.js';
import { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import { databaseIds, notionSeed } from '../../src/sandbox/seed.js';
import { connectWorkspace, type Workspace } from '../../src/vendors/notion/connect.js';
import { evergreen, type Ran } from './evergreen.js';

const name = '5-Day E2';
const file = templateFile(name);

/** Copy between files and Notion, both ways. */
describe('evergreen templates push, pull and diff', () => {
  let notion: ReturnType<typeof createNotionStandIn>;
  let url = '';
  let workspace: Workspace;
  let folder = '';
  /** Whoever writes in Notion by hand. */
  let author: Client;

  before(async () => {
    notion = createNotionStandIn({
      file: ':memory:',
      seed: await notionSeed(),
      requestsPerMinute: 1_000_000,
    });
    ({ url } = await notion.listen(0));
    author = new Client({
      auth: 'ntn_author',
      baseUrl: url,
      notionVersion: '2026-03-11',
      retry: false,
    });
    workspace = await connectWorkspace({
      token: 'ntn_observer',
      baseUrl: url,
      requestsPerSecond: 100_000,
      databases: databaseIds,
    });
  });
  beforeEach(async () => {
    await notion.reset();
    folder = await mkdtemp(join(tmpdir(), 'copy-'));
  });
  afterEach(async () => {
    notion.setFaults([]);
    await rm(folder, { recursive: true });
  });
  after(() => notion.close());

  const run = (...typed: string[]): Promise<Ran> =>
    evergreen(['templates', ...typed, '--folder', folder], {
      env: {
        NOTION_TOKEN: 'ntn_ann',
        NOTION_BASE_URL: url,
        NOTION_TEMPLATES_DB_ID: databaseIds.templates,
        NOTION_REQUESTS_PER_SECOND: '100000',
      },
    });
  const done = async (expected: number, ...typed: string[]): Promise<string> => {
    const { code, out, err } = await run(...typed);
    assert.equal(code, expected, out + err);
    return out;
  };
  const rowsNamed = (one: string) => workspace.templates.find('name', 'equals', one);
  const inNotion = async (one = name) => (await rowsNamed(one))[0];
  const editInNotion = async (values: object) =>
    workspace.templates.update((await inNotion())?.id ?? '', values);
  const read = (path = file) => readFile(join(folder, path), 'utf8');
  const write = (text: string, path = file) => writeFile(join(folder, path), text);
  const change = async (from: string, to: string) => write((await read()).replace(from, to));

  it('pulls the copy of a new workspace as we ship it, byte for byte', async () => {
    const out = await done(0, 'pull');
    assert.equal(out.split('\n').filter((line) => line.endsWith(': written')).length, 14);
    for (const one of templateNames) {
      assert.equal(
        await read(templateFile(one)),
        await readFile(join('templates', templateFile(one)), 'utf8'),
      );
    }
    assert.match(await done(0, 'pull', name), /the same on both sides/);
    assert.match(await done(0, 'diff'), /5-Day E2: the same on both sides/);
  });

  it('loses nothing on the way to Notion and back: long texts, emoji at a cut, plain text', async () => {
    await done(0, 'pull', name);
    const long = `<p>${'x'.repeat(1_996)}😀${'y  z\t'.repeat(1_200)}</p>\n\n<p>{{ first_name }} — “é” &amp; 👩‍👩‍👧</p>`;
    await write(`subject: Größe 😀 {{ first_name }}\n---\n${long}\n`);
    await write(`Hello {{ first_name }}\n\n${'t'.repeat(2_500)}\n`, textFile(name));
    const before = [await read(), await read(textFile(name))];
    await done(0, 'push', name, '--replace', '--yes');
    assert.equal((await inNotion())?.values.html, long);
    await rm(join(folder, file));
    await rm(join(folder, textFile(name)));
    await done(0, 'pull', name);
    assert.deepEqual([await read(), await read(textFile(name))], before);
    assert.match(await done(0, 'push', name, '--replace', '--yes'), /the same on both sides/);
    // What is taken away is taken away there too.
    await rm(join(folder, textFile(name)));
    await done(0, 'push', name, '--replace', '--yes');
    assert.equal((await inNotion())?.values.text, null);
  });

  it('makes what Notion lacks, Active and once, though the answer was lost', async () => {
    await done(0, 'pull', name);
    const { id = '' } = (await inNotion()) ?? {};
    await author.pages.update({ page_id: id, in_trash: true });
    assert.match(await done(1, 'pull', name), /Notion has no row of this name/);
    notion.setFaults([{ kind: 'after', route: 'POST /pages', times: 1, then: 503 }]);
    assert.match(await done(0, 'push', name), /made in Notion, Active/);
    const rows = await rowsNamed(name);
    assert.deepEqual(
      rows.map(({ values }) => values.status),
      ['Active'],
    );
    assert.match(await done(0, 'push', name), /the same on both sides/);
    assert.equal((await rowsNamed(name)).length, 1);
  });

  it('adds only; shows what it would replace, and does so when it is told twice', async () => {
    await done(0, 'pull', name);
    await change('Hi {{ first_name }}', 'Dear {{ first_name }}');
    const before = (await inNotion())?.values.html;
    assert.match(await done(0, 'push', name), /kept as it is in Notion/);
    const shown = await done(1, 'push', name, '--replace');
    assert.match(shown, /nothing is written without --yes/);
    assert.match(shown, /^ {2}-<p>Hi \{\{ first_name }}/m);
    assert.match(shown, /^ {2}\+<p>Dear \{\{ first_name }}/m);
    assert.equal((await inNotion())?.values.html, before);
    assert.match(await done(0, 'push', name, '--replace', '--yes'), /replaced in Notion/);
    assert.match((await inNotion())?.values.html ?? '', /Dear/);
    assert.equal((await inNotion())?.values.status, 'Active');
  });

  it('overwrites nothing that was edited in Notion since, unless it is told to', async () => {
    await done(0, 'pull', name);
    await editInNotion({ subject: 'By the owner' });
    await change('Hi {{ first_name }}', 'Dear {{ first_name }}');
    assert.match(
      await done(1, 'push', name, '--replace', '--yes'),
      /it was edited in Notion since it was pulled; pull it first, or --force/,
    );
    assert.equal((await inNotion())?.values.subject, 'By the owner');
    await done(0, 'push', name, '--replace', '--yes', '--force');
    assert.match((await inNotion())?.values.subject ?? '', /Where I would start/);
  });

  it('overwrites nothing that was never pulled, unless it is told to', async () => {
    await write('subject: Mine\n---\n<p>My own words.</p>\n');
    assert.match(await done(1, 'push', name, '--replace', '--yes'), /it was never pulled/);
    assert.doesNotMatch((await inNotion())?.values.html ?? '', /My own words/);
  });

  it('pulls over no changes of a file, unless it is told to', async () => {
    await done(0, 'pull', name);
    await editInNotion({ subject: 'By the owner' });
    assert.match(await done(0, 'pull', name), /written/, 'an unchanged file follows');
    assert.match(await read(), /^subject: By the owner\n/);
    await editInNotion({ subject: 'By the owner again' });
    await change('Hi {{ first_name }}', 'Dear {{ first_name }}');
    assert.match(await done(1, 'pull', name), /the file has changes of its own; --force/);
    assert.match(await read(), /Dear/);
    await done(0, 'pull', name, '--force');
    assert.match(await read(), /^subject: By the owner again\n[^]*Hi \{\{ first_name }}/);
  });

  it('pushes nothing that would hold emails, unless it is told to', async () => {
    await done(0, 'pull', name);
    await change('{{ first_name }}', '{{ fist_name }}');
    assert.match(
      await done(1, 'push', name, '--replace', '--yes'),
      /body 2:10: nobody tells a variable "fist_name"; did you mean "first_name"\?; mend it first/,
    );
    assert.doesNotMatch((await inNotion())?.values.html ?? '', /fist_name/);
  });

  it('says of a body that is written on its page what a file would lose', async () => {
    await editInNotion({ html: null });
    await author.blocks.children.append({
      block_id: (await inNotion())?.id ?? '',
      children: [{ paragraph: { rich_text: [{ text: { content: 'On the page' } }] } }],
    });
    assert.match(await done(1, 'pull', name), /written on its page .* --page-bodies/);
    assert.deepEqual(await readdir(folder), []);
    await done(0, 'pull', name, '--page-bodies');
    assert.match(await read(), /\n---\n<p>On the page<\/p>\n$/);
    await change('On the page', 'In the file');
    const refused = await done(1, 'push', name, '--replace', '--yes');
    assert.match(refused, /written on its page in Notion, which HTML would hide; --force/);
    assert.equal((await inNotion())?.values.html, null);
  });

  it('takes the row with the older name for the template', async () => {
    await editInNotion({ name: 'christmas_email_2', subject: 'Older' });
    await done(0, 'pull', name);
    assert.match(await read(), /^subject: Older\n/);
    assert.match(await done(0, 'push', name), /the same on both sides/);
    assert.deepEqual(await rowsNamed(name), []);
  });

  it('says what differs, as a program reads it too', async () => {
    await done(0, 'pull', name);
    await editInNotion({ subject: 'By the owner' });
    const { code, out, err } = await run('diff', name, '--json');
    assert.equal(code, 1);
    const [one] = (JSON.parse(out) as { templates: { did: string; diff: string }[] }).templates;
    assert.equal(one?.did, 'differs');
    assert.match(err, /1 of 1 not the same on both sides/);
    assert.match(one?.diff ?? '', /^--- Notion\/5-day-e2\.html\n\+\+\+ 5-day-e2\.html\n@@/);
    assert.match(one?.diff ?? '', /^-subject: By the owner$/m);
  });

  it('knows no name that the campaign does not, and says which was meant', async () => {
    const { code, err } = await run('pull', '5-Day E22');
    assert.equal(code, 2);
    assert.match(err, /there is no template "5-Day E22"; did you mean "5-Day E2"\?/);
  });

  it('says so where there are no files at all', async () => {
    const { code, err } = await run('push');
    assert.equal(code, 1, err);
  });
});
