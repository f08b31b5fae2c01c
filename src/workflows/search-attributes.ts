import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { upsertMemo, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { PlannedEmail } from '../domain/plan/plan.js';
import type { Attention } from '../domain/run/attention.js';
import type { Progress } from '../domain/run/progress.js';
import type { RunMemo } from '../domain/run/run-memo.js';
import { withoutAddresses } from '../domain/without-addresses.js';
import { attributes } from './messages.js';

/** What a run shows of itself in Temporal's search attributes and memo; written only when it changes. */
export class SearchAttributes {
  private nextSendAt: string | undefined;
  private attention: Attention | undefined;
  private isPaused: boolean;
  private progress: Progress | undefined;
  private readonly lookAtProgress: (before: Progress) => Progress;
  private readonly progressBefore: Progress | undefined;

  /** What the start has written, or an execution before this one; `progress` is told what that was. */
  constructor(progress: (before: Progress) => Progress = (before) => before) {
    const { memo, typedSearchAttributes } = workflowInfo();
    this.nextSendAt = typedSearchAttributes.get(attributes.nextSendAt)?.toISOString();
    const { attention, isPaused = false } = (memo ?? {}) as Partial<RunMemo>;
    this.attention = attention;
    this.isPaused = isPaused;
    this.progressBefore = typedSearchAttributes.get(attributes.progress);
    this.progress = this.progressBefore;
    this.lookAtProgress = progress;
  }

  /** When the next email goes, as an ISO instant, if one is to go. */
  showNextSend(at: string | undefined): void {
    if (at === this.nextSendAt) return;
    this.nextSendAt = at;
    const value = at === undefined ? null : new Date(at);
    this.upsert([{ key: attributes.nextSendAt, value }]);
  }

  /** Why, for lists. */
  showAttention(attention: Attention | undefined): void {
    const before = this.attention;
    const isSame = attention?.kind === before?.kind && attention?.number === before?.number;
    if (isSame && attention?.reason === before?.reason) return;
    this.attention = attention;
    const isNeeded = attention !== undefined;
    if (isNeeded !== (before !== undefined)) {
      this.upsert([{ key: attributes.needsAttention, value: isNeeded }]);
    }
    // No address may stand in what is not encrypted, whatever a vendor's words hold.
    const shown = attention && { ...attention, reason: withoutAddresses(attention.reason) };
    upsertMemo({ attention: shown ?? null });
  }

  /** What has become of the run, which else is shown along with the rest. */
  showProgress(): void {
    if (this.takeProgress().length > 0) this.upsert([]);
  }

  /** What the newest event told, for whoever takes the next one in. */
  showTold(told: string): void {
    upsertMemo({ told });
  }

  /** The plan, where its times were moved: what would be late is judged by it. */
  showPlan(emails: readonly PlannedEmail[]): void {
    // What somebody posted or a vendor said may name somebody.
    const own = emails.map(({ reason, ...email }) =>
      reason && email.state === 'skipped' ? { ...email, reason } : email,
    );
    upsertMemo({ emails: own });
  }

  showPause(isPaused: boolean): void {
    if (isPaused === this.isPaused) return;
    this.isPaused = isPaused;
    upsertMemo({ isPaused: isPaused ? true : null });
  }

  /** One Action, however much it shows. */
  private upsert(pairs: SearchAttributeUpdatePair[]): void {
    const progress = this.takeProgress();
    this.progress = progress[0]?.value ?? this.progress;
    upsertSearchAttributes([...pairs, ...progress]);
  }

  /** Nothing where it is no news, or the run was started on a server that does not count. */
  private takeProgress() {
    if (!this.progressBefore) return [];
    const value = [...this.lookAtProgress(this.progressBefore)];
    if (value.join(' ') === this.progress?.join(' ')) return [];
    return [{ key: attributes.progress, value }];
  }
}
