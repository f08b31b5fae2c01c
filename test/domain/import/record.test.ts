import assert from 'node:assert/strict';
import { lineOfJudged } from '../../../src/domain/import/record.js';
import { judge, long, one, planOf, type Row, wide } from './older-people.js';

/** What a report says of a person, as a file gives it back: all text. */
const again = (rows: Row[], more: Row = {}) => {
  const lines = judge(rows).map((judged) => ({ ...lineOfJudged(judged), ...more }));
  return judge(lines);
};

describe('a report that is read again', () => {
  it('says the same of whoever is gone on with', () => {
    for (const rows of [
      [wide({ 'Weakest System 1': 'GPS', 'First Name': 'Sarah' })],
      [long(1, { 'Sent At': '2025-12-01T10:30:00Z' }), long(2, { Status: 'failed' })],
      [
        {
          Email: 'sam@salon.example',
          'Sequence Type': 'noshow',
          'Email 1 Sent': '2025-12-03T11:05:00Z',
          'Event ID': 'call-1',
        },
      ],
    ]) {
      const [before] = judge(rows);
      const [after] = again(rows);
      assert.ok(before && after);
      assert.deepEqual(
        [after.verdict, after.id, after.base, planOf(after)],
        [before.verdict, before.id, before.base, planOf(before)],
      );
      assert.deepEqual(after.run?.input.data, before.run?.input.data);
    }
  });

  it('goes on with a conflict only when somebody has mended it', () => {
    const undated = [wide({ 'Email 2 Sent': true })];
    assert.match(again(undated)[0]?.why ?? '', /empty its Verdict/);
    assert.match(again(undated, { Verdict: '' })[0]?.why ?? '', /email 2 may have been sent/);
    const mended = { Verdict: '', 'Email 2 Sent': '2025-12-02T10:30:00Z' };
    assert.equal(again(undated, mended)[0]?.verdict, 'ready');
  });

  it('loses no email that may have gone', () => {
    const undated = [long(1, { 'Sent At': '2025-12-01T10:30:00Z' }), long(2)];
    assert.equal(one(undated).verdict, 'conflict');
    assert.equal(again(undated, { Verdict: '' })[0]?.verdict, 'conflict');
  });
});
