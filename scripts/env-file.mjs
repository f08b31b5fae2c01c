/**
 * Settings from `.env` of the folder that a process is started in, as `evergreen init` writes it; what is set in the
 * environment counts. Plain Node: it runs before anything else of the process.
 */
import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

if (existsSync('.env')) {
  for (const [name, value] of Object.entries(parseEnv(readFileSync('.env', 'utf8')))) {
    if (!process.env[name]?.trim()) process.env[name] = value;
  }
}
