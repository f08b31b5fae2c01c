import assert from 'node:assert/strict';
import { causeOf } from '../../../src/domain/run/stop.js';

describe('why runs end that a stop ends', () => {
  it('is the cause that the stop is named by', () => {
    for (const name of ['booked', 'paid', 'unsubscribed', 'bounced', 'complained', 'operator']) {
      assert.equal(causeOf(name), name);
    }
  });

  it('is that they are superseded, where the stop is named by a sequence', () => {
    for (const name of ['no-show', 'post-call', 'win-back']) {
      assert.equal(causeOf(name), 'superseded');
    }
  });
});
