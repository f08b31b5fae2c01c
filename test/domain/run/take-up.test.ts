import assert from 'node:assert/strict';
import { assessment as defined } from '../../../src/campaign/sequences/assessment.js';
import { plan } from '../../../src/domain/plan/plan.js';
import type { RunInput } from '../../../src/domain/run/run.js';
import { resolveEnded, restartFrom } from '../../../src/domain/run/take-up.js';

const assessment = defined.sequence;

const base = new Date('2025-12-01T00:00:00Z');
const now = new Date('2025-12-02T06:00:00Z');

/** Terminated while nobody knew whether #2 was sent, and three more were to come. */
const terminated: RunInput = {
  sequence: assessment,
  isTesting: false,
  acceptedAt: base.toISOString(),
  segment: null,
  contact: { key: 'a key', email: 'her@salon.example' },
  data: {},
  emails: plan(assessment, { base, now, isTesting: false }).map((email) =>
    email.number === 2 ? { ...email, state: 'unknown', reason: 'no answer' } : email,
  ),
};

describe('a run that was terminated', () => {
  for (const as of ['sent', 'send-again'] as const) {
    it(`is not resumed by resolving one of its emails as "${as}"`, () => {
      const taken = resolveEnded(terminated, undefined, { number: 2, as, by: 'Ann' }, now);
      assert.ok('input' in taken);
      const { emails, earlier } = taken.input;
      assert.deepEqual(
        emails.map(({ state }) => state),
        ['sent', as === 'sent' ? 'sent' : 'scheduled', 'stopped', 'stopped', 'stopped'],
      );
      assert.equal(earlier?.outcome, 'stopped:operator');

      const restarted = restartFrom(taken.input, { from: 3, by: 'Ann' }, now);
      assert.ok('input' in restarted, 'and may be restarted all the same');
      assert.equal(restarted.input.emails[2]?.state, 'scheduled');
      assert.equal(restarted.input.earlier?.outcome, undefined);
    });
  }

  it('never has the email of the website sent, though nobody knows what became of it', () => {
    const emails = terminated.emails.map((email) =>
      email.sentBy === 'website' ? { ...email, state: 'unknown' as const } : email,
    );
    const asked = { number: 1, as: 'send-again' as const, by: 'Ann' };
    assert.deepEqual(resolveEnded({ ...terminated, emails }, undefined, asked, now), {
      refused: 'email 1 is sent by the website',
    });
  });

  it('is restarted from one email on, and sends none of those before it', () => {
    const held = { movedBy: [], offTimes: [] };
    const restarted = restartFrom({ ...terminated, held }, { from: 4, by: 'Ann' }, now);
    assert.ok('input' in restarted);
    assert.equal(restarted.input.held, held, 'and what has moved it once does so no more');
    assert.equal(restarted.input.earlier?.takenUpAt, now.toISOString());
    assert.deepEqual(
      restarted.input.emails.map(({ state }) => state),
      ['sent', 'unknown', 'stopped', 'scheduled', 'scheduled'],
    );
  });
});
