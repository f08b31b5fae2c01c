import type { Alert } from '../../domain/alert.js';
import { dropMissing } from '../../domain/drop-missing.js';
import type { PlannedEmail } from '../../domain/plan/plan.js';
import { type Interval, shiftEmails } from '../../domain/plan/replan.js';
import type { Control } from '../../domain/run/control.js';
import { takeDelivery } from '../../domain/run/delivery.js';
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
import type { OffTime } from '../../domain/run/switch.js';
import { Changes } from './changes.js';
import { EarlyDeliveries } from './early-deliveries.js';
import { Fates } from './fates.js';
import { Hold } from './hold.js';
import { News } from './news.js';
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
  readonly news: News;
  readonly changes = new Changes();
  readonly underWay = new UnderWay();
  readonly earlyDeliveries = new EarlyDeliveries();
  readonly shown: Shown;
  stopped: StopMessage | undefined;
  outcome: Outcome | undefined;
  /** Why an earlier attempt to send the current email may have been accepted, where one may. */
  doubt: string | undefined;

  constructor(input: RunInput) {
    this.input = input;
    this.hold = new Hold(input);
    this.fates = new Fates(input, this.hold);
    this.person = new RunPerson(input);
    this.news = new News(input.alerts ?? []);
    // Its rows may say less than its emails' fates do.
    if (input.earlier) for (const { number } of input.emails) this.news.addRow(number);
    this.shown = new Shown(input, () => ({
      outcome: this.outcome,
      isPaused: this.hold.pausedAt !== undefined,
      segment: this.person.segment,
      emails: this.fates.forecast(),
      decided: this.fates.decided,
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
    const takenUpAt = input.earlier?.takenUpAt;
    const earlier = { ...(takenUpAt && { takenUpAt }), history: this.shown.history, again };
    return { ...input, emails: [...decided], held: this.hold.passedOn, earlier };
  }

  /** Settles an email's fate, for the timeline and the tracker. */
  decide(number: number, fate: Partial<PlannedEmail> & Pick<PlannedEmail, 'state'>): void {
    const email = this.fates.of(number);
    if (!email) return;
    const dueAt = this.fates.forecast()[number - 1]?.dueAt ?? email.dueAt;
    this.hold.unforce(number);
    const decided = this.earlyDeliveries.settle({ ...email, dueAt, ...fate });
    this.replan([decided]);
    this.doubt = undefined;
    if (decided.state === 'failed' || decided.state === 'unknown') {
      this.alert(decided.state, email, decided.reason);
    }
    this.block(undefined);
  }

  /** Puts changed emails in the place of those of their number; the tracker follows. */
  replan(changed: readonly PlannedEmail[]): void {
    for (const number of this.fates.replace(changed)) this.news.addRow(number);
    this.hasChanged();
  }

  /** Moves what is still to come by a time for which it was held. */
  shiftBy(interval: Interval): void {
    const inDoubt = this.doubt === undefined ? undefined : this.fates.next()?.number;
    const movable = this.fates.decided.filter(({ number }) => number !== inDoubt);
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
    this.hasChanged();
  }

  /** Says whether an email waits for a person to mend something. */
  block(reason: string | undefined): void {
    if (!this.shown.block(reason)) return;
    if (reason) {
      this.note({ at: isoNow(), what: 'blocked', reason });
      this.alert('blocked', this.fates.next(), reason);
    }
    this.shown.showAttention();
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
    this.news.addPerson();
    this.note({ at: isoNow(), what: 'contact updated' });
  }

  /** Takes in what Notion has of the person. */
  enrolled(enrolment: Enrolment): void {
    const before = this.person.enrolment;
    const { suppressedBy, done, doubleIds } = enrolment;
    if (doubleIds && !before?.doubleIds) this.alert('contact_doubled');
    this.person.enrol(enrolment);
    if (before) {
      if (!suppressedBy || before.suppressedBy) return;
      return this.stop({ cause: suppressedBy, at: isoNow(), by: 'Notion' });
    }
    this.takeOver(done);
    this.takeOverTold(enrolment.told);
    if (!suppressedBy) return;
    this.alertOfClient(suppressedBy);
    this.hasChanged();
  }

  /** What an earlier execution has decided stands, but for what an operator has since resolved. */
  private takeOver(done: Enrolment['done']): void {
    for (const { number, ...fate } of done) {
      const email = this.fates.of(number);
      if (this.fates.again[number] || email?.state !== 'scheduled') continue;
      this.replan([{ ...email, ...fate }]);
      this.news.dropRow(number);
    }
  }

  /** What the rows say may have been told while no run was open to hear it. */
  private takeOverTold(told: Enrolment['told'] = []): void {
    for (const { number, ...one } of told) {
      const email = this.fates.of(number);
      if (email) this.fates.replace([takeDelivery(email, one)]);
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

  /** Operators should hear of it at once. */
  alert(kind: Alert['kind'], email?: PlannedEmail, reason?: string): void {
    const { number, template } = email ?? {};
    this.news.addAlert(dropMissing({ kind, number, template, reason }));
  }
}

function isoNow(): string {
  return new Date().toISOString();
}
