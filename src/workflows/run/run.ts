import { condition, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { Alert } from '../../domain/alert.js';
import { dropMissing } from '../../domain/drop-missing.js';
import { forecast, type PlannedEmail, paceOf } from '../../domain/plan/plan.js';
import { type Interval, planAt, shiftEmails, unionMs } from '../../domain/plan/replan.js';
import type { Enrolment } from '../../domain/run/enrolment.js';
import {
  type ContactUpdate,
  type HistoryEntry,
  type Outcome,
  type RunInput,
  type RunSummary,
  summarise,
  type Timeline,
  updatePerson,
} from '../../domain/run/run.js';
import type { StopMessage } from '../../domain/run/stop.js';
import { describePlan } from './describe-plan.js';
import { News } from './news.js';
import { SearchAttributes } from './search-attributes.js';
import { UnderWay } from './under-way.js';

/** What is known of one run: its emails' fates, its person, what holds it, and what it was told. */
export class Run {
  /** What was decided so far; everything still to come is forecast from it. */
  emails: PlannedEmail[];
  private person: Pick<RunInput, 'contact' | 'data' | 'segment'>;
  private readonly history: HistoryEntry[];
  private blockedBy: string | undefined;
  private readonly attributes: SearchAttributes;
  /** Grows with whatever changes what to do next: a message, a fate decided elsewhere. */
  private revision = 0;
  private readonly shifts: Interval[] = [];

  readonly input: RunInput;
  readonly news: News;
  readonly underWay = new UnderWay();
  /** How often an operator had an email sent again, by number. */
  readonly again: Record<number, number>;
  enrolment: Enrolment | undefined;
  stopped: StopMessage | undefined;
  outcome: Outcome | undefined;
  /** ISO instant since when an operator holds the run. */
  pausedAt: string | undefined;
  /** ISO instant since when no email goes out anywhere, once the run has heard of it. */
  offAt: string | undefined;
  /** Sending may be on again unheard: whoever prepares the next email finds out. */
  isOffInDoubt = false;
  /** ISO instant since when sending is on again, once the run has heard of it. */
  onAt: string | undefined;
  /** The email that an operator wants sent now, whatever its time. */
  forced: number | undefined;
  /** An operator has just asked for it, so that no back-off holds it. */
  isHurried = false;
  /** An earlier attempt to send the current email may have been accepted. */
  isInDoubt = false;

  constructor(input: RunInput) {
    this.input = input;
    this.emails = input.emails;
    const { contact, data, segment, earlier } = input;
    this.person = { contact, data, segment };
    this.history = [...(earlier?.history ?? [])];
    this.again = { ...earlier?.again };
    this.forced = earlier?.sendNow;
    this.news = new News(input.alerts ?? []);
    // Its rows may say less than its emails' fates do.
    if (earlier) for (const { number } of input.emails) this.news.addRow(number);
    const next = input.emails.find(({ state }) => state === 'scheduled');
    this.attributes = new SearchAttributes(next?.dueAt);
    this.describe();
  }

  /** The key under which every attempt to send an email is the same request. */
  idempotencyKey(number: number): string {
    const again = this.again[number];
    return `${workflowInfo().workflowId}/${number}${again ? `/again-${again}` : ''}`;
  }

  /** The input as later messages have changed it. */
  get current(): RunInput {
    return { ...this.input, ...this.person, emails: this.forecast() };
  }

  /** What another run needs to take up this one. */
  get passedOn(): RunInput {
    const { alerts: _, ...input } = this.current;
    return { ...input, emails: this.emails, earlier: { history: this.history, again: this.again } };
  }

  get pace() {
    return paceOf(this.input.sequence, this.input.isTesting);
  }

  /** Whether an email waits for an operator, or for sending to be switched on again. */
  isHeld(number: number): boolean {
    return this.isOff || (this.pausedAt !== undefined && this.forced !== number);
  }

  private get isOff(): boolean {
    return this.offAt !== undefined && !this.isOffInDoubt;
  }

  /**
   * Moves what is still to come by the time since an instant, but for time that it was moved by
   * already: a pause and the sending switch may overlap.
   */
  shiftBy(since: string): void {
    const before = unionMs(this.shifts);
    const fromMs = Math.max(Date.parse(since), Date.parse(this.input.acceptedAt));
    this.shifts.push({ fromMs, untilMs: Date.now() });
    const inDoubt = this.isInDoubt ? this.next()?.number : undefined;
    const movable = this.emails.filter(({ number }) => number !== inDoubt);
    this.replan(shiftEmails(movable, unionMs(this.shifts) - before));
  }

  /** The first email that is still undecided, as it looks now. */
  next(): PlannedEmail | undefined {
    const index = this.emails.findIndex(({ state }) => state === 'scheduled');
    return this.forecast()[index];
  }

  emailOf(number: number): PlannedEmail | undefined {
    return this.emails.find((email) => email.number === number);
  }

  /** Whether a message has put an email off that was about to go, as by asking for an earlier one. */
  isPutOff(number: number): boolean {
    const email = this.emails.find(({ state }) => state === 'scheduled');
    if (email?.number !== number || this.isHeld(number)) return true;
    return this.forced !== number && Date.parse(email.plannedAt) > Date.now();
  }

  /** The last instant at which an email may first be tried, in ms since 1970. */
  graceEndMs({ number, plannedAt }: PlannedEmail): number {
    return this.forced === number
      ? Number.POSITIVE_INFINITY
      : Date.parse(plannedAt) + this.pace.graceMs;
  }

  /** Settles an email's fate, for the timeline and the tracker. */
  decide(number: number, fate: Partial<PlannedEmail> & Pick<PlannedEmail, 'state'>): void {
    const email = this.emailOf(number);
    if (!email) return;
    const dueAt = this.forecast()[number - 1]?.dueAt ?? email.dueAt;
    this.replan([{ ...email, dueAt, ...fate }]);
    if (this.forced === number) this.forced = undefined;
    this.isInDoubt = false;
    if (fate.state === 'failed' || fate.state === 'unknown') {
      this.alert(fate.state, email, fate.reason);
    }
    this.block(undefined);
  }

  /** Puts changed emails in the place of those of their number; the tracker follows. */
  replan(changed: readonly PlannedEmail[]): void {
    for (const email of changed) {
      const at = this.emails.findIndex(({ number }) => number === email.number);
      if (JSON.stringify(this.emails[at]) === JSON.stringify(email)) continue;
      this.emails = this.emails.with(at, email);
      this.news.addRow(email.number);
    }
    this.hasChanged();
  }

  stop(message: StopMessage): void {
    if (this.stopped || this.outcome) return;
    this.stopped = message;
    const { at, cause, by, reason } = message;
    this.note({ at, what: `stopped: ${cause}`, ...(by && { by }), ...(reason && { reason }) });
    const isGone = cause === 'bounced' || cause === 'complained';
    if (isGone && this.input.sequence.kind === 'transactional') {
      this.alert('client_stopped', undefined, cause);
    }
    this.underWay.withdraw();
    this.hasChanged();
  }

  /** Says whether an email waits for a person to mend something. */
  block(reason: string | undefined): void {
    if (reason === this.blockedBy) return;
    this.blockedBy = reason;
    if (reason) {
      this.note({ at: isoNow(), what: 'blocked', reason });
      this.alert('blocked', this.next(), reason);
    }
    this.showAttention();
  }

  private alert(kind: Alert['kind'], email?: PlannedEmail, reason?: string): void {
    const { number, template } = email ?? {};
    this.news.addAlert(dropMissing({ kind, number, template, reason }));
  }

  /** Takes in what Notion has; a run that is enrolled again keeps what only its start can tell. */
  enrolled(enrolment: Enrolment): void {
    const { suppressedBy, ...known } = enrolment;
    const before = this.enrolment;
    if (before) {
      const rowIds = { ...before.rowIds, ...known.rowIds };
      this.enrolment = { ...before, ...known, bookingStatus: before.bookingStatus, rowIds };
      if (!suppressedBy || before.suppressedBy) return;
      return this.stop({ cause: suppressedBy, at: isoNow(), by: 'Notion' });
    }
    this.enrolment = enrolment;
    this.takeOver(enrolment.done);
    if (!suppressedBy) return;
    if (this.input.sequence.kind === 'transactional') {
      this.alert('client_stopped', undefined, suppressedBy);
    }
    this.hasChanged();
  }

  /** What an earlier execution has decided stands, but for what an operator has since resolved. */
  private takeOver(done: Enrolment['done']): void {
    for (const { number, ...fate } of done) {
      const email = this.emailOf(number);
      if (this.again[number] || email?.state !== 'scheduled') continue;
      this.replan([{ ...email, ...fate }]);
      this.news.dropRow(number);
    }
  }

  /** Sending is off, as whoever tried to send says; false when that was so before it was on again. */
  switchedOff(offAt: string): boolean {
    if (this.onAt !== undefined && offAt <= this.onAt) return false;
    const isKnown = this.offAt === offAt;
    this.offAt = offAt;
    this.isOffInDoubt = false;
    if (!isKnown) this.note({ at: isoNow(), what: 'held: sending is switched off' });
    return true;
  }

  /** Sending is on: from here on the clock judges again what is late. */
  letGo(): void {
    this.offAt = undefined;
    this.isOffInDoubt = false;
  }

  end(outcome: Outcome): void {
    this.outcome = outcome;
    this.hasChanged();
  }

  update(message: ContactUpdate): void {
    const updated = updatePerson(this.person, message);
    if (JSON.stringify(updated) === JSON.stringify(this.person)) return; // a repeated webhook
    this.person = updated;
    this.news.addPerson();
    this.note({ at: isoNow(), what: 'contact updated' });
  }

  note(entry: HistoryEntry): void {
    this.history.push(entry);
    this.describe();
  }

  /** Wakes whoever waits for something to do. */
  hasChanged(): void {
    this.revision += 1;
    this.showAttention();
    this.describe();
  }

  /** Waits until an instant, or until something changes what to do next, or `isOver` says so. */
  async wait(untilMs: number, summary: string, isOver = () => false): Promise<void> {
    const seen = this.revision;
    const isDone = () => this.revision !== seen || isOver();
    const ms = untilMs - Date.now();
    if (ms === Number.POSITIVE_INFINITY) await condition(isDone);
    else if (ms > 0) await condition(isDone, ms, { summary });
  }

  /** Shows when the next email goes, if one is to go. */
  announce(nextSendAt: string | undefined): void {
    this.attributes.showNextSend(nextSendAt);
  }

  timeline(): Timeline {
    const needsAttention = this.needsAttention;
    return {
      status: this.outcome ? 'ended' : this.pausedAt ? 'paused' : 'running',
      ...(this.outcome && { outcome: this.outcome }),
      ...(needsAttention && { needsAttention }),
      sequence: this.input.sequence.name,
      segment: this.person.segment ?? this.enrolment?.segment ?? null,
      isTesting: this.input.isTesting,
      emails: this.forecast(),
      history: this.history,
    };
  }

  summary(): RunSummary {
    return summarise(this.outcome ?? 'completed', this.emails);
  }

  private get needsAttention(): string | undefined {
    const unknown = this.emails.find(({ state }) => state === 'unknown');
    const asked = unknown && `email ${unknown.number} may or may not have been sent: resolve it`;
    return this.blockedBy ?? asked;
  }

  private showAttention(): void {
    this.attributes.showAttention(this.needsAttention !== undefined);
  }

  /** The plan as it looks now; a run that is held is judged by the clock when it goes on. */
  private forecast(): PlannedEmail[] {
    const heldSince = [this.pausedAt, this.offAt].filter((at) => at !== undefined).toSorted();
    const now = new Date(heldSince[0] ?? Date.now());
    const emails = forecast(this.emails, this.pace, now);
    const forced = this.isOff ? undefined : this.forced;
    return emails.map((email) =>
      email.number === forced
        ? { ...planAt(email, Date.now()), plannedAt: email.plannedAt }
        : email,
    );
  }

  private describe(): void {
    setCurrentDetails(describePlan(this.timeline()));
  }
}

function isoNow(): string {
  return new Date().toISOString();
}
