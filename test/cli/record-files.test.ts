import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Failed } from '../../src/cli/cli.js';
import { readCsv, writeLines } from '../../src/cli/record-files.js';

describe('files of records', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'records-'))));
  after(() => rmSync(folder, { recursive: true }));
  const pathOf = (name = 'people.csv') => join(folder, name);
  const read = (text: string) => {
    writeFileSync(pathOf(), text);
    return readCsv(pathOf());
  };
  /** What stands in a file beside the columns that each has. */
  const written = async (lines: Parameters<typeof writeLines>[1]) => {
    await writeLines(pathOf(), lines);
    const text = readFileSync(pathOf(), 'utf8');
    const first = 'Email,First Name,Last Name,Business Name,Sequence Type,Run,Base,Sent,Left,';
    assert.ok(text.startsWith(first), text);
    return text.replace(first, '').replaceAll(/^,{9}/gm, '');
  };

  it('hold nothing that a spreadsheet would take for a formula', async () => {
    const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'];
    for (const value of formulas) {
      const [, row = ''] = (await written([{ a: 'x', email: value }])).split('\r\n', 2);
      assert.match(row, /^x,"?'/, value);
    }
    assert.equal(
      await written([{ a: 'x=1', email: 'a-b+c@d.org' }]),
      'a,email\r\nx=1,a-b+c@d.org\r\n',
    );
  });

  it('quote what would end a cell or a line', async () => {
    assert.equal(
      await written([
        { a: 'one, two', b: 'say "hi"' },
        { a: 'l1\nl2', b: 'l1\rl2' },
        { c: 'late' },
      ]),
      'a,b,c\r\n"one, two","say ""hi""",\r\n"l1\nl2","l1\rl2",\r\n,,late\r\n',
    );
  });

  it('are read again as they were written, whatever is in them', async () => {
    const value = fc.string({ unit: fc.constantFrom(...Array.from('=+-@\t",;\n\r \'ab')) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 5 }),
        async (rows) => {
          // What begins with a mark of ours before a formula is the one thing that is read as another.
          fc.pre(rows.flat().every((cell) => !/^'[=+\-@\t\r]/.test(cell)));
          const lines = rows.map(([name, email]) => ({ id: 'x', name, email: `e${email}` }));
          await writeLines(pathOf(), lines);
          const again = readCsv(pathOf()).map(({ cells }) => ({
            name: '',
            ...Object.fromEntries(cells),
          }));
          const trimmed = lines.map((line) => ({
            ...line,
            name: line.name.trim(),
            email: line.email.trim(),
          }));
          assert.deepEqual(again, trimmed);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('are JSON where their name says so', async () => {
    for (const name of ['people.json', 'people.JSON']) {
      await writeLines(pathOf(name), [{ email: '=1' }]);
      assert.equal(readFileSync(pathOf(name), 'utf8'), '[\n  {\n    "email": "=1"\n  }\n]\n');
    }
  });

  it('are for their owner alone, also where they have been there before', async () => {
    writeFileSync(pathOf(), 'old', { mode: 0o644 });
    await written([{ email: 'a@b.org' }]);
    assert.equal(statSync(pathOf()).mode & 0o777, 0o600);
    await writeLines(pathOf('new.csv'), []);
    assert.equal(statSync(pathOf('new.csv')).mode & 0o777, 0o600);
  });

  it('may be separated by semicolons, begin with a mark of their order, and lack last cells', () => {
    for (const text of [
      'Email,Name\r\na@b.org,Ann\r\n\r\nc@d.org\r\n',
      '\ufeffEmail;Name\na@b.org;Ann\n\nc@d.org\n',
    ]) {
      const rows = read(text).map(({ where, cells }) => [
        where,
        ...[...cells].map((cell) => cell.join('=')),
      ]);
      assert.deepEqual(rows, [
        ['line 2', 'email=a@b.org', 'name=Ann'],
        ['line 4', 'email=c@d.org'],
      ]);
    }
  });

  it('are told by name, with the line, where they cannot be read', () => {
    const failed = (message: RegExp) => (error: unknown) =>
      error instanceof Failed && message.test(error.message);
    assert.throws(
      () => read('a,b\n1,2\n"3,4\n'),
      failed(/people\.csv: line \d+ is no CSV: CSV_QUOTE_NOT_CLOSED$/),
    );
    assert.throws(() => read('a,b\n1,2,3\n'), failed(/people\.csv: line 2 is no CSV: CSV_\w+$/));
    assert.throws(
      () => readCsv(pathOf('none.csv')),
      failed(/none\.csv cannot be read \(ENOENT\)$/),
    );
  });

  it('are told by name where they cannot be written', async () => {
    await assert.rejects(writeLines(join(folder, 'none', 'a.csv'), []), {
      name: 'Failed',
      message: `${join(folder, 'none', 'a.csv')} cannot be written (ENOENT)`,
    });
  });
});
