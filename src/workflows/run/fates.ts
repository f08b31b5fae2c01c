import { forecast, type PlannedEmail, paceOf } from '../../domain/plan/plan.js';
import { planAt } from '../../domain/plan/replan.js';
import type { Pace } from '../../domain/plan/sequence.js';
import type { RunInput } from '../../domain/run/run.js';
import type { Hold } from './hold.js';

/** What was decided of each email of a run, and what that lets one expect of the others. */
export class Fates {
  /** How often an operator had an email sent again, by number. */
  readonly again: Record<number, number>;
  readonly pace: Pace;
  private emails: readonly PlannedEmail[];
  private readonly hold: Hold;

  constructor({ emails, earlier, sequence, isTesting }: RunInput, hold: Hold) {
    this.emails = emails;
    this.again = { ...earlier?.again };
    this.pace = paceOf(sequence, isTesting);
    this.hold = hold;
  }

  /** Every email as it was settled last; what is still to come is forecast from that. */
  get decided(): readonly PlannedEmail[] {
    return this.emails;
  }

  of(number: number): PlannedEmail | undefined {
    return this.emails.find((email) => email.number === number);
  }

  /**
   * The plan as it looks now. A run that is held is judged by the clock when it goes on: until then nothing
   * is too late.
   */
  forecast(): PlannedEmail[] {
    const { goesNow, holdsSince } = this.hold;
    const now = new Date();
    const pace = holdsSince ? { ...this.pace, graceMs: Number.POSITIVE_INFINITY } : this.pace;
    const isWanted = ({ number, state }: PlannedEmail) =>
      number === goesNow && state === 'scheduled';
    const wanted = this.emails.find(isWanted);
    const emails = this.emails.map((email) =>
      email === wanted ? { ...email, state: 'sent' as const, at: now.toISOString() } : email,
    );
    return forecast(emails, pace, new Date(holdsSince ?? now)).map((email) =>
      email.number === wanted?.number
        ? { ...planAt(email, now.getTime()), plannedAt: email.plannedAt }
        : email,
    );
  }

  /** How long after the time at which an email would go if nothing were ever late it is now; 0 before. */
  lateMs(number: number): number {
    const inTime = forecast(this.emails, this.pace, new Date(0));
    const dueMs = Date.parse(inTime.find((email) => email.number === number)?.dueAt ?? '');
    return Math.max(0, Date.now() - dueMs);
  }

  /** The first email that is still undecided, as it looks now. */
  next(): PlannedEmail | undefined {
    const index = this.emails.findIndex(({ state }) => state === 'scheduled');
    return this.forecast()[index];
  }

  /** Whether a message has put an email off that was about to go, as by asking for an earlier one. */
  isPutOff(number: number): boolean {
    const email = this.emails.find(({ state }) => state === 'scheduled');
    if (email?.number !== number || this.hold.keepsBack(number)) return true;
    return this.hold.forced !== number && Date.parse(email.plannedAt) > Date.now();
  }

  /**
   * The last instant at which an email may first be tried, in ms since 1970. For what an operator wants now it
   * counts anew.
   */
  graceEndMs({ number, plannedAt }: PlannedEmail): number {
    const plannedMs = Date.parse(plannedAt);
    const { forced, forcedAtMs } = this.hold;
    return (forced === number ? Math.max(plannedMs, forcedAtMs) : plannedMs) + this.pace.graceMs;
  }

  /** Whether an email would go at another time than it was planned for so far. */
  isMovedBy({ number, state, plannedAt }: PlannedEmail): boolean {
    return state === 'scheduled' && this.of(number)?.plannedAt !== plannedAt;
  }

  /**
   * Puts changed emails in the place of those of their number.
   * @returns the numbers of those that differ from before.
   */
  replace(changed: readonly PlannedEmail[]): number[] {
    const differing: number[] = [];
    for (const email of changed) {
      const at = this.emails.findIndex(({ number }) => number === email.number);
      if (JSON.stringify(this.emails[at]) === JSON.stringify(email)) continue;
      this.emails = this.emails.with(at, email);
      differing.push(email.number);
    }
    return differing;
  }

  /** From now on the email is another request, under a key of its own. */
  countAgain(number: number): void {
    this.again[number] = (this.again[number] ?? 0) + 1;
  }
}
