import { SECOND } from './duration.js';

/**
 * However many worker processes there are, one at a time speaks to the vendors: the one that holds the
 * lease. Temporal keeps it, as an activity of this workflow that is never done.
 */
export const vendorLeaseId = 'vendor-lease';

/** Not renewed for this long, it goes to another. */
export const leaseLastsMs = 6 * SECOND;

/** How its holder goes by its own clock. */
export const leaseTerms = {
  /** It stops earlier than the lease ends: a second for what clocks and answers differ by. */
  trustedMs: leaseLastsMs - SECOND,
  /** Two renewals in a row may be lost. */
  renewEveryMs: 1.5 * SECOND,
};

/** What the holder of the lease leaves to the next one, as it was when the lease was last renewed. */
export interface Handover {
  /** The process that wrote it. */
  from: string;
  /** It has stopped since, so that nothing has happened that is not here. */
  isWhole: boolean;
  /** Instants before which a vendor wants no request, in ms since 1970 by the clock of who wrote it; 0: there is none. */
  notBefore: { notion: number; resend: number };
  /** How far off those were then, in ms. Missing where an earlier release wrote it. */
  leftMs?: { notion: number; resend: number };
  /** Contacts made a moment ago, which Notion's queries may not show yet: page ids by contact key. */
  pages: [contactKey: string, pageId: string][];
}

/**
 * For how long a vendor still wants no request, in ms. Never for longer than it was when that was written: the clock
 * of who reads it may be hours behind.
 */
export function pauseLeftMs(
  { notBefore, leftMs }: Pick<Handover, 'notBefore' | 'leftMs'>,
  vendor: 'notion' | 'resend',
  nowMs: number,
): number {
  return Math.max(0, Math.min(notBefore[vendor] - nowMs, leftMs?.[vendor] ?? 0));
}
