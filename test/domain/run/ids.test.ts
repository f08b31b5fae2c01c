import assert from 'node:assert/strict';
import fc from 'fast-check';
import { contactKey } from '../../../src/domain/contact.js';
import { emailKeyOf, runIdOf } from '../../../src/domain/run/run-id.js';
import { causeOf, causes, isLasting, resubscribeId, stopId } from '../../../src/domain/run/stop.js';

/** What Temporal and Resend tell one thing from another by. Runs live for days, so none may ever change. */
describe('ids', () => {
  it('of runs are of a sequence, a person and, where there may be several, an occasion', () => {
    assert.equal(runIdOf('assessment', 'k'), 'assessment/k');
    assert.equal(runIdOf('no-show', 'k', '2025-12-01'), 'no-show/k/2025-12-01');
    assert.equal(runIdOf('no-show', 'k', ''), 'no-show/k');
  });

  it('of emails are of a run, a number, and how often an operator had it sent once more', () => {
    assert.equal(emailKeyOf('assessment/k', 2), 'assessment/k/2');
    assert.equal(emailKeyOf('assessment/k', 2, 0), 'assessment/k/2');
    assert.equal(emailKeyOf('assessment/k', 2, 1), 'assessment/k/2/again-1');
  });

  it('of emails are never those of others', () => {
    const one = fc.tuple(
      fc.constantFrom('no-show', 'assessment'),
      fc.constantFrom('a', 'b'),
      fc.constantFrom(undefined, '2025-12-01', '2025-12-02'),
      fc.integer({ min: 1, max: 12 }),
      fc.nat(3),
    );
    const keyOf = ([sequence, person, occasion, number, again]: [
      string,
      string,
      string | undefined,
      number,
      number,
    ]) => emailKeyOf(runIdOf(sequence, person, occasion), number, again);
    fc.assert(
      fc.property(one, one, (a, b) => {
        assert.equal(keyOf(a) === keyOf(b), JSON.stringify(a) === JSON.stringify(b));
      }),
      { numRuns: 1_000 },
    );
  });

  it('of stops are of a person and a cause, and of an event where the cause does not last', () => {
    const idOf = (stop: string, event?: string) =>
      stopId({ stop, contactKey: 'k', ...(event !== undefined && { event }) });
    for (const stop of ['unsubscribed', 'bounced', 'complained']) {
      assert.ok(isLasting({ stop }), stop);
      assert.equal(idOf(stop, 'e1'), `stop/k/${stop}`);
    }
    for (const stop of ['booked', 'paid', 'operator']) {
      assert.ok(!isLasting({ stop }), stop);
      assert.equal(idOf(stop, 'e1'), `stop/k/${stop}/e1`);
      assert.equal(idOf(stop), `stop/k/${stop}`);
    }
    assert.equal(idOf('no-show', 'e1'), 'stop/k/superseded/e1');
    assert.equal(resubscribeId('k'), 'resubscribe/k');
    assert.deepEqual(causes.map(causeOf), [...causes]);
  });

  it('of persons are others in shadow mode, so that nothing of it is ever taken for the real', () => {
    const [secret, email] = ['a secret of at least thirty-two characters', 'Sarah@salon.example'];
    const key = contactKey(secret, email);
    assert.match(key, /^[0-9a-f]{32}$/);
    assert.equal(contactKey({ ofShadow: secret }, email), `shadow-${key}`);
  });
});
