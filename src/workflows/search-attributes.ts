import { upsertMemo, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { type Attention, withoutAddresses } from '../domain/run/attention.js';
import type { RunMemo } from '../domain/run/run-memo.js';
import { attributes } from './messages.js';

/** What a run shows of itself in Temporal's search attributes and memo; written only when it changes. */
export class SearchAttributes {
  private nextSendAt: string | undefined;
  private attention: Attention | undefined;
  private isPaused: boolean;

  /** What the start has written, or an execution before this one. */
  constructor() {
    const { memo, typedSearchAttributes } = workflowInfo();
    this.nextSendAt = typedSearchAttributes.get(attributes.nextSendAt)?.toISOString();
    const { attention, isPaused = false } = (memo ?? {}) as Partial<RunMemo>;
    this.attention = attention;
    this.isPaused = isPaused;
  }

  /** When the next email goes, as an ISO instant, if one is to go. */
  showNextSend(at: string | undefined): void {
    if (at === this.nextSendAt) return;
    this.nextSendAt = at;
    const value = at === undefined ? null : new Date(at);
    upsertSearchAttributes([{ key: attributes.nextSendAt, value }]);
  }

  /** Why, for lists: written anew when it is another reason, not when that has other words. */
  showAttention(attention: Attention | undefined): void {
    const before = this.attention;
    if (attention?.kind === before?.kind && attention?.number === before?.number) return;
    this.attention = attention;
    const isNeeded = attention !== undefined;
    if (isNeeded !== (before !== undefined)) {
      upsertSearchAttributes([{ key: attributes.needsAttention, value: isNeeded }]);
    }
    upsertMemo({ attention: attention ? withoutAddresses(attention) : null });
  }

  /** What the newest event told, for whoever takes the next one in. */
  showTold(told: string): void {
    upsertMemo({ told });
  }

  showPause(isPaused: boolean): void {
    if (isPaused === this.isPaused) return;
    this.isPaused = isPaused;
    upsertMemo({ isPaused: isPaused ? true : null });
  }
}
