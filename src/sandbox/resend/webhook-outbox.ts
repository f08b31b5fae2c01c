import { randomUUID } from 'node:crypto';
import type { Store } from '../standin/store.js';
import type { WebhookPayload } from './webhook-events.js';

/** Tables of the events, and of every attempt to hand one over. */
export const outboxSchema = `
  CREATE TABLE IF NOT EXISTS webhook_events (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, at INTEGER NOT NULL,
    payload TEXT NOT NULL, status TEXT NOT NULL, due_at INTEGER, tries INTEGER NOT NULL,
    copies INTEGER NOT NULL, is_held INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS webhook_events_due ON webhook_events (due_at);
  CREATE TABLE IF NOT EXISTS webhook_attempts (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, event_id TEXT NOT NULL,
    status INTEGER NOT NULL, response TEXT NOT NULL, at INTEGER NOT NULL
  );`;

const seconds = 1000;
const minutes = 60 * seconds;
const hours = 60 * minutes;

/** How long Resend waits after each attempt that failed; after the last one it gives up. */
const retryDelaysMs = [
  5 * seconds,
  5 * minutes,
  30 * minutes,
  2 * hours,
  5 * hours,
  10 * hours,
  10 * hours,
];

export interface WebhookEvent {
  position: number;
  /** The `svix-id`: the same at every attempt. */
  id: string;
  type: string;
  at: number;
  /** The body, byte for byte. */
  payload: string;
  status: 'pending' | 'attempting' | 'success' | 'failed';
  due_at: number | null;
  tries: number;
  copies: number;
}

export interface WebhookAttempt {
  position: number;
  id: string;
  event_id: string;
  /** The endpoint's answer; 0 when it gave none. */
  status: number;
  response: string;
  at: number;
}

/** How an event is handed over, where a fault changes it. */
export interface Handover {
  /** Null: never by itself. */
  dueAt: Date | null;
  copies: number;
  /** Waits until another event went out, at the latest until it is due. */
  isHeld: boolean;
}

/** The webhooks that were sent or are still to be, on disk. */
export class WebhookOutbox {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  add(payload: WebhookPayload, at: Date, { dueAt, copies, isHeld }: Handover): void {
    this.#store.run(
      `INSERT INTO webhook_events (id, type, at, payload, status, due_at, tries, copies, is_held)
        VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?)`,
      [
        `msg_${randomUUID().replaceAll('-', '')}`,
        payload.type,
        at.getTime(),
        JSON.stringify(payload),
        dueAt ? 'pending' : 'failed',
        dueAt?.getTime() ?? null,
        copies,
        Number(isHeld),
      ],
    );
  }

  hasPending(): boolean {
    const sql = 'SELECT 1 AS found FROM webhook_events WHERE due_at IS NOT NULL LIMIT 1';
    return this.#store.first(sql) !== undefined;
  }

  nextDue(now: Date): WebhookEvent | undefined {
    return this.#store.first(
      'SELECT * FROM webhook_events WHERE due_at <= ? ORDER BY due_at, position LIMIT 1',
      [now.getTime()],
    );
  }

  /** Notes an attempt and what follows from it: done, another try, or the end. */
  attempted(event: WebhookEvent, answer: { status: number; response: string }, at: Date): void {
    const isTaken = answer.status >= 200 && answer.status < 300;
    const tries = event.tries + 1;
    const delayMs = isTaken ? undefined : retryDelaysMs[tries - 1];
    const status = isTaken ? 'success' : delayMs === undefined ? 'failed' : 'attempting';
    this.#store.atomically(() => {
      if (!this.event(event.id)) return;
      this.#store.run(
        'INSERT INTO webhook_attempts (id, event_id, status, response, at) VALUES (?, ?, ?, ?, ?)',
        [`atmpt_${randomUUID()}`, event.id, answer.status, answer.response, at.getTime()],
      );
      this.#store.run(
        'UPDATE webhook_events SET status = ?, due_at = ?, tries = ?, is_held = 0 WHERE id = ?',
        [status, delayMs === undefined ? null : at.getTime() + delayMs, tries, event.id],
      );
      this.#store.run('UPDATE webhook_events SET due_at = ?, is_held = 0 WHERE is_held = 1', [
        at.getTime(),
      ]);
    });
  }

  /** Queues one more delivery; what has ended gets no further tries after it. */
  replay(event: WebhookEvent, at: Date): void {
    const hasEnded = event.due_at === null;
    this.#store.run('UPDATE webhook_events SET due_at = ?, tries = ? WHERE id = ?', [
      at.getTime(),
      hasEnded ? retryDelaysMs.length : event.tries,
      event.id,
    ]);
  }

  /** Every attempt to hand over an event of a type, oldest first. */
  attemptsOfType(type: string): { payload: string; status: number; at: number }[] {
    return this.#store.all(
      `SELECT payload, webhook_attempts.status AS status, webhook_attempts.at AS at
        FROM webhook_attempts JOIN webhook_events ON webhook_events.id = event_id
        WHERE type = ? ORDER BY webhook_attempts.position`,
      [type],
    );
  }

  event(id: string): WebhookEvent | undefined {
    return this.#store.first('SELECT * FROM webhook_events WHERE id = ?', [id]);
  }

  attempt(id: string): WebhookAttempt | undefined {
    return this.#store.first('SELECT * FROM webhook_attempts WHERE id = ?', [id]);
  }

  /** Newest first. */
  events(below: number, limit: number): WebhookEvent[] {
    return this.#store.all(
      'SELECT * FROM webhook_events WHERE position < ? ORDER BY position DESC LIMIT ?',
      [below, limit],
    );
  }

  /** Newest first. */
  attempts(eventId: string, below: number, limit: number): WebhookAttempt[] {
    return this.#store.all(
      `SELECT * FROM webhook_attempts WHERE event_id = ? AND position < ?
        ORDER BY position DESC LIMIT ?`,
      [eventId, below, limit],
    );
  }
}
