import type { PlannedEmail } from '../../domain/plan/plan.js';
import type { HistoryEntry } from '../../domain/run/run.js';
import type { Books } from './books.js';

/** Which email may have been accepted, why, and when that was, as an ISO instant. */
export interface Doubt {
  number: number;
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
export function doubt(run: Doubting, { number, reason, at }: Doubt): void {
  if (!run.doubt) {
    const what = `email ${number} may have been accepted; it is tried again as the same request`;
    run.note({ at, what, reason });
    run.books.add(number);
  }
  run.doubt = { number, reason, at };
  run.hasChanged();
}

/** Emails as anybody else has to take them: one that may have gone is unknown. */
export function withDoubt(emails: readonly PlannedEmail[], why: Doubt | undefined): PlannedEmail[] {
  return emails.map((email) =>
    why?.number === email.number ? { ...email, ...why, state: 'unknown' } : email,
  );
}
