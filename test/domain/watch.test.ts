import assert from 'node:assert/strict';
import { MINUTE } from '../../src/domain/duration.js';
import { describeIncident, isWatched, titleOf } from '../../src/domain/incident.js';
import { judgeQueue, watchLimits } from '../../src/domain/watch.js';

describe('judgeQueue', () => {
  const nobody = Number.POSITIVE_INFINITY;
  const table: [what: string, quietMs: number, oldestMs: number, expected: string[]][] = [
    ['nothing of one that is asked for work', MINUTE, 0, []],
    ['nothing at the limits', watchLimits.quiet, watchLimits.oldestTask, []],
    ['a worker that asks no more', watchLimits.quiet + 1, 0, ['watch-worker-q']],
    ['one that never asked', nobody, 0, ['watch-worker-q']],
    ['tasks that wait', 0, watchLimits.oldestTask + 1, ['watch-queue-q']],
    [
      'tasks that wait as there is no worker, which explains them',
      nobody,
      6 * MINUTE,
      ['watch-worker-q', 'watch-queue-q, explained'],
    ],
  ];
  for (const [what, quietMs, oldestMs, expected] of table) {
    it(`finds ${what}`, () => {
      const found = judgeQueue({ name: 'q', quietMs, oldestMs, waiting: 3 }, watchLimits);
      const told = found.map(
        ({ about, isExplained }) => `${about}${isExplained ? ', explained' : ''}`,
      );
      assert.deepEqual(told, expected);
    });
  }

  it('says of which queue, how long and how many', () => {
    const queue = { name: 'q', quietMs: 3 * MINUTE, oldestMs: 6 * MINUTE, waiting: 3 };
    assert.deepEqual(
      judgeQueue(queue, watchLimits).map(({ reason }) => reason),
      [
        'nobody works on the queue q; the last did 3 minutes ago',
        'the oldest of 3 in the queue q has waited for 6 minutes',
      ],
    );
  });
});

describe('incidents of the watch', () => {
  it('are called by what they are about, whichever queue it is', () => {
    assert.equal(titleOf('watch-queue-evergreen-notion'), 'Tasks wait for too long');
    assert.equal(titleOf('watch-worker-evergreen'), 'No worker takes tasks');
    assert.equal(titleOf('template-5-day-e2'), 'A template cannot be used');
    assert.equal(isWatched('watch-overdue'), true);
    assert.equal(isWatched('notion-away'), false);
  });

  it('say what, how many emails wait, and what to do', () => {
    const reason = '2 runs have an email overdue';
    assert.equal(
      describeIncident({ about: 'watch-overdue', reason }, 1),
      'Emails are overdue: 2 runs have an email overdue. 1 email is due. Nothing that is known explains it: look at their runs.',
    );
  });
});
