import { readFileSync } from 'node:fs';
import Mocha from 'mocha';

/** What a file imports when it starts a server, a browser or another process. */
const slowImport =
  /support\/(?:real-time|skipped-time|sender-story|temporal|sandbox-process|browser)|node:child_process/;

/** Mocha's usual report, and one plain line at the very end that scripts can read. */
export default class Reporter extends Mocha.reporters.Spec {
  /** @param {Mocha.Runner} runner @param {Mocha.MochaOptions & { files?: string[] }} options */
  constructor(runner, options) {
    super(runner, options);
    putInOrder(options);
    process.once('exit', () => {
      const { passes, failures, pending } = this.stats;
      const skipped = pending > 0 ? `, ${pending} skipped` : '';
      process.stdout.write(`${passes} passed, ${failures} failed${skipped}\n`);
    });
  }
}

/**
 * Files that take long start first, or the last of them would run alone; before these, the files that
 * have the words which are asked for. An order only: all files run, in whatever order.
 * @param {{ files?: string[], grep?: RegExp | string | undefined }} options
 */
function putInOrder({ files = [], grep }) {
  const words = grep ? new RegExp(grep) : undefined;
  const ranks = new Map(
    files.map((file) => {
      const text = readFileSync(file, 'utf8');
      return [file, words?.test(text) ? 0 : slowImport.test(text) ? 1 : 2];
    }),
  );
  files.sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
}
