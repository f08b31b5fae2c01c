import { cp, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { pinOf } from '../pins.js';
import type { Part } from './part.js';
import { run } from './run.js';

const module = 'go.temporal.io/server';

/** Temporal's server and its schema tool, built of the Go module as their images are, with the schemas. */
export function temporalServer(version: string): Part {
  const pin = pinOf('temporal', version);
  return {
    name: 'temporal-server',
    version,
    pin,
    programs: ['bin/temporal-server', 'bin/temporal-sql-tool'],
    async make(folder) {
      const bin = join(folder, 'bin');
      // Without C, as the images: a server that needs nothing of the system.
      const env = { ...process.env, CGO_ENABLED: '0', GOBIN: bin };
      const told = await run(['go', 'mod', 'download', '-json', `${module}@v${version}`], { env });
      const found = JSON.parse(told) as { Sum: string; Dir: string };
      if (found.Sum !== pin) throw new Error(`its sum is ${found.Sum}, and should be ${pin}`);
      const commands = ['server', 'tools/sql'].map((name) => `${module}/cmd/${name}@v${version}`);
      await run(['go', 'install', ...commands], { env });
      await rename(join(bin, 'server'), join(bin, 'temporal-server'));
      await rename(join(bin, 'sql'), join(bin, 'temporal-sql-tool'));
      const schema = 'schema/postgresql/v12';
      await cp(join(found.Dir, schema), join(folder, schema), { recursive: true });
    },
  };
}
