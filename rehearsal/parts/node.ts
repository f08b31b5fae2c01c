import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pinOf } from '../pins.js';
import type { Part } from './part.js';
import { run } from './run.js';

/** Node, as its npm package for this machine holds it. */
export function node(version: string): Part {
  const pin = pinOf('node', version);
  return {
    name: 'node',
    version,
    pin,
    programs: ['bin/node'],
    async make(folder) {
      const wanted = `node-linux-${process.arch}@${version}`;
      const told = await run([
        'npm',
        'pack',
        wanted,
        `--pack-destination=${folder}`,
        '--json',
        '--loglevel=error',
      ]);
      const [packed] = JSON.parse(told) as { filename: string }[];
      const file = join(folder, packed?.filename ?? '');
      const sum = createHash('sha512')
        .update(await readFile(file))
        .digest('base64');
      if (`sha512-${sum}` !== pin)
        throw new Error(`its sum is sha512-${sum}, and should be ${pin}`);
      await run([
        'tar',
        '--extract',
        '--strip-components=1',
        `--file=${file}`,
        `--directory=${folder}`,
        'package/bin/node',
      ]);
      await rm(file);
    },
  };
}
