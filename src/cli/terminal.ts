import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { type Ask, Failed } from './cli.js';

/** Asks by a terminal; questions go where progress goes, so that standard output stays the answer's own. */
export function asking(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Ask {
  return (question, { isHidden }) =>
    new Promise((resolve, reject) => {
      let isShown = true;
      let isAnswered = false;
      const shown = new Writable({
        write(chunk: Buffer, _, done) {
          if (isShown) output.write(chunk);
          done();
        },
      });
      const lines = createInterface({ input, output: shown, terminal: true, historySize: 0 });
      lines.once('close', () => {
        if (isAnswered) return;
        output.write('\n');
        reject(
          new Failed('stopped; what was answered is kept, and evergreen init goes on from there'),
        );
      });
      lines.question(question, (answer) => {
        isAnswered = true;
        resolve(answer.trim());
        isShown = false; // whatever readline still has to say of a hidden line
        lines.close();
        if (isHidden) output.write('\n');
      });
      isShown = !isHidden;
    });
}
