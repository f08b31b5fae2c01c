import type { Alert } from '../../domain/alert.js';
import { dropMissing } from '../../domain/drop-missing.js';
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
import { Changes } from './changes.js';
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
  readonly shown: Shown;
  stopped: StopMessage | undefined;
  outcome: Outcome | undefined;
  private wasHeld = false;
  /** When an operator last let the run go, in ms since 1970: what was too late by then, they chose. */
  private heldUntilMs = Number.NEGATIVE_INFINITY;
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
    return { ...input, emails: [...decided], earlier: { history: this.shown.history, again } };
  }

  /** Settles an email's fate, for the timeline and the tracker. */
  decide(number: number, fate: Partial<PlannedEmail> & Pick<PlannedEmail, 'state'>): void {
    const email = this.fates.of(number);
    if (!email) return;
    const dueAt = this.fates.forecast()[number - 1]?.dueAt ?? email.dueAt;
    const isOurDelay = fate.reason === 'too_late' && !this.wasHeldUntilTooLate(email);
    this.hold.unforce(number);
    this.replan([{ ...email, dueAt, ...fate, ...(isOurDelay && { isOurDelay }) }]);
    this.doubt = undefined;
    if (fate.state === 'failed' || fate.state === 'unknown') {
      this.alert(fate.state, email, fate.reason);
    }
    this.block(undefined);
  }

  /** Puts changed emails in the place of those of their number; the tracker follows. */
  replan(changed: readonly PlannedEmail[]): void {
    for (const number of this.fates.replace(changed)) this.news.addRow(number);
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

  /** Takes in what events tell of the person later on. */
  update(message: ContactUpdate): void {
    if (!this.person.update(message)) return;
    this.news.addPerson();
    this.note({ at: isoNow(), what: 'contact updated' });
  }

  /** Takes in what Notion has of the person. */
  enrolled(enrolment: Enrolment): void {
    const before = this.person.enrolment;
    const { suppressedBy, done } = enrolment;
    this.person.enrol(enrolment);
    if (before) {
      if (!suppressedBy || before.suppressedBy) return;
      return this.stop({ cause: suppressedBy, at: isoNow(), by: 'Notion' });
    }
    this.takeOver(done);
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

  /** For people: one more line of the run's history. */
  note(entry: HistoryEntry): void {
    this.seeHold();
    this.shown.note(entry);
  }

  /** Wakes whoever waits for something to do. */
  hasChanged(): void {
    this.seeHold();
    this.changes.add();
    this.shown.refresh();
  }

  timeline(): Timeline {
    return this.shown.timeline();
  }

  summary(): RunSummary {
    return summarise(this.outcome ?? 'completed', this.fates.decided);
  }

  private wasHeldUntilTooLate(email: PlannedEmail): boolean {
    this.seeHold();
    return this.fates.graceEndMs(email) < this.heldUntilMs;
  }

  private seeHold(): void {
    const isHeld = (this.hold.pausedAt ?? this.hold.offAt) !== undefined;
    if (this.wasHeld && !isHeld) this.heldUntilMs = Date.now();
    this.wasHeld = isHeld;
  }

  /** Somebody who pays gets no more mail: a person should know. */
  private alertOfClient(reason: string): void {
    if (this.input.sequence.kind !== 'transactional') return;
    this.alert('client_stopped', undefined, reason);
  }

  private alert(kind: Alert['kind'], email?: PlannedEmail, reason?: string): void {
    const { number, template } = email ?? {};
    this.news.addAlert(dropMissing({ kind, number, template, reason }));
  }
}

function isoNow(): string {
  return new Date().toISOString();
}
