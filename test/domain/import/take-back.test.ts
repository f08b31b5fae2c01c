import assert from 'node:assert/strict';
import { knownSequences } from '../../../src/campaign/older-runs.js';
import { toOldRow } from '../../../src/domain/import/old-row.js';
import { type OldShape, writesFor } from '../../../src/domain/import/old-shapes.js';
import { readTold, takeBack } from '../../../src/domain/import/take-back.js';
import type { RunInput } from '../../../src/domain/run/run.js';
import { email, judge, key, long, now, one, type Row, secret, wide } from './older-people.js';

const id = `assessment/${key}`;
const rowsOf = (rows: Row[]) => rows.map((row, at) => toOldRow(`${at}`, Object.entries(row)));

/** A run that was imported after its second email. */
const imported = (): RunInput => one(wide()).run?.input ?? assert.fail('no run');

const taken = (...rows: Row[]) => {
  const told = readTold(rowsOf(rows), knownSequences, { now, contactKeySecret: secret });
  return takeBack({ id, emails: imported().emails }, told);
};

describe('taking a run back', () => {
  const third = { 'Email 3 Sent': '2025-12-03T10:30:00.000Z' };
  const marked = [{ number: 3, at: '2025-12-03T10:30:00.000Z', by: 'the other system' }];

  it('hears what was sent there, and what it knows already is no news', () => {
    assert.deepEqual(taken(wide()), { emails: [] });
    assert.deepEqual(taken(wide(third)), { emails: marked });
    const row = long(3, { 'Sent At': '2025-12-03T10:30:00Z' });
    assert.deepEqual(taken(row), { emails: [{ ...marked[0], by: 'kestra' }] });
  });

  it('hears nothing of other people, other sequences, and rows of our own', () => {
    assert.deepEqual(taken({ ...wide(third), Email: 'other@salon.example' }), { emails: [] });
    assert.deepEqual(taken({ ...wide(third), 'Sequence Type': 'postcall' }), { emails: [] });
    const own = long(3, { 'Sent At': '2025-12-03T10:30:00Z', Key: `${id}/3` });
    assert.deepEqual(taken(own), { emails: [] });
  });

  const doubts: [what: string, rows: Row[], why: RegExp][] = [
    ['sent without a date', [wide({ 'Email 3 Sent': true })], /email 3 is sent without a date/],
    ['a hole', [wide({ 'Email 4 Sent': '2025-12-03T11:00:00Z' })], /email 3 is not/],
    ['failed there', [long(3, { Status: 'failed' })], /email 3 is "failed" there/],
    ['stopped there', [long(3, { Status: 'cancelled' })], /email 3 is "stopped" there/],
    ['over there', [wide({ Status: 'Completed' })], /it is "Completed" there/],
    ['two rows', [wide(), wide(third)], /2 rows tell of all emails/],
  ];
  for (const [what, rows, why] of doubts) {
    it(`lets no run go on by itself of which this is told: ${what}`, () => {
      assert.match(taken(...rows).doubt ?? 'none', why);
    });
  }
});

describe('telling an older tracker what was sent', () => {
  const columns = new Map([
    ['name', 'title'],
    ...[1, 2, 3].map((number): [string, string] => [`email_${number}_sent`, 'date']),
  ]);
  const at = '2025-12-03T10:30:00.000Z';
  const writes = (shape: OldShape, rows: Row[]) =>
    writesFor(
      shape,
      [{ input: imported(), sent: new Map([1, 2, 3].map((number) => [number, at])) }],
      rowsOf(rows),
      columns,
      knownSequences,
      now,
    ).map(({ row, values }) => ({ row: row?.where, values }));

  it("marks Prefect's row, and makes one for who came since", () => {
    assert.deepEqual(writes('prefect', [wide()]), [{ row: '0', values: { email_3_sent: at } }]);
    assert.deepEqual(writes('prefect', [wide({ 'Email 3 Sent': at })]), []);
    const values = { name: email, email, sequence_type: '5day' };
    assert.deepEqual(writes('prefect', []), [
      {
        row: undefined,
        values: { ...values, email_1_sent: at, email_2_sent: at, email_3_sent: at },
      },
    ]);
  });

  it("marks Kestra's rows, and gives nobody both shapes", () => {
    const rows = [long(2, { 'Sent At': at }), long(3, { Status: 'scheduled' })];
    assert.deepEqual(writes('kestra', rows), [
      { row: '1', values: { status: 'sent', sent_at: at } },
    ]);
    assert.deepEqual(writes('prefect', rows), []);
    assert.equal(judge(rows).length, 1);
  });
});
