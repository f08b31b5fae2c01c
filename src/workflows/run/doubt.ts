import type { PlannedEmail } from '../../domain/plan/plan.js';
import type { HistoryEntry } from '../../domain/run/run.js';
import type { Books } from './books.js';

/** Why the current email may have been accepted, and when that was, as an ISO instant. */
export interface Doubt {
  reason: string;
  at: string;
}

/** The parts of a run that an email in doubt changes. */
interface Doubting {
  doubt: Doubt | undefined;
  books: Books;
  note(entry: HistoryEntry): void;
  hasChanged(): void;
}

/**
 * An attempt to send the current email may have been accepted. Until more is known its row says so: whatever becomes
 * of this execution, no other sends it.
 */
export function doubt(run: Doubting, number: number, { reason, at }: Doubt): void {
  if (!run.doubt) {
    const what = `email ${number} may have been accepted; it is tried again as the same request`;
    run.note({ at, what, reason });
    run.books.add(number);
  }
  run.doubt = { reason, at };
  run.hasChanged();
}

/** Emails as anybody else has to take them: one that may have gone is unknown. */
export function withDoubt(
  emails: readonly PlannedEmail[],
  number: number | undefined,
  why: Doubt | undefined,
): PlannedEmail[] {
  return emails.map((email) =>
    why && email.number === number ? { ...email, state: 'unknown', ...why } : email,
  );
}
