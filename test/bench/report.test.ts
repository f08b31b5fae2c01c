import assert from 'node:assert/strict';
import { failuresOf, judge, warningsOf } from '../../bench/report/judged.js';
import { withGenerated } from '../../bench/report/page.js';
import { plotOf } from '../../bench/report/plot.js';
import type { Family, Row } from '../../bench/report/row.js';
import { measuredOf, medianOf } from '../../bench/report/spread.js';
import { sayNumber, tableOf } from '../../bench/report/table.js';
import { changeOf, verdictOf } from '../../bench/report/verdict.js';

const ratio: Row = { how: 'pairs', kind: 'ratio', better: 'less', goal: 2, floor: 3 };
const count: Row = { how: 'history', kind: 'count', better: 'less', goal: 22, floor: 30 };
const share: Row = { how: 'ledger', kind: 'ratio', better: 'more', goal: 0.97, floor: 0.9 };

describe('a row of the bench', () => {
  it('meets its goal, its floor or neither, whichever way is better', () => {
    const verdicts = (row: Row, values: number[]) =>
      values.map((value) => verdictOf(row, { value }));
    assert.deepEqual(verdicts(ratio, [2, 2.1, 3, 3.1]), [
      'goal met',
      'floor met',
      'floor met',
      'below floor',
    ]);
    assert.deepEqual(verdicts(share, [1, 0.97, 0.9, 0.89]), [
      'goal met',
      'goal met',
      'floor met',
      'below floor',
    ]);
  });

  it('says nothing where its values lie too far apart, or where there is none', () => {
    assert.equal(verdictOf(ratio, { value: 1, spread: 0.2 }), 'goal met');
    assert.equal(verdictOf(ratio, { value: 1, spread: 0.21 }), 'inconclusive');
    assert.equal(verdictOf(ratio, { value: Number.NaN }), 'inconclusive');
  });

  it('takes the median, and how far the middle half lies apart', () => {
    assert.equal(medianOf([9, 1, 5]), 5);
    assert.equal(medianOf([4, 1, 2, 3]), 2.5);
    // One wild value of five is no spread; two are.
    assert.deepEqual(measuredOf([10, 11, 9, 10, 90]), { value: 10, spread: 0.1 });
    assert.deepEqual(measuredOf([10, 80, 9, 10, 90]), { value: 10, spread: 7 });
    assert.deepEqual(measuredOf([7]), { value: 7, spread: 0 });
  });
});

describe('a run of the bench, beside the last one', () => {
  it('finds any step of a count, and of a ratio one that is more than the machine’s mood', () => {
    const isWorse = (row: Row, last: number, now: number, spread?: number) =>
      changeOf(row, { value: now, ...(spread && { spread }) }, { value: last }).isWorse;
    assert.equal(isWorse(count, 24, 25), true);
    assert.equal(isWorse(count, 24, 24), false);
    assert.equal(isWorse(count, 24, 23), false);
    assert.equal(isWorse({ ...count, slack: 0.05 }, 100, 105), false);
    assert.equal(isWorse({ ...count, slack: 0.05 }, 100, 106), true);
    assert.equal(isWorse(count, 0, 1), true, 'from nothing, too');
    assert.equal(isWorse(ratio, 2, 2.19), false);
    assert.equal(isWorse(ratio, 2, 2.3), true);
    assert.equal(isWorse(ratio, 2, 2.3, 0.2), false);
    assert.equal(isWorse(share, 1, 0.85), true);
    assert.equal(isWorse(share, 0.85, 1), false);
  });

  const family: Family = {
    name: 'some',
    rows: { actions: count, 'CPU per email': ratio, 'rate held': share },
    measure: async () => ({ rows: {} }),
  };
  const judged = (values: Record<string, number>, last: Record<string, number> = {}) => {
    const toMeasured = (prefix: string, from: Record<string, number>) =>
      Object.fromEntries(
        Object.entries(from).map(([name, value]) => [`${prefix}${name}`, { value }]),
      );
    return judge(family, toMeasured('', values), toMeasured('some/', last));
  };
  const good = { actions: 24, 'CPU per email': 2, 'rate held': 1 };

  it('fails for a count that is worse, and for what is below its floor; another ratio is told', () => {
    assert.deepEqual(failuresOf(judged(good, good), false), []);
    assert.deepEqual(warningsOf(judged(good, good)), []);

    const more = judged({ ...good, actions: 25 }, good);
    assert.deepEqual(failuresOf(more, false), ['actions: 25, and it was 24']);
    assert.deepEqual(failuresOf(more, true), ['actions: 25, and it was 24']);

    const slower = judged({ ...good, 'CPU per email': 2.9 }, good);
    assert.deepEqual(failuresOf(slower, false), []);
    assert.deepEqual(warningsOf(slower), ['CPU per email: 2.9, was 2']);

    const below = judged({ ...good, 'rate held': 0.8 }, good);
    assert.deepEqual(failuresOf(below, false), ['rate held: 0.8, and its floor is 0.9']);
    assert.deepEqual(failuresOf(below, true), [], 'small numbers say nothing of floors');
  });

  it('is a table with a line for each row that was measured', () => {
    const lines = tableOf(judged({ actions: 25, 'CPU per email': 2 }, good))
      .trim()
      .split('\n');
    const cells = lines.map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, -1),
    );
    assert.deepEqual(cells.slice(2), [
      ['actions', 'history', '25', '24 (+4 %), worse', '22', '30', 'floor met'],
      ['CPU per email', 'pairs', '2', 'the same', '2', '3', 'goal met'],
    ]);
    assert.equal(new Set(lines.map((line) => line.length)).size, 1, 'its columns stand');
    assert.match(tableOf(judged(good)), /\| 24 +\| - +\|/, 'no last run');
    assert.deepEqual([0.94567, 14_312.4, 7, 120_000].map(sayNumber), [
      '0.946',
      '14,312',
      '7',
      '120,000',
    ]);
  });
});

describe('the page of the bench', () => {
  it('draws growth to scale', () => {
    const point = { databaseRows: 29, databaseBytes: 20_000, heapBytes: 0 };
    const [, small = '', large = ''] = plotOf([
      { runs: 1_000, ...point },
      { runs: 4_000, ...point },
    ]).split('\n');
    const bar = (line: string) => line.match(/#+/)?.[0].length;
    assert.deepEqual([bar(small), bar(large)], [10, 40]);
    assert.match(
      large,
      /^ {2}4,000 \|#{40} +80\.0 MB; each 29 rows, 20,000 bytes, 0 bytes of heap$/,
    );
    // A database that grows faster than its runs shows it.
    const steep = plotOf([
      { runs: 1_000, ...point },
      { runs: 4_000, ...point, databaseBytes: 40_000 },
    ]);
    assert.deepEqual(bar(steep.split('\n')[1] ?? ''), 5);
  });

  it('keeps what a person wrote, and is not written without its marks', () => {
    const [begin, end] = [
      '<!-- bench:begin, written by "npm run bench -- --keep" -->',
      '<!-- bench:end -->',
    ];
    const page = `# What it costs\n\n${begin}\n\nold\n\n${end}\n\nCaveats.\n`;
    const written = withGenerated(page, 'new\n');
    assert.equal(written, page.replace('old', 'new'));
    assert.equal(withGenerated(written, 'new'), written);
    assert.throws(() => withGenerated('# What it costs\n', 'new'), /the page needs two lines/);
    assert.throws(() => withGenerated(`${end}\n${begin}`, 'new'), /the page needs two lines/);
  });
});
