import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Code that must not pass: where it would stand, and the rule that refuses it. */
const refused: [what: string, file: string, code: string, rule: string][] = [
  [
    'a promise that nobody awaits',
    'src/domain/gate-a.ts',
    'const work = async () => {};\nexport const start = () => {\n  work();\n};\n',
    'no-floating-promises',
  ],
  [
    'a domain that knows workflows',
    'src/domain/gate-b.ts',
    "export { stop } from '../workflows/messages.js';\n",
    'no-restricted-imports',
  ],
  [
    'a workflow that imports an activity',
    'src/workflows/gate-c.ts',
    "export { sendEmail } from '../activities/send-email.js';\n",
    'no-restricted-imports',
  ],
  [
    'a workflow that imports Node',
    'src/workflows/gate-d.ts',
    "export { join } from 'node:path';\n",
    'no-restricted-imports',
  ],
  [
    'local time in a workflow',
    'src/workflows/gate-e.ts',
    'export const hour = () => new Date().getHours();\n',
    'no-restricted-properties',
  ],
  [
    'an API that knows vendors',
    'src/api/gate-f.ts',
    "export { connectResend } from '../vendors/resend/resend.js';\n",
    'no-restricted-imports',
  ],
  [
    'production code that knows the sandbox',
    'src/gate-g.ts',
    "export { databaseIds } from './sandbox/seed.js';\n",
    'no-restricted-imports',
  ],
  [
    'a second reader of the environment',
    'src/api/gate-h.ts',
    "export const port = process.env['PORT'];\n",
    'no-process-env',
  ],
  [
    'any',
    'src/domain/gate-i.ts',
    'export const take = (value: any): unknown => value;\n',
    'no-explicit-any',
  ],
];
/** What the rules must leave alone. */
const allowed: [what: string, file: string, code: string][] = [
  [
    'types of activities in a workflow',
    'src/workflows/gate-y.ts',
    "export type { NotionActivities } from '../activities/index.js';\n",
  ],
  [
    'messages of workflows in the API',
    'src/api/gate-z.ts',
    "export { stop } from '../workflows/messages.js';\n",
  ],
];

describe('npm run check', () => {
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
      const paths = files.map(({ file }) => file);
      const { stdout } = spawnSync(
        'node_modules/.bin/oxlint',
        ['--type-aware', '--format=json', ...paths],
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
