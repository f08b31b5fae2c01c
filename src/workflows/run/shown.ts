import { setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { PlannedEmail } from '../../domain/plan/plan.js';
import { type Attention, attentionOf } from '../../domain/run/attention.js';
import { type Progress, progressSince } from '../../domain/run/progress.js';
import type { HistoryEntry, Outcome, RunInput, Timeline } from '../../domain/run/run.js';
import { isOfShadow } from '../../domain/shadow.js';
import { SearchAttributes } from '../search-attributes.js';
import { describePlan } from './describe-plan.js';

/** What a run's other parts know at a moment: `emails` as they look now, `decided` as they were settled. */
export interface Seen extends Pick<Timeline, 'segment' | 'emails'> {
  decided: readonly PlannedEmail[];
  outcome: Outcome | undefined;
  isPaused: boolean;
  /** Why Notion does not take what it should hear of the run. */
  refusedBooks: string | undefined;
}

/** What people see of a run: its timeline and history, its details in Temporal Web UI, its attributes. */
export class Shown {
  readonly history: HistoryEntry[];
  /** What a person has to mend before an email can go. */
  blockedBy: string | undefined;
  /** All that was in the way of the next email since something is. */
  private readonly blocks: Set<string>;
  /** ISO instant of the next email, if one is to go; a pause hides it. */
  private nextSendAt: string | undefined;
  private readonly attributes: SearchAttributes;
  private readonly input: RunInput;
  private readonly look: () => Seen;

  constructor(input: RunInput, look: () => Seen) {
    this.input = input;
    this.look = look;
    this.history = [...(input.earlier?.history ?? [])];
    this.blockedBy = input.carried?.blocked.reason;
    this.blocks = new Set(this.blockedBy === undefined ? [] : [this.blockedBy]);
    const next = input.emails.find(({ state }) => state === 'scheduled');
    this.nextSendAt = next?.dueAt;
    this.attributes = new SearchAttributes((before) => this.progress(before));
    this.describe();
  }

  note(entry: HistoryEntry): void {
    this.history.push(entry);
    this.describe();
  }

  /**
   * What a person has to mend before an email can go, or that nothing is in its way.
   * History has each reason once, as long as something is in its way: they may flip.
   * @returns whether that is news; then `showAttention` is due.
   */
  block(reason: string | undefined): boolean {
    const isNews = reason !== this.blockedBy;
    this.blockedBy = reason;
    if (reason === undefined) this.blocks.clear();
    else if (!this.blocks.has(reason)) {
      this.blocks.add(reason);
      this.note({ at: new Date().toISOString(), what: 'blocked', reason });
    }
    return isNews;
  }

  /** After whatever may have changed the timeline. */
  refresh(): void {
    this.showPause();
    this.showAttention();
    this.describe();
  }

  showAttention(): void {
    const seen = this.look();
    this.attributes.showAttention(this.attention(seen));
    this.attributes.showPause(seen.isPaused && seen.outcome === undefined);
  }

  /** At its end, and when an email has not arrived; else along with the rest. */
  showProgress(): void {
    this.attributes.showProgress();
  }

  /** How a run ends that was taken up for one email's fate alone, it has shown before. */
  private progress(shown: Progress): Progress {
    const { emails, earlier } = this.input;
    const { decided, outcome } = this.look();
    return progressSince({ shown, emails }, decided, earlier?.outcome ? undefined : outcome);
  }

  showPlan(emails: readonly PlannedEmail[]): void {
    this.attributes.showPlan(emails);
  }

  showTold(told: string): void {
    this.attributes.showTold(told);
  }

  /** When the next email goes, as an ISO instant, if one is to go. */
  showNextSend(at: string): void {
    this.nextSendAt = at;
    this.attributes.showNextSend(at);
  }

  /** A paused run is late with nothing. What was due before it, is due again when the run goes on. */
  private showPause(): void {
    const at = this.nextSendAt;
    if (this.look().isPaused) this.attributes.showNextSend(undefined);
    else if (at && Date.parse(at) <= Date.now()) this.attributes.showNextSend(at);
  }

  timeline(): Timeline {
    const seen = this.look();
    const { outcome, isPaused, segment, emails } = seen;
    const needsAttention = this.attention(seen)?.reason;
    return {
      status: outcome ? 'ended' : isPaused ? 'paused' : 'running',
      ...(outcome && { outcome }),
      ...(needsAttention && { needsAttention }),
      sequence: this.input.sequence.name,
      segment,
      isTesting: this.input.isTesting,
      emails,
      history: this.history,
    };
  }

  private attention({ decided, refusedBooks }: Seen): Attention | undefined {
    if (this.blockedBy !== undefined) {
      const number = decided.find(({ state }) => state === 'scheduled')?.number;
      return { kind: 'waits', ...(number && { number }), reason: this.blockedBy };
    }
    const asked = attentionOf(decided);
    if (asked?.kind === 'waits' || refusedBooks === undefined) return asked;
    return { kind: 'waits', reason: refusedBooks };
  }

  private describe(): void {
    setCurrentDetails(describePlan(this.timeline(), isOfShadow(workflowInfo().workflowId)));
  }
}
