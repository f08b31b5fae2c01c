import assert from 'node:assert/strict';
import { PatientLook } from '../../src/runs/patient-look.js';

type Found = { asOf?: 'plan' | 'result' };

/** Looks whose answers are those, the last of them for ever. */
function looks(...answers: Found[]) {
  let count = 0;
  return {
    look: async () => answers[Math.min(count++, answers.length - 1)] ?? {},
    get count() {
      return count;
    },
  };
}

describe('a run that is looked at until a worker tells of it', () => {
  const patient = () => new PatientLook<Found>(({ asOf }) => asOf === 'plan');

  it('is looked at again while it is untold', async () => {
    const one = patient();
    const slow = looks({ asOf: 'plan' }, { asOf: 'plan' }, {});
    assert.deepEqual(await one.at('slow', slow.look), {});
    assert.equal(slow.count, 3);
    assert.deepEqual(one.untold, []);
  });

  it('is looked at once where it is told by what counts as such', async () => {
    const one = patient();
    const ended = looks({ asOf: 'result' });
    assert.deepEqual(await one.at('ended', ended.look), { asOf: 'result' });
    assert.deepEqual([ended.count, one.untold], [1, []]);
  });

  it('is given as it is known at last, and named; the others are not waited for', async () => {
    const one = patient();
    const [first, second, third] = [looks({ asOf: 'plan' }), looks({ asOf: 'plan' }), looks({})];
    assert.deepEqual(await one.at('first', first.look), { asOf: 'plan' });
    assert.deepEqual(await one.at('second', second.look), { asOf: 'plan' });
    assert.deepEqual(await one.at('third', third.look), {});
    assert.deepEqual([first.count, second.count, third.count], [5, 1, 1]);
    assert.deepEqual(one.untold, ['first', 'second']);
  });
});
