#!/usr/bin/env node
import { resolveMx, resolveTxt } from 'node:dns/promises';
import { readFileSync, statSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { type Environment, withoutEmpty } from '../config/environment.js';
import { runCli } from './program.js';
import { asking } from './terminal.js';

/** The command `evergreen`. */

// Whoever reads our output may have read enough, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const file = readSettings('.env');
/** What is set in the environment wins over the file. */
const env: Environment = { ...file?.settings, ...withoutEmpty(process.env) };
const isAtTerminal = process.stdin.isTTY && process.stderr.isTTY;

process.exitCode = await runCli(process.argv.slice(2), {
  env,
  now: () => new Date(),
  fetch,
  async withRuns(work, starting) {
    const { withRuns } = await import('./temporal.js');
    return withRuns(env, work, starting);
  },
  async withNamespace(work, given = env) {
    const { withNamespace } = await import('./temporal.js');
    return withNamespace(given, work);
  },
  async replay(...asked) {
    const { replayOnThisBuild } = await import('../replay/on-this-build.js');
    return replayOnThisBuild(env, ...asked);
  },
  print: (text) => process.stdout.write(text),
  printError: (text) => process.stderr.write(text),
  dns: { txt: resolveTxt, mx: resolveMx },
  hasColours: process.stdout.isTTY && process.stdout.hasColors(),
  ...(file && { envFile: { path: file.path, mode: file.mode } }),
  ...(isAtTerminal && { ask: asking(process.stdin, process.stderr) }),
});

/** The settings of the folder that we are started in, as those who start the processes read them. */
function readSettings(path: string) {
  try {
    return { path, mode: statSync(path).mode, settings: parseEnv(readFileSync(path, 'utf8')) };
  } catch {
    return undefined; // most have none
  }
}
