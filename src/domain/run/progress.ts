import type { PlannedEmail } from '../plan/plan.js';
import type { Delivery } from './delivery.js';
import type { Outcome, RunInput } from './run.js';

/**
 * What has become of a run, in words of a search attribute: so the server counts it, and nobody has to read
 * runs for that. A run shows it along with what else it shows; what is good news of a delivery waits for that.
 *
 * - `of:assessment` its sequence, `began:2025-12-01` the day (UTC) on which its event was accepted
 * - `started`, or `restarted` where it takes up one that has ended: that one's words are not said again
 * - `sent:2`, `lost:2` (skipped, failed or in doubt), `delivered:2`, `bounced:2`, `complained:2` its emails
 * - `completed`, `stopped:booked`, `suppressed`, `failed` how it has ended
 */
export type Progress = readonly string[];

const states: Partial<Record<PlannedEmail['state'], string>> = {
  sent: 'sent',
  skipped: 'lost',
  failed: 'lost',
  unknown: 'lost',
};

/** A complaint comes of an email that has arrived. */
const arrivals: Partial<Record<string, readonly string[]>> = {
  delivered: ['delivered'],
  bounced: ['bounced'],
  suppressed: ['bounced'],
  failed: ['bounced'],
  complained: ['delivered', 'complained'],
} satisfies Partial<Record<Delivery, readonly string[]>>;

/** `began:2025-12-01`, of an ISO instant. */
export function dayWord(instant: string): string {
  return `began:${instant.slice(0, 10)}`;
}

/** Whether a word tells the day. */
export function isDayWord(word: string): boolean {
  return word.startsWith('began:');
}

/** `of:assessment` */
export function sequenceWord(sequence: string): string {
  return `of:${sequence}`;
}

/** What a run shows from its start on; one that takes up another has that one's emails already. */
export function progressAtStart({
  acceptedAt,
  sequence,
  emails,
  earlier,
}: Pick<RunInput, 'acceptedAt' | 'sequence' | 'emails' | 'earlier'>): Progress {
  const common = [sequenceWord(sequence.name), dayWord(acceptedAt)];
  if (earlier) return [...common, 'restarted'];
  // What will be skipped is not decided yet.
  const sent = emails.filter(({ state }) => state === 'sent');
  return [...common, 'started', ...sent.flatMap(wordsOf)];
}

/** What a workflow of its own shows that has heard of an email whose run, which began then, cannot. */
export function progressOfDelivery(
  { sequence, number, delivery }: { sequence: string; number: number; delivery: string },
  began: string,
): Progress | undefined {
  const [word] = (arrivals[delivery] ?? []).slice(-1);
  return word ? [sequenceWord(sequence), began, `${word}:${number}`] : undefined;
}

/** What an execution of a run began with. */
export interface ProgressBefore {
  shown: Progress;
  emails: readonly PlannedEmail[];
}

/** What a run shows by now: what it showed, and what has become since of emails and of itself. */
export function progressSince(
  { shown, emails }: ProgressBefore,
  decided: readonly PlannedEmail[],
  outcome: Outcome | undefined,
): Progress {
  const before = new Map(emails.map((email) => [email.number, wordsOf(email).join(' ')]));
  const changed = decided.filter(
    (email) => wordsOf(email).join(' ') !== (before.get(email.number) ?? ''),
  );
  const numbers = new Set(changed.map(({ number }) => String(number)));
  const kept = shown.filter((word) => !isOfEmail(word) || !numbers.has(word.split(':')[1] ?? ''));
  return [...kept, ...changed.flatMap(wordsOf), ...(outcome ? [outcome] : [])];
}

function wordsOf({ number, state, delivery = '' }: PlannedEmail): string[] {
  const words = [...(states[state] ? [states[state]] : []), ...(arrivals[delivery] ?? [])];
  return words.map((word) => `${word}:${number}`);
}

function isOfEmail(word: string): boolean {
  return /^\w+:\d+$/.test(word);
}
