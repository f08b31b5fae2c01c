/** One request to a stand-in, in the order of arrival. */
export interface LoggedRequest {
  /** When it arrived, on the stand-in's clock. */
  at: string;
  method: string;
  path: string;
  /** The bearer key it came with. */
  key: string | null;
  idempotencyKey?: string;
  /** SHA-256 of the body's bytes. */
  bodyHash: string;
  /** The answer's status; null while there is none, and for ever if none was given. */
  status: number | null;
  /** The kind of fault that hit it. */
  fault?: string;
}

const keptEntries = 20_000;

/** The latest requests, in memory. */
export class RequestLog {
  #entries: LoggedRequest[] = [];

  /** The caller fills in status and fault later, in place. */
  add(entry: LoggedRequest): void {
    this.#entries.push(entry);
    if (this.#entries.length > 2 * keptEntries) this.#entries.splice(0, keptEntries);
  }

  entries(): LoggedRequest[] {
    return structuredClone(this.#entries);
  }

  clear(): void {
    this.#entries = [];
  }
}
