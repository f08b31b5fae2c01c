/**
 * What the judge is shown of a time in which the product worked: nothing of it is the product's own opinion
 * but the histories, and these are held against all the rest. Instants are in ms since 1970. It is plain JSON, so
 * that what was kept is judged as it was.
 */
export interface Evidence {
  /** Days were minutes. */
  isTesting: boolean;
  /** When the last of it was looked at; until then everything is told. */
  untilMs: number;
  /**
   * From when on nothing was in anybody's way and everybody was waited for: what was due before has to be
   * decided by `untilMs`. Missing where that is not so.
   */
  quietFromMs?: number;
  /**
   * How late an email may be first asked for where nothing was in the way. Missing where the machine was too
   * busy for that to mean anything.
   */
  punctualMs?: number;
  /** Every execution that Temporal has. */
  executions: Execution[];
  /** Every request to Resend to send an email, in the order of arrival. */
  requests: SendRequest[];
  /** What Resend has accepted. */
  mails: AcceptedMail[];
  /** The tracker as it is now, and the contacts. */
  rows: TrackerRow[];
  contacts: ContactRow[];
  /** Each time that a page of a contact was read well. */
  looks: { atMs: number; pageId: string }[];
  /** What the website, the calendars and the operators asked, and what they were answered. */
  calls: Call[];
  /** What operators were told. */
  alerts: { atMs: number; text: string }[];
  /** What somebody typed into Notion behind our back. */
  edits: Edit[];
  /** Each version of each template, from an instant on. */
  copy: CopyVersion[];
  /** What was done to vendors and processes. */
  troubles: Trouble[];
  /** Texts in which no person may be named, and what names one. */
  surfaces: { name: string; text: string }[];
  canaries: string[];
  /**
   * What became of each history when the present code replayed it. Missing where none was. One that failed is kept, as
   * `evergreen replay --file` reads it.
   */
  replays?: { workflowId: string; error?: string; history?: unknown }[];
}

/** One execution of a workflow, as its history tells it. */
export interface Execution {
  workflowId: string;
  runId: string;
  type: string;
  startedMs: number;
  input: unknown;
  steps: Step[];
  /** Missing while it is open. */
  closed?: { how: string; atMs: number; result?: unknown };
}

/** What happened in an execution, in the order of its history. */
export interface Step {
  atMs: number;
  /**
   * `signal`, `update` (one that was carried out), `asked` (an activity that was scheduled), `task failed`.
   */
  what: 'signal' | 'update' | 'asked' | 'task failed';
  /** Of the signal, the update or the activity; of a failed task its cause. */
  name: string;
  input: unknown;
  /** When the workflow's own clock said it did this: as its task began. */
  clockMs: number;
  /** What came of an activity. */
  attempt?: number;
  begunMs?: number;
  endedMs?: number;
  /** When the workflow's own clock said it heard of that: missing where it never did. */
  heardMs?: number;
  ended?: 'done' | 'failed' | 'timed out' | 'cancelled';
  result?: unknown;
}

export interface SendRequest {
  atMs: number;
  key: string | null;
  bodyHash: string;
  /** Null where no answer was given. */
  status: number | null;
}

export interface AcceptedMail {
  atMs: number;
  id: string;
  key: string | null;
  to: string[];
  subject: string;
  /** HTML and text, where they were kept. */
  body?: string;
}

export interface TrackerRow {
  key: string | null;
  email: string | null;
  number: number | null;
  status: string | null;
  reason: string | null;
  resendId: string | null;
  sentBy: string | null;
  template: string | null;
}

export interface ContactRow {
  email: string | null;
  emailStatus: string | null;
  bookingStatus: string | null;
}

export interface Call {
  atMs: number;
  answeredMs: number;
  /** Who asks: a website's event, a stop or an operator's control. */
  path: string;
  body: Record<string, unknown>;
  /** Null where no answer came. */
  status: number | null;
  answer?: Record<string, unknown>;
  /** Where it asks to stop somebody: the row of the table of stops, and whom. */
  stop?: { name: string; address: string };
}

export interface Edit {
  atMs: number;
  /** Of the contact, or of the row. */
  email?: string;
  key?: string;
  what: 'emailStatus' | 'bookingStatus' | 'row trashed' | 'contact doubled';
  value?: string;
}

export interface CopyVersion {
  template: string;
  fromMs: number;
  /** A text that stands in its subject and body, and in those of no other version. */
  mark: string;
  /** All that stands there, before any value is in it; where it was kept. */
  text?: string;
}

export interface Trouble {
  fromMs: number;
  /** Missing where it was not over when the last was looked at. */
  untilMs?: number;
  what: string;
  /** One of the product's processes was hit, or Temporal; else a vendor was, or somebody's Notion. */
  isOfProcess?: boolean;
  /** It was done, and is in nobody's way: all goes as if it were not. */
  excusesNothing?: true;
  /** The template or the address that alone is hit; missing where it may hit anybody. */
  template?: string;
  email?: string;
  /** The tracker's column that has another name meanwhile. */
  column?: string;
}

/** One promise that was not kept. */
export interface Violation {
  promise: Promise12;
  /** The workflow id that it is about; empty where it is about none. */
  run: string;
  /** The email's number. */
  email?: number;
  seen: string;
  expected: string;
}

export type Promise12 =
  | 'I1'
  | 'I2'
  | 'I3'
  | 'I4'
  | 'I5'
  | 'I6'
  | 'I7'
  | 'I8'
  | 'I9'
  | 'I10'
  | 'I11'
  | 'I12';
