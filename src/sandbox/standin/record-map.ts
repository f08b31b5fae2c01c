import type { Store } from './store.js';

/** Records by id in the order of their first writing: read from memory, written through to disk. */
export class RecordMap<Value> {
  readonly #store: Store;
  readonly #table: string;
  readonly #records = new Map<string, Value>();

  /** The table comes from `recordTable`. */
  constructor(store: Store, table: string) {
    this.#store = store;
    this.#table = table;
    const rows = store.all<{ id: string; record: string }>(
      `SELECT id, record FROM ${table} ORDER BY position`,
    );
    for (const { id, record } of rows) this.#records.set(id, JSON.parse(record) as Value);
  }

  get size(): number {
    return this.#records.size;
  }

  get(id: string): Value | undefined {
    return this.#records.get(id);
  }

  values(): Value[] {
    return [...this.#records.values()];
  }

  set(id: string, record: Value): void {
    this.#store.run(
      `INSERT INTO ${this.#table} (id, record) VALUES (?, ?)
        ON CONFLICT (id) DO UPDATE SET record = excluded.record`,
      [id, JSON.stringify(record)],
    );
    this.#records.set(id, record);
  }

  /** Forgets what it holds in memory, after the store was wiped. */
  clear(): void {
    this.#records.clear();
  }
}

export function recordTable(name: string): string {
  return `CREATE TABLE IF NOT EXISTS ${name} (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, record TEXT NOT NULL
  );`;
}
