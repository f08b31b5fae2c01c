/** Words of older systems for what became of an email; any other word is shown to a person. */

/** `open`: it has not gone, and nothing keeps it from going. */
export type OldState = 'sent' | 'open' | 'failed' | 'skipped' | 'stopped' | 'unknown';

const words: Record<Exclude<OldState, 'unknown'>, readonly string[]> = {
  sent: ['sent', 'delivered', 'opened', 'clicked'],
  open: ['scheduled', 'pending', 'queued', 'planned', 'not sent'],
  failed: ['failed', 'error'],
  skipped: ['skipped'],
  stopped: ['stopped', 'cancelled', 'canceled', 'bounced', 'complained', 'unsubscribed'],
};

/** Undefined for a word that we do not know. */
export function toOldState(word: string): OldState | undefined {
  const said = word.trim().toLowerCase();
  return (Object.keys(words) as (keyof typeof words)[]).find((state) =>
    words[state].includes(said),
  );
}

/** How a whole sequence may stand, where one row tells of all of it. */
const wholes: Record<'going' | 'over', readonly string[]> = {
  going: [
    'active',
    'running',
    'in progress',
    'started',
    'nurture sequence',
    'scheduled',
    'pending',
  ],
  over: ['completed', 'complete', 'done', 'finished', ...words.stopped],
};

/** Undefined for a word that we do not know. */
export function toWhole(word: string): 'going' | 'over' | undefined {
  const said = word.trim().toLowerCase();
  return (['going', 'over'] as const).find((whole) => wholes[whole].includes(said));
}
