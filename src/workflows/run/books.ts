import type { Refusal } from '../../domain/incident.js';
import type { Carried, Entry, HeldEntry } from '../../domain/run/carried.js';
import { isForPeople, nextPauseMs } from '../refusal.js';

const words = { person: "the person's contact", completed: 'the end of the run' };

/** For people. */
export function wordsOf(entry: Entry): string {
  return typeof entry === 'number' ? `the row of email ${entry}` : words[entry];
}

/** What Notion has yet to hear of a run. What it refuses is held, and keeps nothing else from it. */
export class Books {
  private readonly entries: Set<Entry>;
  private readonly deliveries: Set<number>;
  private readonly held: Map<Entry, HeldEntry>;
  /** Notion is being told something. */
  isWriting = false;

  constructor(carried?: Carried['books']) {
    this.entries = new Set(carried?.entries ?? ['person']);
    this.deliveries = new Set(carried?.deliveries);
    this.held = new Map(carried?.held);
  }

  /** What another execution of the run has to know of it. */
  get carried(): Carried['books'] {
    return { entries: [...this.entries], deliveries: [...this.deliveries], held: [...this.held] };
  }

  add(entry: Entry): void {
    this.entries.add(entry);
  }

  /** Notion says already what is known. */
  drop(entry: Entry): void {
    this.entries.delete(entry);
  }

  /** The tracker row of an email says too little of its delivery, which can wait for the next write. */
  addDelivery(number: number): void {
    this.deliveries.add(number);
  }

  takeDeliveries(): number[] {
    const numbers = [...this.deliveries];
    this.deliveries.clear();
    return numbers;
  }

  /** No other write will come. */
  hurryDeliveries(): void {
    for (const number of this.takeDeliveries()) this.add(number);
  }

  get isEmpty(): boolean {
    return this.entries.size === 0 && this.deliveries.size === 0;
  }

  /** All that is not written yet, and will not be. */
  giveUp(): Entry[] {
    const left = [...this.entries];
    this.entries.clear();
    return left;
  }

  /**
   * What can be written now, in one go: the person first, as rows refer to them, then all rows, and at last that the
   * run is completed.
   */
  next(canWriteRows: boolean): Entry[] {
    const nowMs = Date.now();
    const free = [...this.entries].filter((entry) => (this.held.get(entry)?.untilMs ?? 0) <= nowMs);
    if (free.includes('person')) return ['person'];
    if (!canWriteRows) return [];
    const rows = free.filter((entry) => typeof entry === 'number');
    return rows.length > 0 ? rows.toSorted((one, other) => one - other) : free;
  }

  /** When something that is held is tried again, in ms since 1970. */
  get wakeAtMs(): number {
    const times = [...this.held].flatMap(([entry, { untilMs }]) =>
      this.entries.has(entry) ? [untilMs] : [],
    );
    return Math.min(Number.POSITIVE_INFINITY, ...times);
  }

  /** Why something is not written, where only a person can mend that. */
  get refusal(): Refusal | undefined {
    return [...this.held.values()].find(({ isLasting }) => isLasting);
  }

  /** Notion takes them as they are being written; what changes meanwhile is added again. */
  take(entries: readonly Entry[]): void {
    for (const entry of entries) this.entries.delete(entry);
    this.isWriting = true;
  }

  written(entries: readonly Entry[]): void {
    for (const entry of entries) this.held.delete(entry);
    this.isWriting = false;
  }

  /**
   * What is held for the same reason waits with it: one of them is enough to see that it lasts.
   * @returns whether that is news, for this entry; and whether nobody has heard yet of what only a person mends,
   *   where no incident tells for all.
   */
  hold(entry: Entry, refusal: Refusal): { isNews: boolean; isToTell: boolean } {
    const before = this.held.get(entry);
    const nowMs = Date.now();
    // What was tried along with it has moved it a moment ago: that counts once.
    const movedMs = before && before.untilMs > nowMs ? before.pauseMs : undefined;
    const pauseMs = movedMs ?? nextPauseMs(before?.pauseMs);
    const untilMs = nowMs + pauseMs;
    this.entries.add(entry);
    const { about, reason } = refusal;
    const isLasting = isForPeople(refusal, pauseMs);
    const wasTold = before?.isTold ?? false;
    const isToTell = isLasting && about === undefined && !wasTold && !this.isTold(reason);
    const isTold = wasTold || isToTell;
    this.held.set(entry, { ...refusal, isLasting, pauseMs, untilMs, ...(isTold && { isTold }) });
    for (const other of this.held.values()) {
      if (about !== undefined && other.about === about) Object.assign(other, { pauseMs, untilMs });
    }
    return { isNews: isLasting && !before?.isLasting, isToTell };
  }

  private isTold(reason: string): boolean {
    return [...this.held.values()].some((held) => held.isTold && held.reason === reason);
  }

  /** Something is mended: all is tried again. What is refused then as before is no news. */
  letGo(): void {
    for (const held of this.held.values()) Object.assign(held, { pauseMs: undefined, untilMs: 0 });
  }
}
