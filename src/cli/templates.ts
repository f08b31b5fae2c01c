import type { Command } from 'commander';
import type { Cli } from './cli.js';
import { addDiff, addPull, addPush } from './templates-exchange.js';
import { addLint } from './templates-lint.js';
import { addPreview, addTestSend } from './templates-preview.js';

/** `templates …`: copy, from the file or from Notion to the reader. */
export function addTemplates(program: Command, cli: Cli): void {
  const group = program
    .command('templates')
    .description('copy: what is wrong with it, what readers get, and the way to Notion and back');
  for (const add of [addLint, addPreview, addTestSend, addPush, addPull, addDiff]) add(group, cli);
}
