#!/usr/bin/env node
import { resolveMx, resolveTxt } from 'node:dns/promises';
import { runCli } from './program.js';

/** The command `evergreen`. */

// Whoever reads our output may have read enough, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  now: () => new Date(),
  fetch,
  async withRuns(work) {
    const { withRuns } = await import('./temporal.js');
    return withRuns(process.env, work);
  },
  async withNamespace(work) {
    const { withNamespace } = await import('./temporal.js');
    return withNamespace(process.env, work);
  },
  print: (text) => process.stdout.write(text),
  printError: (text) => process.stderr.write(text),
  dns: { txt: resolveTxt, mx: resolveMx },
  hasColours: process.stdout.isTTY && process.stdout.hasColors(),
});
