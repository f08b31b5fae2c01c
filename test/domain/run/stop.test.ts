import assert from 'node:assert/strict';
import { causeOf, isLastingStop, lastingCauses, stopId } from '../../../src/domain/run/stop.js';

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

describe('a stop that lasts', () => {
  const contactKey = 'a1b2';

  for (const stop of lastingCauses) {
    it(`is one of the cause ${stop}`, () => assert.ok(isLastingStop(stopId({ stop, contactKey }))));
  }

  const event = 'e1';
  const others = [
    stopId({ stop: 'booked', contactKey, event }),
    'unsubscribed',
    `${stopId({ stop: 'unsubscribed', contactKey })}/again`,
    'assessment/a1b2',
  ];
  for (const id of others) it(`is not ${id}`, () => assert.ok(!isLastingStop(id)));
});
