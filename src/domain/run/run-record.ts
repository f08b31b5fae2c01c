import type { Segment } from '../event/segment.js';
import type { PlannedEmail } from '../plan/plan.js';

/** A run as Temporal has it. */
export interface RunRecord {
  id: string;
  /** ISO instant. */
  startedAt: string;
  segment: Segment | null;
  /** It ended before anything was planned for this person. */
  isSuppressed: boolean;
  emails: PlannedEmail[];
}

/** What was read of many. */
export interface ReadRuns {
  records: RunRecord[];
  /** Ids of runs of which nobody has told what became of them. */
  untold: string[];
}
