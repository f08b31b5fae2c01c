/** One row of an older record: a line of a CSV file, or a row of a tracker in Notion. */

/** What a cell holds; a date as ISO text. Empty cells are left out. */
export type Cell = string | number | boolean;

export interface OldRow {
  /** Where a person finds it again: the line of a file, or a page's address. */
  where: string;
  /** By the column's name as `toColumn` writes it. */
  cells: ReadonlyMap<string, Cell>;
}

/** A column's name as it is compared: `Email 1 Sent` and `email_1_sent` are one. */
export function toColumn(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_|_$/g, '');
}

/** A row of what was read; blank cells count as empty. */
export function toOldRow(
  where: string,
  given: Iterable<[string, Cell | null | undefined]>,
): OldRow {
  const cells = new Map<string, Cell>();
  for (const [name, value] of given) {
    const cell = typeof value === 'string' ? value.trim() : value;
    const column = toColumn(name);
    if (cell === null || cell === undefined || cell === '' || cells.has(column)) continue;
    cells.set(column, cell);
  }
  return { where, cells };
}

/** The first of some columns that says anything, as text. */
export function textOf({ cells }: Pick<OldRow, 'cells'>, ...columns: string[]): string | undefined {
  for (const column of columns) {
    const cell = cells.get(column);
    if (cell !== undefined && cell !== false) return String(cell);
  }
  return undefined;
}
