import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** The repository's files as they lie there: tracked, or new and not ignored. */
export function listFiles(): string[] {
  const listed = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'],
    { encoding: 'utf8' },
  );
  return listed.split('\0').filter((path) => path !== '' && existsSync(path));
}
