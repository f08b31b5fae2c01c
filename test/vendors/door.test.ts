import assert from 'node:assert/strict';
import { withDoor } from '../../src/vendors/door.js';
import { createGate } from '../../src/vendors/gate.js';

describe('a door before a gate', () => {
  const ask = async () => 'answered';
  const sentAway = { kind: 'delay', retryAfterMs: 500 };

  it('sends away who waits when it is shut, and nobody whose request is under way', async () => {
    const door = withDoor(createGate(10)); // whoever comes second waits
    let answer: (text: string) => void = () => {};
    const underWay = door.pass(() => new Promise<string>((resolve) => (answer = resolve)));
    const waiting = door.pass(() => assert.fail('it is asked nevertheless'));
    await Promise.resolve();
    door.shut();
    await assert.rejects(waiting, sentAway);
    answer('in time');
    assert.equal(await underWay, 'in time');
  });

  it('lets nobody pass while it is shut, and all when it is open again', async () => {
    const door = withDoor(createGate(1_000_000));
    door.shut();
    await assert.rejects(door.pass(ask), sentAway);
    door.open();
    assert.equal(await door.pass(ask), 'answered');
  });

  it('is open for no longer than it was opened for, whoever has been waiting', async () => {
    const door = withDoor(createGate(10));
    let isStill = true;
    door.open(() => isStill);
    assert.equal(await door.pass(ask), 'answered');
    const waiting = door.pass(() => assert.fail('it is asked nevertheless'));
    isStill = false;
    await assert.rejects(waiting, sentAway);
    await assert.rejects(door.pass(ask), sentAway);
  });
});
