import { upsertSearchAttributes } from '@temporalio/workflow';
import { attributes } from './messages.js';

/** What a run shows of itself in Temporal's search attributes; written only when it changes. */
export class SearchAttributes {
  private nextSendAt: string | undefined;
  private needsAttention = false;

  /** `nextSendAt`: what the start has written. */
  constructor(nextSendAt: string | undefined) {
    this.nextSendAt = nextSendAt;
  }

  /** When the next email goes, as an ISO instant, if one is to go. */
  showNextSend(at: string | undefined): void {
    if (at === this.nextSendAt) return;
    this.nextSendAt = at;
    const value = at === undefined ? null : new Date(at);
    upsertSearchAttributes([{ key: attributes.nextSendAt, value }]);
  }

  showAttention(isNeeded: boolean): void {
    if (isNeeded === this.needsAttention) return;
    this.needsAttention = isNeeded;
    upsertSearchAttributes([{ key: attributes.needsAttention, value: isNeeded }]);
  }
}
