import { isPretended, pretendedPageId } from '../read-only.js';
import type { Row, Values } from './row.js';
import type { Schema } from './schema.js';
import { Table } from './table.js';

/**
 * A database that is only read. What it is to write it takes as a table does and keeps nowhere, so that whoever
 * writes goes on as usual; a row that it was to make has an id that Notion never gives, and is nowhere to be read.
 */
export class ReadingTable<S extends Schema> extends Table<S> {
  override async read(id: string): Promise<Row<S> | undefined> {
    return isPretended(id) ? undefined : super.read(id);
  }

  override async create(_values: Values<S>): Promise<string> {
    return pretendedPageId;
  }

  override async update(_id: string, _values: Values<S>): Promise<boolean> {
    return true;
  }

  override async trash(_id: string): Promise<void> {}
}
