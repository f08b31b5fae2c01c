import type { Alert } from '../../domain/alert.js';
import { dropMissing } from '../../domain/drop-missing.js';
import type { Refusal } from '../../domain/incident.js';
import type { PlannedEmail } from '../../domain/plan/plan.js';
import { type Interval, shiftEmails } from '../../domain/plan/replan.js';
import type { Entry } from '../../domain/run/carried.js';
import type { Control } from '../../domain/run/control.js';
import type { Enrolment } from '../../domain/run/enrolment.js';
import {
  type ContactUpdate,
  type HistoryEntry,
  type Outcome,
  type RunInput,
  type Timeline,
} from '../../domain/run/run.js';
import type { StopMessage } from '../../domain/run/stop.js';
import type { OffTime } from '../../domain/run/switch.js';
import { isForPeople } from '../refusal.js';
import { Books, wordsOf } from './books.js';
import { Changes } from './changes.js';
import { countDecided, counts } from './counts.js';
import { type Doubt, withDoubt } from './doubt.js';
import { EarlyDeliveries } from './early-deliveries.js';
import { Fates } from './fates.js';
import { HeldTime } from './held-time.js';
import { Hold } from './hold.js';
import { RunPerson } from './run-person.js';
import { Shown } from './shown.js';
import { takeOver } from './take-over.js';
import { UnderWay } from './under-way.js';

/**
 * One run: its emails' fates, its person, what holds it, and what it was told. What happens to it
 * goes through here, so that Notion, operators and whoever looks hear of it.
 */
export class Run {
  readonly input: RunInput;
  readonly hold: Hold;
  readonly fates: Fates;
  readonly person: RunPerson;
  readonly books: Books;
  /** What operators have yet to hear. */
  readonly alerts: Alert[];
  readonly changes = new Changes();
  readonly underWay = new UnderWay();
  readonly earlyDeliveries: EarlyDeliveries;
  readonly shown: Shown;
  stopped: StopMessage | undefined;
  outcome: Outcome | undefined;
  /** It goes on in a new execution: nothing more is begun in this one. */
  isContinuing = false;
  readonly heldTime: HeldTime;
  /** How long the current email waits until what blocks it is looked at again, in ms. */
  blockedForMs: number | undefined;
  /** Emails of which operators know already that they wait for a person. */
  readonly told: Set<number>;
  /** Why an earlier attempt to send the current email may have been accepted, where one may. */
  doubt: Doubt | undefined;
  /** Why Resend has refused the current email for now. */
  refusedBecause: string | undefined;

  constructor(input: RunInput) {
    const { carried } = input;
    this.input = input;
    this.hold = new Hold(input);
    this.heldTime = new HeldTime(this.hold, carried?.hold.heldUntilMs);
    this.fates = new Fates(input, this.hold);
    this.person = new RunPerson(input);
    this.books = new Books(carried?.books);
    this.earlyDeliveries = new EarlyDeliveries(carried?.early);
    this.told = new Set(carried?.told);
    this.blockedForMs = carried?.blocked.forMs;
    this.alerts = [...(input.alerts ?? [])];
    // Its rows may say less than its emails' fates do.
    if (input.earlier && !carried) for (const { number } of input.emails) this.books.add(number);
    this.shown = new Shown(input, () => ({
      outcome: this.outcome,
      isPaused: this.hold.pausedAt !== undefined,
      segment: this.person.segment,
      emails: this.fates.forecast(),
      decided: this.fates.decided,
      refusedBooks: this.books.refusal?.reason,
    }));
  }

  /** The input as later messages have changed it. */
  get current(): RunInput {
    const { carried: _, ...input } = this.input;
    const emails = withDoubt(this.fates.forecast(), this.doubt);
    return { ...input, ...this.person.told, emails };
  }

  /** Settles an email's fate, for the timeline and the tracker. */
  decide(number: number, fate: Partial<PlannedEmail> & Pick<PlannedEmail, 'state'>): void {
    const email = this.fates.of(number);
    if (!email) return;
    const dueAt = this.fates.forecast()[number - 1]?.dueAt ?? email.dueAt;
    const isOurDelay =
      fate.reason === 'too_late' && !this.heldTime.lastedUntil(this.fates.graceEndMs(email));
    this.hold.unforce(number);
    const delayed = { ...email, dueAt, ...fate, ...(isOurDelay && { isOurDelay }) };
    const decided = this.earlyDeliveries.settle(delayed);
    countDecided(this.input.sequence.name, decided, this.fates);
    this.replan([decided]);
    if (this.doubt?.number === number) this.doubt = undefined;
    this.refusedBecause = undefined;
    if (decided.state === 'failed' || decided.state === 'unknown') {
      this.alert(decided.state, email, decided.reason);
    }
    if (isOurDelay) this.alert('too_late', email);
    this.block(undefined);
  }

  /** Puts changed emails in the place of those of their number; the tracker follows. */
  replan(changed: readonly PlannedEmail[]): void {
    const isMoved = changed.some((email) => this.fates.isMovedBy(email));
    for (const number of this.fates.replace(changed)) this.books.add(number);
    if (isMoved) this.shown.showPlan(this.fates.forecast());
    this.hasChanged();
  }

  /** Moves what is still to come by a time for which it was held. */
  shiftBy(interval: Interval): void {
    const movable = this.fates.decided.filter(({ number }) => number !== this.doubt?.number);
    this.replan(shiftEmails(movable, this.hold.moveMs(interval)));
  }

  stop(message: StopMessage): void {
    if (this.stopped || this.outcome) return;
    this.stopped = message;
    const { at, cause, by, reason } = message;
    this.note({ at, what: `stopped: ${cause}`, ...(by && { by }), ...(reason && { reason }) });
    if (cause === 'bounced' || cause === 'complained') this.alertOfClient(cause);
    this.underWay.withdraw();
    this.hasChanged();
  }

  end(outcome: Outcome): void {
    this.outcome = outcome;
    counts.runEnded({ sequence: this.input.sequence.name, outcome });
    if (outcome === 'completed') this.books.add('completed');
    this.hasChanged();
    this.shown.showProgress();
  }

  /** Says whether an email waits for something to be mended, or to pass. */
  block(refusal: Refusal | undefined): void {
    if (!refusal) this.blockedForMs = undefined;
    const isNews = this.shown.block(refusal?.reason);
    if (refusal) {
      const { reason, about } = refusal;
      const email = this.fates.next();
      // An incident tells for all; and what passes by itself needs nobody.
      const isForSomebody = about === undefined && isForPeople(refusal, this.blockedForMs);
      if (isForSomebody && email && !this.told.has(email.number)) {
        this.told.add(email.number);
        this.alert('blocked', email, reason);
      }
    }
    if (isNews) this.shown.showAttention();
  }

  /** Notion has refused to take something; it is held, and nothing else is. */
  refused(entry: Entry, refusal: Refusal): void {
    const { isNews, isToTell } = this.books.hold(entry, refusal);
    const what = `Notion refuses ${wordsOf(entry)}`;
    if (isNews) this.note({ at: isoNow(), what, reason: refusal.reason });
    const email = typeof entry === 'number' ? this.fates.of(entry) : undefined;
    if (isToTell) this.alert('not_recorded', email, `${what}: ${refusal.reason}`);
    this.shown.showAttention();
  }

  /** Something is mended, whatever it was: all that waits for that is tried again. */
  letGo(): void {
    this.books.letGo();
    this.blockedForMs = undefined;
    this.hold.isHurried = true;
    this.hasChanged();
  }

  /** Sending is off, as whoever tried to send says; false when that was so before it was on again. */
  switchedOff(offAt: string): boolean {
    if (this.hold.isOver(offAt)) return false;
    if (this.hold.switchOff(offAt)) {
      this.note({ at: isoNow(), what: 'held: sending is switched off' });
    }
    return true;
  }

  /** Sending was off and is on again, as it was told or has found out itself; each time counts once. */
  switchedOn({ by, reason, ...offTime }: OffTime & Partial<Control>): void {
    if (this.outcome) return;
    const { mode, offAt, at } = offTime;
    const wasHeld = this.hold.offAt !== undefined;
    if (!this.hold.switchOn(offTime)) return;
    const isMoved = mode === 'shift' && at > this.hold.heard.since;
    if (isMoved) this.shiftBy({ from: offAt, until: at });
    if (wasHeld || isMoved) {
      const who = { ...(by && { by }), ...(reason && { reason }) };
      this.note({ at, what: `sending is on again: ${mode}`, ...who });
    }
    this.hasChanged();
  }

  /** Takes in what events tell of the person later on. */
  update(message: ContactUpdate): void {
    if (!this.person.update(message)) return;
    if (message.told) this.shown.showTold(message.told);
    this.books.add('person');
    this.note({ at: isoNow(), what: 'contact updated' });
  }

  /** Takes in what Notion has of the person. */
  enrolled(enrolment: Enrolment): void {
    const before = this.person.enrolment;
    const { suppressedBy, doubleIds } = enrolment;
    if (doubleIds && !before?.doubleIds) this.alert('contact_doubled');
    this.person.enrol(enrolment);
    if (enrolment.refusal) this.withoutRows(enrolment.refusal);
    if (before) {
      if (!suppressedBy || before.suppressedBy) return;
      return this.stop({ cause: suppressedBy, at: isoNow(), by: 'Notion' });
    }
    takeOver(this, enrolment);
    if (!suppressedBy) return;
    this.alertOfClient(suppressedBy);
    this.hasChanged();
  }

  /** The person is enrolled, but the tracker has refused their rows: these follow by themselves. */
  private withoutRows(refusal: Refusal): void {
    const rowIds = this.person.enrolment?.rowIds;
    for (const { number } of this.fates.decided)
      if (!rowIds?.[number]) this.refused(number, refusal);
  }

  /** For people: one more line of the run's history. */
  note(entry: HistoryEntry): void {
    this.heldTime.see();
    this.shown.note(entry);
  }

  /** Wakes whoever waits for something to do. */
  hasChanged(): void {
    this.heldTime.see();
    this.changes.add();
    this.shown.refresh();
  }

  timeline(): Timeline {
    return this.shown.timeline();
  }

  /** Somebody who pays gets no more mail: a person should know. */
  private alertOfClient(reason: string): void {
    if (this.input.sequence.kind !== 'transactional') return;
    this.alert('client_stopped', undefined, reason);
  }

  /** Operators should hear of it at once. */
  alert(kind: Alert['kind'], email?: PlannedEmail, reason?: string): void {
    const { number, template } = email ?? {};
    this.alerts.push(dropMissing({ kind, number, template, reason }));
  }
}

function isoNow(): string {
  return new Date().toISOString();
}
