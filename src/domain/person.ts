/** What Temporal keeps of one person, as requests to see it or to forget it name it. */

/** One execution of a workflow of theirs. */
export interface HeldExecution {
  id: string;
  runId: string;
  /** Its workflow type. */
  type: string;
  isOpen: boolean;
  /** ISO instants. */
  startedAt: string;
  endedAt?: string;
}

/** All that Temporal keeps of them. */
export interface Held {
  executions: HeldExecution[];
  /** Ids of workflows that nobody here can open, so that nobody can tell whether they are of this person. */
  sealed: string[];
}

/** One thing that an execution was told. */
export interface Told {
  /** ISO instant. */
  at: string;
  /** `start`, or the name of a signal or an update. */
  what: string;
  /** What came with it. */
  given: unknown[];
}

/** What stands in an execution's history. */
export interface ExecutionAccount extends HeldExecution {
  told: Told[];
  result?: unknown;
  /** Emails that were made ready: number and subject. */
  subjects: { number: number; subject: string }[];
}

/** What leads to a person's pages in Notion, also to those that its queries do not show yet. */
export interface Traces {
  /** Their address in every form in which it was given. */
  addresses: string[];
  contactPageIds: string[];
  rowIds: string[];
}

/** What is to be known of a person to find what is held of them. */
export interface Sought {
  email: string;
  /** Their contact keys: the real one, and that of shadow mode. */
  keys: readonly string[];
}
