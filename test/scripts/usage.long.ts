import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const commands = {
  bench: 'bench/main.ts',
  torture: 'proofs/torture/main.ts',
  mutate: 'proofs/mutation/main.ts',
  rehearse: 'rehearsal/main.ts',
  'record-histories': 'test/workflows/record-histories.ts',
};

describe('what measures, proves and records, asked wrongly', () => {
  const folder = mkdtempSync(join(tmpdir(), 'evergreen-usage-'));
  after(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  const wrong: [command: keyof typeof commands, given: string[], told: RegExp][] = [
    ['bench', ['--nope'], /Unknown option '--nope'/],
    ['bench', ['stray'], /'stray'/],
    ['bench', ['--only', 'rhymes'], /there are no rows "rhymes"/],
    ['torture', ['--nope'], /Unknown option '--nope'/],
    ['torture', ['--plan', '--only', 'rain'], /no kind of trouble "rain"/],
    ['torture', ['--bug', 'rain'], /There is no bug "rain"/],
    ['torture', ['--plan', '--seed', '1.5'], /--seed: expected a whole number.*"1\.5"/],
    ['torture', ['--plan', '--seed', '1e300'], /--seed: expected a whole number/],
    ['torture', ['--plan', '--seed', '-1'], /--seed/],
    ['torture', ['--plan', '--minutes', 'Infinity'], /--minutes: expected a number.*"Infinity"/],
    ['torture', ['--plan', '--minutes', ''], /--minutes: expected a number/],
    ['torture', ['--judge', join(folder, 'gone.json')], /gone\.json cannot be read \(ENOENT\)/],
    ['torture', ['--judge', write('text.json', 'text')], /text\.json is no evidence/],
    ['torture', ['--judge', write('empty.json', '{}')], /empty\.json is no evidence.*executions/],
    ['mutate', ['--nope'], /Unknown option '--nope'/],
    ['rehearse', ['--nope'], /Unknown option '--nope'/],
    ['record-histories', ['--nope'], /unknown option '--nope'/],
    ['record-histories', ['stray'], /too many arguments/],
    ['record-histories', ['--again', 'rain', '--dry-run'], /no scenario is called rain/],
  ];
  for (const [command, given, told] of wrong) {
    it(`is refused with its usage: ${command} ${given.join(' ').replaceAll(folder, '')}`, () => {
      const args = ['--import', 'tsx', commands[command], ...given];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, {
        encoding: 'utf8',
        timeout: 120_000,
      });
      assert.match(stderr, told);
      assert.match(stderr, new RegExp(`npm run ${command} -- `));
      assert.doesNotMatch(stderr, /^ +at /m, 'it tells a stack');
      assert.deepEqual({ status, stdout }, { status: 2, stdout: '' });
    });
  }
});
