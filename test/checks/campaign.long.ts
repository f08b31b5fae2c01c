import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const sequence = `
import { requiredFlag, requiredText } from '../../domain/event/fields.js';
import { defineSequence } from '../define/define-sequence.js';

/** After a raffle that they entered and did not come to. */
export const raffle = defineSequence({
  name: 'raffle',
  kind: 'marketing',
  because: 'you entered a raffle',
  endedBy: ['post-call'],
  notion: { type: 'raffle', status: 'Raffle Follow-Up' },
  event: {
    what: 'Someone entered a raffle, and it is over.',
    fields: { prize_name: requiredText, attended: requiredFlag },
    ignore: { reason: 'attended', message: 'They were there.', when: ({ attended }) => attended },
    copy: ['prize_name'],
    example: { prize_name: 'A hairbrush', attended: false },
  },
  sandbox: { button: 'misses a raffle' },
  emails: [{ number: 1, template: 'raffle_email_1', after: '2 hours', testing: '1 minute' }],
});
`;
const apiManifest = 'deploy/kubernetes/base/api.yaml';
const copy = 'subject: The recording\n---\n<p>Hi {{ first_name }}, {{ prize_name }}.</p>\n';

/** What belongs to a new sequence: each file with the change that adds it. */
const parts: Record<string, (before: string) => string> = {
  'src/campaign/sequences/raffle.ts': () => sequence,
  'src/campaign/sequences/index.ts': (before) =>
    before
      .replace('import { postCall', "import { raffle } from './raffle.js';\nimport { postCall")
      .replace(/register\((.*)\)/, 'register($1, raffle)'),
  'templates/raffle-email-1.html': () => copy,
  'test/campaign/promises/raffle.ts': () => 'export const promises = {};\n',
  'test/histories/raffle-completed.json': () => '{}\n',
  'CHANGELOG.md': (before) => before.replace('\n## ', '\n- A sequence `raffle`.\n\n## '),
};

/** The program with a new sequence, but for what was forgotten; in a folder of its own. */
describe('npm run check, of a new sequence', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'evergreen-check-'));
    const copied = [
      'src',
      'scripts',
      'templates',
      'docs',
      'deploy',
      'test/campaign',
      'test/histories',
    ];
    const files = ['package.json', 'tsconfig.json', 'CHANGELOG.md', 'README.md', '.env.example'];
    for (const path of [...copied, ...files, 'docker-compose.temporal.yml']) {
      cpSync(path, join(folder, path), { recursive: true });
    }
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function run(check: 'campaign' | 'tables', changes: Record<string, string>, ...flags: string[]) {
    const before = new Map<string, string | undefined>();
    for (const [file, text] of Object.entries(changes)) {
      before.set(file, read(file));
      writeFileSync(join(folder, file), text);
    }
    try {
      const args = ['--import', 'tsx', `scripts/checks/${check}.ts`, ...flags];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, {
        cwd: folder,
        encoding: 'utf8',
      });
      return { status, said: `${stdout}${stderr}` };
    } finally {
      for (const [file, text] of before) {
        if (text === undefined) rmSync(join(folder, file));
        else writeFileSync(join(folder, file), text);
      }
    }
  }

  const read = (file: string): string | undefined => {
    try {
      return readFileSync(join(folder, file), 'utf8');
    } catch {
      return undefined; // not there yet
    }
  };
  const without = (...forgotten: string[]) =>
    Object.fromEntries(
      Object.entries(parts)
        .filter(([file]) => !forgotten.includes(file))
        .map(([file, change]) => [file, change(read(file) ?? '')]),
    );

  it('is content when nothing was forgotten', () => {
    assert.deepEqual(run('campaign', without()), { status: 0, said: '' });
  });

  it('says that a sequence is not in the register', () => {
    const { status, said } = run('campaign', without('src/campaign/sequences/index.ts'));
    assert.match(
      said,
      /no sequence "raffle" is in the register: name it in src\/campaign\/sequences\/index\.ts/,
    );
    assert.equal(status, 1);
  });

  it('says what else was forgotten, all at once', () => {
    const forgotten: [file: string, said: RegExp][] = [
      ['templates/raffle-email-1.html', /raffle-email-1\.html is missing: write the copy/],
      ['test/campaign/promises/raffle.ts', /raffle\.ts is missing: write down what it promises/],
      ['test/histories/raffle-completed.json', /is missing: record it with "npm run record-hist/],
      ['CHANGELOG.md', /CHANGELOG\.md: say that there is a sequence "raffle"/],
    ];
    const { status, said } = run('campaign', without(...forgotten.map(([file]) => file)));
    for (const [, words] of forgotten) assert.match(said, words);
    assert.equal(said.trim().split('\n').length, forgotten.length);
    assert.equal(status, 1);
  });

  it('refuses copy that cannot be sent, and an example that starts nothing', () => {
    const changes = without();
    const template = 'templates/raffle-email-1.html';
    const file = 'src/campaign/sequences/raffle.ts';
    const { status, said } = run('campaign', {
      ...changes,
      [template]: copy
        .replace('{{ prize_name', '{{ call_date')
        .replace('The recording', 'We missed each other'),
      [file]: sequence.replace('attended: false', 'attended: true'),
    });
    assert.match(said, /the event of "raffle" tells no "call_date": name it in "copy"/);
    assert.match(said, /its subject is that of templates\/noshow-recovery-email-1\.html/);
    assert.match(said, /raffle\.ts: its example is ignored \(attended\)/);
    assert.equal(status, 1);
  });

  it('says which tables are stale, and writes them when asked', () => {
    const changes = without();
    const documents = readdirSync('docs')
      .map((file) => `docs/${file}`)
      .concat('README.md', '.env.example', 'docker-compose.temporal.yml', apiManifest)
      .filter((file) => /[ #]\/table:/.test(read(file) ?? ''));
    const stale = run('tables', changes);
    assert.equal(stale.status, 1);
    for (const file of documents) assert.ok(stale.said.includes(`${file}: the table`), file);
    const kept = Object.fromEntries(documents.map((file) => [file, read(file) ?? '']));
    const { status, said } = run('tables', { ...changes, ...kept }, '--fix');
    assert.equal(status, 0);
    for (const file of documents) assert.match(said, new RegExp(`wrote the table .* ${file}`));
    assert.equal(run('tables', {}).status, 0, 'the documents are as before');
  });

  it('says where the marks of a table are gone', () => {
    const { status, said } = run('tables', { 'docs/copy.md': '# Writing copy\n' });
    assert.equal(status, 1);
    assert.match(said, /docs\/copy\.md: expected a line "table:templates" and a line/);
  });
});
