import type { PlannedEmail } from '../plan/plan.js';

/** Why a run stands on people's list. */
export interface Attention {
  /** `waits`: for a person to do something. `lost`: an email of ours did not go through. */
  kind: 'waits' | 'lost';
  /** The email that it is about, where it is about one. */
  number?: number;
  reason: string;
}

/** What a run's emails, as they were decided, ask of a person: what can still be settled comes first. */
export function attentionOf(decided: readonly PlannedEmail[]): Attention | undefined {
  const unknown = decided.find(({ state }) => state === 'unknown');
  if (unknown) {
    const { number } = unknown;
    const reason = `email ${number} may or may not have been sent: resolve it`;
    return { kind: 'waits', number, reason };
  }
  const lost = decided.find(isLost);
  return lost && { kind: 'lost', number: lost.number, reason: sayLost(lost) };
}

/** What the website says of its own email has been told when the run began. */
function isLost({ sentBy, state, isOurDelay }: PlannedEmail): boolean {
  return sentBy === 'evergreen' && (state === 'failed' || isOurDelay === true);
}

function sayLost({ number, state, reason }: PlannedEmail): string {
  if (state === 'failed') return `email ${number} failed${reason ? `: ${reason}` : ''}`;
  return `email ${number} waited here until it was too late`;
}
