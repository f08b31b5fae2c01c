import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse/sync';
import { type OldRow, toOldRow } from '../domain/import/old-row.js';
import { columnsOf, type Line } from '../domain/import/record.js';
import { Failed } from './cli.js';

/** Files that hold people: nobody but their owner can read them. */

/** What a spreadsheet would take for a formula. */
const formula = /^[=+\-@\t\r]/;

/**
 * Rows of a CSV file, separated by commas or semicolons, as spreadsheets write them.
 * @throws {Failed} naming the line that cannot be read.
 */
export function readCsv(path: string): OldRow[] {
  const text = textOf(path);
  const [head = ''] = text.split(/\r?\n/, 1);
  const delimiter = head.includes(';') && !head.includes(',') ? ';' : ',';
  try {
    const records = parse(text, {
      bom: true,
      columns: true,
      delimiter,
      info: true,
      skip_empty_lines: true,
      relax_column_count_less: true,
    }) as unknown as { record: Record<string, string>; info: { lines: number } }[];
    return records.map(({ record, info }) =>
      toOldRow(
        `line ${info.lines}`,
        Object.entries(record).map(([name, value]) => [
          name,
          value.replace(/^'(?=[=+\-@\t\r])/, ''),
        ]),
      ),
    );
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as { lines?: number };
    throw new Failed(`${path}: line ${lines ?? '?'} is no CSV: ${error.code}`);
  }
}

/**
 * Writes lines as CSV, or as JSON where the name ends so.
 * @throws {Failed} when it cannot be written.
 */
export function writeLines(path: string, lines: readonly Line[]): Promise<void> {
  const isJson = /\.json$/i.test(path);
  return writePrivately(path, isJson ? `${JSON.stringify(lines, null, 2)}\n` : toCsv(lines));
}

/**
 * Writes a text that nobody else can read.
 * @throws {Failed} when it cannot be written.
 */
export async function writePrivately(path: string, text: string): Promise<void> {
  try {
    const file = await open(path, 'w', 0o600);
    try {
      await file.chmod(0o600); // it may have been there
      await file.writeFile(text);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new Failed(`${path} cannot be written (${codeOf(error)})`);
  }
}

function toCsv(lines: readonly Line[]): string {
  const columns = columnsOf(lines);
  const rows = [columns, ...lines.map((line) => columns.map((column) => line[column] ?? ''))];
  return rows.map((row) => `${row.map(toCell).join(',')}\r\n`).join('');
}

function toCell(value: string): string {
  const text = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Failed(`${path} cannot be read (${codeOf(error)})`);
  }
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error && Reflect.get(error, 'code');
  return typeof code === 'string' ? code : 'failed';
}
