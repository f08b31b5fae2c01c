/** The table of stops once more, from its description alone: what the product is held against. */

export type Event =
  | 'assessment'
  | 'no-show'
  | 'post-call'
  | 'onboarding'
  | 'booked'
  | 'unsubscribed'
  | 'complained';

export const events: Event[] = [
  'assessment',
  'no-show',
  'post-call',
  'onboarding',
  'booked',
  'unsubscribed',
  'complained',
];

/** The table of stops as people read it: what each event ends, and with which outcome. */
const ends: Record<Event, Partial<Record<Event, string>>> = {
  assessment: {},
  'no-show': { assessment: 'superseded' },
  'post-call': { assessment: 'superseded', 'no-show': 'superseded' },
  onboarding: { assessment: 'paid', 'no-show': 'paid', 'post-call': 'paid' },
  booked: { assessment: 'booked', 'no-show': 'booked', 'post-call': 'booked' },
  unsubscribed: {
    assessment: 'unsubscribed',
    'no-show': 'unsubscribed',
    'post-call': 'unsubscribed',
  },
  complained: {
    assessment: 'complained',
    'no-show': 'complained',
    'post-call': 'complained',
    onboarding: 'complained',
  },
};
export const lasting: Event[] = ['unsubscribed', 'complained'];

/** What a reader of the table expects of events in an order of arrival, by run. */
export function expected(order: readonly Event[]): Record<string, string> {
  const runs: Record<string, string> = {};
  for (const [at, event] of order.entries()) {
    for (const [name, cause] of Object.entries(ends[event])) {
      if (runs[name] === 'running') runs[name] = `stopped:${cause}`;
    }
    if (['booked', ...lasting].includes(event)) continue;
    const isSuppressed = order
      .slice(0, at)
      .some((past) => lasting.includes(past) && ends[past][event]);
    runs[event] = isSuppressed ? 'suppressed' : 'running';
  }
  return runs;
}
