import assert from 'node:assert/strict';
import { postCall } from '../../../src/campaign/sequences/post-call.js';
import { accepted } from '../../support/reading.js';

const now = new Date('2025-12-01T12:00:00Z');
const email = 'a@b.org';
const read = (body: unknown) => accepted(postCall.event, body, now);

describe('the event of a maybe', () => {
  const occasionOf = (call_date?: string) => {
    return read({ email, call_date }).occasion;
  };

  for (const outcome of ['Maybe', ' maybe later', 'MAYBE - next year', undefined, '']) {
    it(`follows up on ${JSON.stringify(outcome)}`, () => {
      assert.ok(read({ email, call_outcome: outcome }).data['call_outcome']);
    });
  }
  const sameDay = [
    '2025-12-01',
    ' 2025-12-01 ',
    '20251201',
    '2025-12-01T15:00Z',
    '2025-12-01T15:00:00.000+01:00',
    '20251201T1500Z',
    '2025-12-01 15:00',
    // On the caller's calendar it is still the first.
    '2025-12-01T23:30-05:00',
    '2025-12-01T00:30+09:00',
  ];
  for (const date of sameDay) {
    it(`counts ${JSON.stringify(date)} as the call of 2025-12-01`, () =>
      assert.equal(occasionOf(date), '2025-12-01'));
  }

  it('takes dates in other words for what they say, whatever their case', () => {
    assert.match(occasionOf('last Tuesday') ?? '', /^[0-9a-f]{16}$/);
    assert.equal(occasionOf('LAST Tuesday'), occasionOf('last tuesday'));
    const words = ['last tuesday', '2025-13-01', '2025-12-011', '12/01/2025', '2025-12-02'];
    assert.equal(new Set(words.map(occasionOf)).size, words.length);
  });

  it('has one call where no date is given', () => {
    assert.equal(occasionOf(), 'call');
    assert.equal(occasionOf(' '), 'call');
  });

  it('counts times from the acceptance, whatever the date of the call', () => {
    assert.deepEqual(read({ email, call_date: '2020-01-01' }).base, now);
  });

  it('takes one objection or a list, and notes with line breaks', () => {
    const { data } = read({ email, objections: 'price', call_notes: 'a\n\tb' });
    assert.deepEqual(data['objections'], ['price']);
    assert.equal(data['call_notes'], 'a\n\tb');
  });
});
