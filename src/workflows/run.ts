import {
  CancellationScope,
  condition,
  isCancellation,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { Enrolment } from '../domain/mail.js';
import { forecast, type PlannedEmail, paceOf } from '../domain/plan.js';
import {
  type ContactUpdate,
  type HistoryEntry,
  type Outcome,
  type RunInput,
  type RunSummary,
  type StopMessage,
  type Timeline,
  updatePerson,
} from '../domain/run.js';
import { describePlan } from './describe-plan.js';
import { attributes, getTimeline, stop, updateContact } from './messages.js';

/** What is known of one run: its emails' fates, its person, and what it was told. */
export class Run {
  /** What was decided so far; everything still to come is forecast from it. */
  private emails: PlannedEmail[];
  private person: Pick<RunInput, 'contact' | 'data' | 'segment'>;
  private readonly history: HistoryEntry[] = [];
  private readonly unrecorded = new Set<number>();
  private isPersonNew = true;
  private blockedBy: string | undefined;
  private nextSendAt: string | undefined;
  /** Grows with whatever changes what to do next: a stop, a fate decided elsewhere. */
  private revision = 0;
  private withdrawable: CancellationScope | undefined;

  readonly input: RunInput;
  enrolment: Enrolment | undefined;
  stopped: StopMessage | undefined;
  outcome: Outcome | undefined;

  constructor(input: RunInput) {
    this.input = input;
    this.emails = input.emails;
    const { contact, data, segment } = input;
    this.person = { contact, data, segment };
    this.nextSendAt = input.emails.find(({ state }) => state === 'scheduled')?.dueAt;
    setHandler(getTimeline, () => this.timeline());
    setHandler(stop, (message) => this.stop(message));
    setHandler(updateContact, (update) => this.update(update));
    // Temporal's own Cancel is an operator's stop, so that rows and outcome are told properly.
    CancellationScope.current().cancelRequested.catch(() => {
      this.stop({ cause: 'operator', at: now().toISOString(), by: 'Temporal' });
    });
    this.describe();
  }

  get workflowId(): string {
    return workflowInfo().workflowId;
  }

  /** The input as later messages have changed it. */
  get current(): RunInput {
    return { ...this.input, ...this.person, emails: this.forecast() };
  }

  /** The first email that is still undecided, as it looks now. */
  next(): PlannedEmail | undefined {
    const index = this.emails.findIndex(({ state }) => state === 'scheduled');
    return this.forecast()[index];
  }

  /** The last instant at which an email may first be tried. */
  graceEndMs({ plannedAt }: PlannedEmail): number {
    return Date.parse(plannedAt) + paceOf(this.input.sequence, this.input.isTesting).graceMs;
  }

  /** Settles an email's fate, for the timeline and the tracker. */
  decide(number: number, fate: Partial<PlannedEmail> & Pick<PlannedEmail, 'state'>): void {
    this.emails = this.emails.map((email) =>
      email.number === number ? { ...email, ...fate, dueAt: this.dueAtOf(number) } : email,
    );
    this.unrecorded.add(number);
    this.block(undefined);
    this.revision += 1;
    this.describe();
  }

  stop(message: StopMessage): void {
    if (this.stopped || this.outcome) return;
    this.stopped = message;
    this.revision += 1;
    const { at, cause, by, reason } = message;
    this.note({ at, what: `stopped: ${cause}`, ...(by && { by }), ...(reason && { reason }) });
    this.withdrawable?.cancel();
  }

  /** Says whether an email waits for a person to mend something. */
  block(reason: string | undefined): void {
    if (reason === this.blockedBy) return;
    const wasBlocked = this.blockedBy !== undefined;
    this.blockedBy = reason;
    if (reason) this.note({ at: now().toISOString(), what: 'blocked', reason });
    if (wasBlocked === (reason !== undefined)) return;
    upsertSearchAttributes([{ key: attributes.needsAttention, value: reason !== undefined }]);
  }

  enrolled(enrolment: Enrolment): void {
    const isFirst = this.enrolment === undefined;
    this.enrolment = isFirst ? enrolment : { ...enrolment, bookingStatus: this.bookingStatus };
    if (isFirst) {
      for (const { number, ...fate } of enrolment.done) this.decide(number, fate);
      for (const { number } of enrolment.done) this.unrecorded.delete(number);
    }
    if (enrolment.suppressedBy) this.revision += 1;
  }

  end(outcome: Outcome): void {
    this.outcome = outcome;
    this.describe();
  }

  /** Whether Notion has yet to hear of this person's newest data; asking takes it. */
  takePerson(): boolean {
    const isNew = this.isPersonNew;
    this.isPersonNew = false;
    return isNew;
  }

  /** The next email whose fate the tracker has yet to hear of; asking takes it. */
  takeUnrecorded(): PlannedEmail | undefined {
    const [number] = this.unrecorded;
    if (number === undefined) return undefined;
    this.unrecorded.delete(number);
    return this.forecast().find((email) => email.number === number);
  }

  get hasNews(): boolean {
    return this.isPersonNew || this.unrecorded.size > 0;
  }

  /** Waits until an instant, or until something changes what to do next, or `isOver` says so. */
  async wait(untilMs: number, summary: string, isOver = () => false): Promise<void> {
    const seen = this.revision;
    const ms = untilMs - Date.now();
    if (ms > 0) await condition(() => this.revision !== seen || isOver(), ms, { summary });
  }

  /** Waits until an instant, or until a stop comes. */
  async waitUnlessStopped(untilMs: number, summary: string): Promise<void> {
    while (!this.stopped && Date.now() < untilMs) await this.wait(untilMs, summary);
  }

  /** Shows in the search attributes when the next email goes. */
  announce(nextSendAt: string): void {
    if (nextSendAt === this.nextSendAt) return;
    this.nextSendAt = nextSendAt;
    upsertSearchAttributes([{ key: attributes.nextSendAt, value: new Date(nextSendAt) }]);
  }

  /** Runs work that a stop withdraws; undefined when it was withdrawn before anything happened. */
  async withdraw<T>(work: () => Promise<T>): Promise<T | undefined> {
    const scope = new CancellationScope();
    this.withdrawable = scope;
    try {
      return await scope.run(work);
    } catch (error) {
      if (isCancellation(error)) return undefined;
      throw error;
    } finally {
      this.withdrawable = undefined;
    }
  }

  timeline(): Timeline {
    return {
      status: this.outcome ? 'ended' : 'running',
      ...(this.outcome && { outcome: this.outcome }),
      ...(this.blockedBy && { needsAttention: this.blockedBy }),
      sequence: this.input.sequence.name,
      segment: this.person.segment ?? this.enrolment?.segment ?? null,
      isTesting: this.input.isTesting,
      emails: this.forecast(),
      history: this.history,
    };
  }

  summary(): RunSummary {
    return {
      outcome: this.outcome ?? 'completed',
      emails: this.emails.map(({ number, template, dueAt, state, at, resendId, reason }) => ({
        number,
        template,
        dueAt,
        outcome: state,
        at: at ?? null,
        resendId: resendId ?? null,
        reason: reason ?? null,
      })),
    };
  }

  private get bookingStatus(): string | null {
    return this.enrolment?.bookingStatus ?? null;
  }

  private forecast(): PlannedEmail[] {
    return forecast(this.emails, paceOf(this.input.sequence, this.input.isTesting), now());
  }

  private dueAtOf(number: number): string {
    return this.forecast()[number - 1]?.dueAt ?? '';
  }

  private update(message: ContactUpdate): void {
    const updated = updatePerson(this.person, message);
    if (JSON.stringify(updated) === JSON.stringify(this.person)) return; // a repeated webhook
    this.person = updated;
    this.isPersonNew = true;
    this.note({ at: now().toISOString(), what: 'contact updated' });
  }

  private note(entry: HistoryEntry): void {
    this.history.push(entry);
    this.describe();
  }

  private describe(): void {
    setCurrentDetails(describePlan(this.timeline()));
  }
}

function now(): Date {
  return new Date();
}
