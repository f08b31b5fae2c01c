import type { Alert } from '../../domain/alert.js';
import { dropMissing } from '../../domain/drop-missing.js';
import type { Refusal } from '../../domain/incident.js';
import type { PlannedEmail } from '../../domain/plan/plan.js';
import { shiftEmails } from '../../domain/plan/replan.js';
import type { Enrolment } from '../../domain/run/enrolment.js';
import {
  type ContactUpdate,
  type HistoryEntry,
  type Outcome,
  type RunInput,
  type RunSummary,
  summarise,
  type Timeline,
} from '../../domain/run/run.js';
import type { StopMessage } from '../../domain/run/stop.js';
import { Books, type Entry } from './books.js';
import { Changes } from './changes.js';
import { Fates } from './fates.js';
import { Hold } from './hold.js';
import { RunPerson } from './run-person.js';
import { Shown } from './shown.js';
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
  readonly books = new Books();
  /** What operators have yet to hear. */
  readonly alerts: Alert[];
  readonly changes = new Changes();
  readonly underWay = new UnderWay();
  readonly shown: Shown;
  stopped: StopMessage | undefined;
  outcome: Outcome | undefined;
  /** How long the current email waits until what blocks it is looked at again, in ms. */
  blockedForMs: number | undefined;
  private readonly told = new Set<string>();
  /** Why an earlier attempt to send the current email may have been accepted, where one may. */
  doubt: string | undefined;

  constructor(input: RunInput) {
    this.input = input;
    this.hold = new Hold(input);
    this.fates = new Fates(input, this.hold);
    this.person = new RunPerson(input);
    this.alerts = [...(input.alerts ?? [])];
    // Its rows may say less than its emails' fates do.
    if (input.earlier) for (const { number } of input.emails) this.books.add(number);
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
    return { ...this.input, ...this.person.told, emails: this.fates.forecast() };
  }

  /** What another run needs to take up this one. */
  get passedOn(): RunInput {
    const { alerts: _, ...input } = this.current;
    const { decided, again } = this.fates;
    return { ...input, emails: [...decided], earlier: { history: this.shown.history, again } };
  }

  /** Settles an email's fate, for the timeline and the tracker. */
  decide(number: number, fate: Partial<PlannedEmail> & Pick<PlannedEmail, 'state'>): void {
    const email = this.fates.of(number);
    if (!email) return;
    const dueAt = this.fates.forecast()[number - 1]?.dueAt ?? email.dueAt;
    this.hold.unforce(number);
    this.replan([{ ...email, dueAt, ...fate }]);
    this.doubt = undefined;
    if (fate.state === 'failed' || fate.state === 'unknown') {
      this.alert(fate.state, email, fate.reason);
    }
    this.block(undefined);
  }

  /** Puts changed emails in the place of those of their number; the tracker follows. */
  replan(changed: readonly PlannedEmail[]): void {
    for (const number of this.fates.replace(changed)) this.books.add(number);
    this.hasChanged();
  }

  /** Moves what is still to come by the time since an instant. */
  shiftBy(since: string): void {
    const inDoubt = this.doubt === undefined ? undefined : this.fates.next()?.number;
    const movable = this.fates.decided.filter(({ number }) => number !== inDoubt);
    this.replan(shiftEmails(movable, this.hold.shiftMs(since)));
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
    if (outcome === 'completed') this.books.add('completed');
    this.hasChanged();
  }

  /** Says whether an email waits for something to be mended, or to pass. */
  block(refusal: Refusal | undefined): void {
    if (!refusal) this.blockedForMs = undefined;
    if (!this.shown.block(refusal?.reason)) return;
    if (refusal) {
      const { reason, isLasting, about } = refusal;
      this.note({ at: isoNow(), what: 'blocked', reason });
      const email = this.fates.next();
      // An incident tells for all; and what passes by itself needs nobody.
      if (isLasting && about === undefined && email) this.alertOnce('blocked', email, reason);
    }
    this.shown.showAttention();
  }

  /** Notion has refused to take something; it is held, and nothing else is. */
  refused(entry: Entry, refusal: Refusal): void {
    const isNews = this.books.hold(entry, refusal);
    const { reason, isLasting, about } = refusal;
    if (isNews && isLasting) {
      this.note({ at: isoNow(), what: `Notion refuses ${entry}`, reason });
      const email = typeof entry === 'number' ? this.fates.of(entry) : undefined;
      if (about === undefined) this.alert('not_recorded', email, reason);
    }
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

  /** Takes in what events tell of the person later on. */
  update(message: ContactUpdate): void {
    if (!this.person.update(message)) return;
    this.books.add('person');
    this.note({ at: isoNow(), what: 'contact updated' });
  }

  /** Takes in what Notion has of the person. */
  enrolled(enrolment: Enrolment): void {
    const before = this.person.enrolment;
    const { suppressedBy, done } = enrolment;
    this.person.enrol(enrolment);
    if (enrolment.refusal) this.withoutRows(enrolment.refusal);
    if (before) {
      if (!suppressedBy || before.suppressedBy) return;
      return this.stop({ cause: suppressedBy, at: isoNow(), by: 'Notion' });
    }
    this.takeOver(done);
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

  /** Raised once for an email, whatever is in its way by turns. */
  private alertOnce(kind: Alert['kind'], email: PlannedEmail, reason: string): void {
    const fact = `${kind}/${email.number}`;
    if (this.told.has(fact)) return;
    this.told.add(fact);
    this.alert(kind, email, reason);
  }

  /** What an earlier execution has decided stands, but for what an operator has since resolved. */
  private takeOver(done: Enrolment['done']): void {
    for (const { number, ...fate } of done) {
      const email = this.fates.of(number);
      if (this.fates.again[number] || email?.state !== 'scheduled') continue;
      this.replan([{ ...email, ...fate }]);
      this.books.drop(number);
    }
  }

  /** For people: one more line of the run's history. */
  note(entry: HistoryEntry): void {
    this.shown.note(entry);
  }

  /** Wakes whoever waits for something to do. */
  hasChanged(): void {
    this.changes.add();
    this.shown.refresh();
  }

  timeline(): Timeline {
    return this.shown.timeline();
  }

  summary(): RunSummary {
    return summarise(this.outcome ?? 'completed', this.fates.decided);
  }

  /** Somebody who pays gets no more mail: a person should know. */
  private alertOfClient(reason: string): void {
    if (this.input.sequence.kind !== 'transactional') return;
    this.alert('client_stopped', undefined, reason);
  }

  private alert(kind: Alert['kind'], email?: PlannedEmail, reason?: string): void {
    const { number, template } = email ?? {};
    this.alerts.push(dropMissing({ kind, number, template, reason }));
  }
}

function isoNow(): string {
  return new Date().toISOString();
}
