import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { runProcess } from '../../src/processes/run-process.js';

describe('a process that dies', () => {
  const token = 'the-admin-token-that-nobody-may-see';

  it('tells why, as Node does, and no secret', async () => {
    const cause = new Error(`401 for ${token}`);
    const work = runProcess({ ADMIN_TOKEN: token }, async () => {
      throw new TypeError(`could not log in with ${token}`, { cause });
    });
    await assert.rejects(work, (error: Error) => {
      const shown = inspect(error);
      assert.match(shown, /TypeError\]?: could not log in with \[secret\]/);
      assert.match(shown, /run-process\.test/, 'it keeps its stack');
      assert.match(shown, /401 for \[secret\]/);
      assert.ok(!shown.includes(token));
      return true;
    });
  });
});
