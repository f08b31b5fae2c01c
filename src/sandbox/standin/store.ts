import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';

/** A value that fits into one column. */
export type Cell = string | number | null;

/** One SQLite file (or `:memory:`) and the few calls that the stand-ins need. */
export class Store {
  readonly #database: Database.Database;
  /** Kept, as to make one costs more than to use it, and libsql is suspected of breaking the heap where many are freed. */
  readonly #statements = new Map<string, Database.Statement>();

  constructor(file: string, schema: string) {
    if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
    this.#database = new Database(file);
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    this.#database.exec(schema);
  }

  all<Row>(sql: string, cells: Cell[] = []): Row[] {
    return this.#statement(sql).all(cells) as Row[];
  }

  first<Row>(sql: string, cells: Cell[] = []): Row | undefined {
    return this.all<Row>(sql, cells)[0];
  }

  run(sql: string, cells: Cell[] = []): void {
    this.#statement(sql).run(cells);
  }

  #statement(sql: string): Database.Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const made = this.#database.prepare(sql);
    this.#statements.set(sql, made);
    return made;
  }

  /** All of `work` or, when it throws, nothing of it. */
  atomically<Result>(work: () => Result): Result {
    return this.#database.transaction(work)();
  }

  /** Deletes every row of every table. */
  wipe(): void {
    const tables = this.all<{ name: string }>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    );
    this.atomically(() => {
      for (const { name } of tables) this.run(`DELETE FROM "${name}"`);
    });
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }
}
