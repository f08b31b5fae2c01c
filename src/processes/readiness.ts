import { setTimeout } from 'node:timers/promises';
import type { Readiness } from '../api/deps.js';
import { SECOND } from '../domain/duration.js';
import { inTime } from '../runs/deadline.js';
import { Kept } from './kept.js';

/** So often the process looks by itself. */
const everyMs = 2 * SECOND;
/** What takes longer is not there. */
const longestMs = 5 * SECOND;
/** Older than what a process that looks by itself ever has: nobody who asks starts a look there. */
const freshForMs = 3 * (everyMs + longestMs);

/** What is asked: each check rejects with why something is missing. */
interface Checks {
  Temporal: () => Promise<unknown>;
  Notion: () => Promise<unknown>;
  /** Whether what is open can be read. Default: nobody looks. */
  ENCRYPTION_KEY?: () => Promise<unknown>;
  /** Since when no email goes out. */
  sendingOffAt: () => Promise<string | undefined>;
}

/** What all get who ask whether we can take events: one look, however many ask. */
export function keepReadiness(checks: Checks, now: () => Date | Promise<Date>): Kept<Readiness> {
  return new Kept(() => look(checks), { goodForMs: freshForMs, badForMs: freshForMs, now });
}

/** Looks again and again, until it is told to end. */
export function refreshAlways({ refresh }: { refresh: () => Promise<unknown> }): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  const go = async () => {
    while (!signal.aborted) {
      await refresh();
      await setTimeout(everyMs, undefined, { signal, ref: false }).catch(() => {});
    }
  };
  void go();
  return () => ending.abort();
}

async function look({ sendingOffAt, ...checks }: Checks): Promise<Readiness> {
  let isSending = true;
  const Temporal = async () => {
    await checks.Temporal();
    isSending = (await sendingOffAt()) === undefined;
  };
  const missing = await Promise.all(
    Object.entries({ ...checks, Temporal }).map(async ([name, check]) => {
      try {
        await inTime(longestMs, check);
        return [];
      } catch (error) {
        return [{ name, why: error instanceof Error ? error.message : 'failed' }];
      }
    }),
  );
  return { missing: missing.flat(), isSending };
}
