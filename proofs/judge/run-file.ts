import { decoded, normalised } from './addresses.js';
import { type Asked, controlsOf } from './asked.js';
import type {
  AcceptedMail,
  Call,
  Evidence,
  Execution,
  SendRequest,
  Step,
  TrackerRow,
  Trouble,
} from './evidence.js';
import { group } from './group.js';
import { bornMs, ownSteps } from './resets.js';
import { type SequenceRule, sequences } from './rules.js';

/** What is known of one run: its executions under one id, and all that the others tell of it. */
export interface RunFile {
  id: string;
  rule: SequenceRule;
  /** In the order in which they took over. */
  executions: Execution[];
  /** Its person's address, as the website told it. */
  address: string;
  requests: OfEmail<SendRequest>[];
  mails: OfEmail<AcceptedMail>[];
  rows: OfEmail<TrackerRow>[];
  /** Website's calls that were answered with its id. */
  calls: Call[];
  /** What operators asked of it, and may have got. */
  controls: Asked[];
  /** What operators heard of it. */
  alerts: { atMs: number; text: string }[];
  /** What the last execution returned; missing while it is open. */
  summary?: Summary;
}

/** Something of one email; `again` is the number of the operator's word that let it be sent once more. */
export type OfEmail<T> = T & { number: number; again: number };

export interface Summary {
  outcome: string;
  emails: Fate[];
}

export interface Fate {
  number: number;
  template: string;
  dueAt: string;
  outcome: string;
  at: string | null;
  resendId: string | null;
  reason: string | null;
}

export interface RunInput {
  acceptedAt: string;
  happenedAt?: string;
  isTesting: boolean;
  contact: { email: string; key: string };
  emails: InputEmail[];
  earlier?: {
    takenUpAt?: string;
    sendNow?: number;
    again?: Record<string, number>;
    /** What the run was told as before, where nothing but one email's fate was to be found out. */
    outcome?: string;
  };
  carried?: unknown;
}

export interface InputEmail {
  number: number;
  plannedAt: string;
  dueAt: string;
  state: string;
  at?: string;
  reason?: string;
}

export const inputOf = ({ input }: Execution): RunInput => input as RunInput;

/** All evidence, and what of it belongs to which run. */
export interface CaseBook extends Evidence {
  runs: RunFile[];
  /** Each with an end, be it far away. */
  troubles: (Trouble & { untilMs: number })[];
}

export function openCaseBook(evidence: Evidence): CaseBook {
  const byId = group(evidence.executions, ({ workflowId }) => workflowId);
  const runs = [...byId].flatMap(([id, executions]) => {
    const rule = sequences.find(({ type }) => type === executions[0]?.type);
    return rule ? [openRunFile(evidence, id, rule, executions)] : [];
  });
  const troubles = evidence.troubles.map((one) => ({ ...one, untilMs: one.untilMs ?? Infinity }));
  return { ...evidence, runs, troubles };
}

function openRunFile(
  evidence: Evidence,
  id: string,
  rule: SequenceRule,
  executions: readonly Execution[],
): RunFile {
  const inOrder = executions.toSorted((one, other) => bornMs(one) - bornMs(other));
  const [first] = inOrder;
  const calls = evidence.calls.filter(({ answer }) => answer?.['id'] === id);
  const result = inOrder.at(-1)?.closed?.result as Summary | undefined;
  return {
    id,
    rule,
    executions: inOrder,
    address: addressIn(calls) ?? normalised(first ? inputOf(first).contact.email : ''),
    requests: ofRun(evidence.requests, id),
    mails: ofRun(evidence.mails, id),
    rows: ofRun(evidence.rows, id),
    calls,
    controls: controlsOf(evidence.calls, id),
    alerts: evidence.alerts.filter(({ text }) => text.split(/\s/).includes(id)),
    ...(result?.emails && { summary: result }),
  };
}

/** Whom the event was about; what the run itself says of that is not asked. */
function addressIn(calls: readonly Call[]): string | undefined {
  const told = calls.map(({ body }) => body['email']).find((one) => typeof one === 'string');
  return told === undefined ? undefined : normalised(told);
}

function ofRun<T extends { key: string | null }>(all: readonly T[], id: string): OfEmail<T>[] {
  return all.flatMap((one) => {
    const named = numberIn(one.key, id);
    return named ? [{ ...one, ...named }] : [];
  });
}

/** `<workflow id>/<number>`, and `/again-<k>` where an operator let it be sent once more. */
export function numberIn(
  key: string | null,
  id: string,
): { number: number; again: number } | undefined {
  if (!key?.startsWith(`${id}/`)) return undefined;
  const [, number, again = '0'] = /^(\d+)(?:\/again-(\d+))?$/.exec(key.slice(id.length + 1)) ?? [];
  return number === undefined ? undefined : { number: Number(number), again: Number(again) };
}

/** A run from a beginning to its end: what goes on in another execution is the same life. */
export interface Life {
  startedMs: number;
  /** When it took over: later than its beginning where it was reset to an earlier point. */
  bornMs: number;
  /** Over all its executions. */
  steps: Step[];
  /** Missing while it is open, or where nothing is there that goes on. */
  closed?: Execution['closed'];
}

/** The lives of a run, the oldest first; an operator may have begun another one. */
export function livesOf({ executions }: RunFile): Life[] {
  const lives: Life[] = [];
  for (const [at, execution] of executions.entries()) {
    const { startedMs, steps, closed } = execution;
    const last = inputOf(execution).carried ? lives.at(-1) : undefined;
    const life = last ?? { startedMs, bornMs: bornMs(execution), steps: [] };
    life.steps.push(...(last ? ownSteps(execution, executions.slice(0, at)) : steps));
    life.closed = closed;
    if (!last) lives.push(life);
  }
  return lives;
}

/** Every step of a run, over all its executions, and once. */
export function stepsOf({ executions }: RunFile): Step[] {
  return executions.flatMap((one, at) => ownSteps(one, executions.slice(0, at)));
}

/** Emails as a step wants their rows to tell of them; none where the step is another one. */
export function recordedBy({ name, input }: Step): InputEmail[] {
  if (name !== 'recordEmails') return [];
  return (input as { rows: { email: InputEmail }[] }).rows.map(({ email }) => email);
}

/** The emails that are ours to send, by number. */
export function ourEmails({ rule }: RunFile) {
  return rule.emails.filter(({ afterMs }) => afterMs !== undefined);
}

/** An instant for people. */
export function iso(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toISOString() : 'never';
}

/**
 * What a run asked to have sent of one of its emails, one step for each attempt: ever, or since an operator had
 * it sent again so many times.
 */
export function attemptsOf(run: RunFile, number: number, again?: number): Step[] {
  return stepsOf(run).filter(({ name, input }) => {
    const { key = null } = (input ?? {}) as { key?: string | null };
    const named = name === 'sendEmail' ? numberIn(key, run.id) : undefined;
    return named?.number === number && (again === undefined || named.again === again);
  });
}

/** Whether an operator takes back what stopped somebody for good. */
export function isResubscribe({ path, status }: Call, address: string): boolean {
  const isRefused = status !== null && status >= 400;
  const [, who] = /^\/contacts\/([^/]+)\/resubscribe$/.exec(path) ?? [];
  return who !== undefined && normalised(decoded(who)) === address && !isRefused;
}

/** Whether anything was in the way of everybody, or of this email, within a time. */
export function troublesIn(
  { troubles }: Pick<CaseBook, 'troubles'>,
  { fromMs, untilMs }: { fromMs: number; untilMs: number },
  of: { template?: string; email?: string; isOfProcess?: true } = {},
) {
  return troubles.filter(
    (one) =>
      one.excusesNothing !== true &&
      one.fromMs <= untilMs &&
      one.untilMs >= fromMs &&
      (of.isOfProcess === undefined || one.isOfProcess === true) &&
      (one.template === undefined || one.template === of.template) &&
      (one.email === undefined || one.email === of.email),
  );
}
