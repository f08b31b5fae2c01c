import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { rooms } from '../scripts/checks/rooms.mjs';
import { circles, strays } from './support/astray.js';
import { allowedImports, allowedTypes, refusedImports } from './support/room-imports.js';

/** Code that must not pass: where it would stand, and the rule that refuses it. */
const refused: [what: string, file: string, code: string, rule: string][] = [
  [
    'a promise that nobody awaits',
    'src/domain/gate-a.ts',
    'const work = async () => {};\nexport const start = () => {\n  work();\n};\n',
    'no-floating-promises',
  ],
  [
    'local time in a workflow',
    'src/workflows/gate-b.ts',
    'export const hour = () => new Date().getHours();\n',
    'no-restricted-properties',
  ],
  [
    'a second reader of the environment',
    'src/api/gate-c.ts',
    "export const port = process.env['PORT'];\n",
    'no-process-env',
  ],
  [
    'any',
    'src/domain/gate-d.ts',
    'export const take = (value: any): unknown => value;\n',
    'no-explicit-any',
  ],
  [
    'an assertion that something is there',
    'src/domain/gate-e.ts',
    'export const first = (values: string[]): string => values[0]!;\n',
    'no-non-null-assertion',
  ],
  [
    'a default export',
    'src/domain/gate-f.ts',
    'const answer = 42;\nexport default answer;\n',
    'no-default-export',
  ],
  ['a file that is too long', 'src/domain/gate-g.ts', lines(221), '(max-lines)'],
  [
    'a function that is too long',
    'src/domain/gate-h.ts',
    `export function work(): void {\n${lines(60)}}\n`,
    'max-lines-per-function',
  ],
];
/** What the rules must leave alone. */
const allowed: [what: string, file: string, code: string][] = [
  ['UTC in a workflow', 'src/workflows/gate-y.ts', 'void new Date().getUTCHours();\n'],
  ['a file that is just short enough', 'src/domain/gate-z.ts', lines(220)],
];

function lines(count: number): string {
  return Array.from({ length: count }, (_, index) => `void ${index};\n`).join('');
}

describe('npm run check', () => {
  describe('lint', () => {
    let findings: { filename: string; code: string }[] = [];

    before(() => {
      const files = [...refused, ...allowed].map(([, file, code]) => ({ file, code }));
      // In a copy: whatever becomes of this test, nothing of it stands among the sources.
      const copy = mkdtempSync(join(tmpdir(), 'evergreen-'));
      try {
        for (const part of ['src', '.oxlintrc.json', 'tsconfig.json', 'package.json']) {
          cpSync(part, join(copy, part), { recursive: true });
        }
        symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
        for (const { file, code } of files) writeFileSync(join(copy, file), code);
        const { stdout } = spawnSync(
          'node_modules/.bin/oxlint',
          ['--type-aware', '--format=json', ...files.map(({ file }) => file)],
          { cwd: copy, encoding: 'utf8' },
        );
        findings = (JSON.parse(stdout) as { diagnostics: typeof findings }).diagnostics;
      } finally {
        rmSync(copy, { recursive: true });
      }
    });

    const rulesFor = (path: string) =>
      findings.filter(({ filename }) => filename === path).map(({ code }) => code);

    for (const [what, file, , rule] of refused) {
      it(`refuses ${what}`, () => {
        const rules = rulesFor(file);
        assert.ok(
          rules.some((code) => code.includes(rule)),
          `found ${rules.join(', ') || 'nothing'}`,
        );
      });
    }
    for (const [what, file] of allowed) {
      it(`allows ${what}`, () => assert.deepEqual(rulesFor(file), []));
    }
  });

  describe('rooms', () => {
    let folder: string;
    let violations: { from: string; to: string; rule: { name: string } }[];

    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'evergreen-rooms-'));
      const files = new Map<string, string>();
      const add = (file: string, code: string) =>
        files.set(file, `${files.get(file) ?? ''}${code}`);
      for (const [, file, code] of strays) add(file, code);
      for (const [file, code] of circles) add(file, code);
      for (const [from, to] of [...refusedImports, ...allowedImports])
        add(from, `import '${to}';\n`);
      for (const [from, to] of allowedTypes) add(from, `export type * from '${to}';\n`);
      for (const path of ['src/sandbox/two/a.ts', 'src/sandbox/one/b.ts']) add(path, '');
      for (const [from, to] of [...refusedImports, ...allowedImports, ...allowedTypes]) {
        if (to.startsWith('.')) add(fileOf(from, to), '');
      }
      for (const [file, code] of files) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), `${code}export {};\n`);
      }
      const { stdout, stderr } = spawnSync(
        join(process.cwd(), 'node_modules/.bin/depcruise'),
        ['--config', join(process.cwd(), '.dependency-cruiser.mjs'), '-T', 'json', '.'],
        { cwd: folder, encoding: 'utf8' },
      );
      assert.equal(stderr, '');
      const answer = JSON.parse(stdout) as { summary: { violations: typeof violations } };
      ({ violations } = answer.summary);
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    const fileOf = (from: string, to: string) =>
      to.startsWith('.')
        ? join(dirname(from), to).replace(/\.js$/, '.ts')
        : to.replace('node:', '');
    const rulesFor = (from: string, to?: string) =>
      violations
        .filter(
          (found) => found.from === from && (to === undefined || found.to === fileOf(from, to)),
        )
        .map(({ rule }) => rule.name);

    for (const [from, to] of refusedImports) {
      it(`refuses ${to} in ${from}`, () =>
        assert.ok(rulesFor(from, to).includes('not-in-allowed')));
    }
    for (const [from, to] of [...allowedImports, ...allowedTypes]) {
      it(`allows ${to} in ${from}`, () =>
        assert.ok(!rulesFor(from, to).includes('not-in-allowed')));
    }
    for (const [what, file] of strays) {
      it(`refuses ${what}`, () => assert.match(rulesFor(file).join(), /in-no-room/));
    }
    it('refuses a circle of files, types counted', () =>
      assert.ok(rulesFor('src/sandbox/page/a.ts').includes('circle-of-files')));
    it('refuses a circle of folders without one of files', () => {
      assert.ok(rulesFor('src/sandbox/one', 'src/sandbox/two').includes('circle-of-folders'));
      assert.deepEqual(rulesFor('src/sandbox/one/a.ts'), []);
    });
    it('has a control for each room', () => {
      const bounded = rooms.filter(({ knows }) => !knows.some((name) => name === 'any package'));
      const missing = bounded.filter(
        ({ files }) => !refusedImports.some(([from]) => new RegExp(files).test(from)),
      );
      assert.deepEqual(
        missing.map(({ room }) => room),
        [],
      );
    });
    it('has each file in one room', () => {
      const { stdout } = spawnSync('git', ['ls-files', '*.ts', '*.mjs'], { encoding: 'utf8' });
      const shared = stdout
        .trim()
        .split('\n')
        .filter((file) => rooms.filter(({ files }) => new RegExp(files).test(file)).length !== 1);
      assert.deepEqual(shared, []);
    });
  });
});
