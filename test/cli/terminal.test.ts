import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { asking } from '../../src/cli/terminal.js';

describe('a question at a terminal', () => {
  const terminal = () => {
    const input = new PassThrough();
    const output = new PassThrough();
    let shown = '';
    output.on('data', (chunk: Buffer) => (shown += String(chunk)));
    return { input, ask: asking(input, output), shown: () => shown };
  };

  it('that is broken off leaves its line to what is said next', async () => {
    const { input, ask, shown } = terminal();
    const answer = ask('Your token: ', { isHidden: true });
    input.write('\u0003');
    await assert.rejects(answer, /stopped; what was answered is kept/);
    assert.match(shown(), /\n$/);
  });

  it('shows nothing of a hidden answer, and ends its line once', async () => {
    const { input, ask, shown } = terminal();
    const answer = ask('Your token: ', { isHidden: true });
    input.write('ntn_hidden\r');
    assert.equal(await answer, 'ntn_hidden');
    assert.ok(!shown().includes('hidden'));
    assert.equal(shown().split('\n').length, 2);
  });
});
