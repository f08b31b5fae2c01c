/** Every static check, each told with its time; all run even when one fails. `--fix` mends what it can. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const isFixing = process.argv.includes('--fix');
const project = fileURLToPath(new URL('..', import.meta.url));

/** @type {[what: string, command: string[]][]} */
const checks = [
  ['format', ['biome', 'check', '--error-on-warnings', ...(isFixing ? ['--write'] : [])]],
  ['lint', ['oxlint', '--type-aware', '--deny-warnings', ...(isFixing ? ['--fix'] : [])]],
  ['types', ['tsc', '--project', 'tsconfig.json']],
  ['dead code', ['knip']],
];

const failed = checks.filter(([what, [tool = '', ...args]]) => {
  const startedAt = performance.now();
  const { status, stdout, stderr, error } = spawnSync(`node_modules/.bin/${tool}`, args, {
    cwd: project,
    encoding: 'utf8',
  });
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${what} (${seconds} s)\n`);
  if (status !== 0) {
    const hint = error ? 'The packages are missing: run "node scripts/setup.mjs" first.\n' : '';
    process.stdout.write(`${hint}${stdout ?? ''}${stderr ?? ''}`);
  }
  return status !== 0;
});
process.exitCode = failed.length > 0 ? 1 : 0;
