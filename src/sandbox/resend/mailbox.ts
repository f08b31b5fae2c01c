import { randomUUID } from 'node:crypto';
import { type Cell, Store } from '../standin/store.js';
import type { Mail } from './mail.js';
import type {
  Acceptance,
  AcceptedMail,
  DomainLook,
  Listed,
  ListedWebhook,
  SendingDomain,
  Slice,
  Suppression,
} from './records.js';
import { outboxSchema } from './webhook-outbox.js';

const schema = `
  CREATE TABLE IF NOT EXISTS mails (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, api_key TEXT NOT NULL,
    idempotency_key TEXT, payload_hash TEXT NOT NULL, mail TEXT NOT NULL, last_event TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS mails_by_time ON mails (at);
  CREATE TABLE IF NOT EXISTS idempotency_keys (
    key TEXT PRIMARY KEY, payload_hash TEXT NOT NULL, mail_id TEXT NOT NULL, at INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS suppressions (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL, email TEXT NOT NULL UNIQUE, origin TEXT NOT NULL,
    source_id TEXT, at INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS domains (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL,
    at INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS domain_looks (domain_id TEXT PRIMARY KEY, look TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS webhooks (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL, at INTEGER NOT NULL, webhook TEXT NOT NULL
  );`;

interface MailRow {
  position: number;
  id: string;
  at: number;
  api_key: string;
  idempotency_key: string | null;
  payload_hash: string;
  mail: string;
  last_event: string;
}

/** All that the Resend stand-in knows, on disk. */
export class Mailbox {
  readonly store: Store;

  constructor(file: string) {
    this.store = new Store(file, schema + outboxSchema);
  }

  isEmpty(): boolean {
    const counted = this.store.first<{ rows: number }>(
      `SELECT (SELECT count(*) FROM mails) + (SELECT count(*) FROM suppressions)
        + (SELECT count(*) FROM domains) + (SELECT count(*) FROM webhooks) AS rows`,
    );
    return counted?.rows === 0;
  }

  /** Writes a mail down, and its idempotency key with it; gives its id. */
  accept(mail: Mail, by: Acceptance): string {
    const id = randomUUID();
    const at = by.at.getTime();
    this.store.atomically(() => {
      this.store.run(
        `INSERT INTO mails (id, at, api_key, idempotency_key, payload_hash, mail, last_event)
          VALUES (?, ?, ?, ?, ?, ?, ?)`,
        [id, at, by.key, by.idempotencyKey, by.payloadHash, JSON.stringify(mail), by.lastEvent],
      );
      if (by.idempotencyKey === null) return;
      this.store.run('INSERT OR REPLACE INTO idempotency_keys VALUES (?, ?, ?, ?)', [
        by.idempotencyKey,
        by.payloadHash,
        id,
        at,
      ]);
    });
    return id;
  }

  /** What was accepted under an idempotency key since a time. */
  rememberedSince(key: string, since: number): { payloadHash: string; mailId: string } | undefined {
    return this.store.first(
      `SELECT payload_hash AS payloadHash, mail_id AS mailId FROM idempotency_keys
        WHERE key = ? AND at > ?`,
      [key, since],
    );
  }

  mail(id: string): AcceptedMail | undefined {
    const row = this.store.first<MailRow>('SELECT * FROM mails WHERE id = ?', [id]);
    return row && acceptedMail(row);
  }

  /** Moves what `emails.get` tells of a mail. */
  setLastEvent(id: string, lastEvent: string): void {
    this.store.run('UPDATE mails SET last_event = ? WHERE id = ?', [lastEvent, id]);
  }

  mails(slice: Slice): Listed<AcceptedMail> {
    const { rows, hasMore } = this.#list<MailRow>('mails', slice);
    return { rows: rows.map(acceptedMail), hasMore };
  }

  everyMail(): AcceptedMail[] {
    return this.store.all<MailRow>('SELECT * FROM mails ORDER BY position').map(acceptedMail);
  }

  acceptedSince(since: Date): number {
    const counted = this.store.first<{ rows: number }>(
      'SELECT count(*) AS rows FROM mails WHERE at >= ?',
      [since.getTime()],
    );
    return counted?.rows ?? 0;
  }

  /** Puts an address on the list, unless it is there; `sourceId` is the mail that was the cause. */
  suppress(
    email: string,
    origin: Suppression['origin'],
    at: Date,
    sourceId: string | null = null,
  ): Suppression {
    this.store.run(
      'INSERT OR IGNORE INTO suppressions (id, email, origin, source_id, at) VALUES (?, ?, ?, ?, ?)',
      [randomUUID(), email.toLowerCase(), origin, sourceId, at.getTime()],
    );
    const suppression = this.suppression(email);
    if (!suppression) throw new Error(`${email} was put on the suppression list and is not there`);
    return suppression;
  }

  suppression(idOrEmail: string): Suppression | undefined {
    return this.store.first('SELECT * FROM suppressions WHERE id = ? OR email = ?', [
      idOrEmail,
      idOrEmail.toLowerCase(),
    ]);
  }

  suppressions(slice: Slice, origin: string | undefined): Listed<Suppression> {
    return origin === undefined
      ? this.#list('suppressions', slice)
      : this.#list('suppressions', slice, 'AND origin = ?', [origin]);
  }

  unsuppress(id: string): void {
    this.store.run('DELETE FROM suppressions WHERE id = ?', [id]);
  }

  addDomain(name: string, status: string, at: Date, look: DomainLook = {}): void {
    const id = randomUUID();
    this.store.run('INSERT INTO domains (id, name, status, at) VALUES (?, ?, ?, ?)', [
      id,
      name,
      status,
      at.getTime(),
    ]);
    this.store.run('INSERT INTO domain_looks VALUES (?, ?)', [id, JSON.stringify(look)]);
  }

  domainLook(id: string): DomainLook {
    const sql = 'SELECT look FROM domain_looks WHERE domain_id = ?';
    return JSON.parse(this.store.first<{ look: string }>(sql, [id])?.look ?? '{}') as DomainLook;
  }

  addWebhook(webhook: ListedWebhook, at: Date): string {
    const id = randomUUID();
    this.store.run('INSERT INTO webhooks (id, at, webhook) VALUES (?, ?, ?)', [
      id,
      at.getTime(),
      JSON.stringify(webhook),
    ]);
    return id;
  }

  /** Webhooks of the account to which nothing is posted from here, newest first. */
  webhooks(): (ListedWebhook & { id: string; at: number })[] {
    const sql = 'SELECT id, at, webhook FROM webhooks ORDER BY position DESC';
    return this.store
      .all<{ id: string; at: number; webhook: string }>(sql)
      .map(({ id, at, webhook }) => ({ id, at, ...(JSON.parse(webhook) as ListedWebhook) }));
  }

  domain(id: string): SendingDomain | undefined {
    return this.store.first('SELECT * FROM domains WHERE id = ?', [id]);
  }

  isVerified(name: string): boolean {
    const sql = "SELECT 1 AS found FROM domains WHERE name = ? AND status = 'verified'";
    return this.store.first(sql, [name]) !== undefined;
  }

  domains(slice: Slice): Listed<SendingDomain> {
    return this.#list('domains', slice);
  }

  #list<Row>(table: string, slice: Slice, condition = '', cells: Cell[] = []): Listed<Row> {
    const { after = Number.MAX_SAFE_INTEGER, before = 0, limit } = slice;
    const isUpwards = slice.before !== undefined;
    const found = this.store.all<Row>(
      `SELECT * FROM ${table} WHERE position < ? AND position > ? ${condition}
        ORDER BY position ${isUpwards ? 'ASC' : 'DESC'} LIMIT ?`,
      [after, before, ...cells, limit + 1],
    );
    const rows = found.slice(0, limit);
    return { rows: isUpwards ? rows.toReversed() : rows, hasMore: found.length > limit };
  }
}

function acceptedMail(row: MailRow): AcceptedMail {
  return {
    ...(JSON.parse(row.mail) as Mail),
    position: row.position,
    id: row.id,
    at: new Date(row.at),
    key: row.api_key,
    idempotencyKey: row.idempotency_key,
    payloadHash: row.payload_hash,
    lastEvent: row.last_event,
  };
}
