export type Segment = 'CRITICAL' | 'URGENT' | 'OPTIMIZE';

/** How badly a business needs help, from the assessment's red and orange systems alone. */
export function segmentOf({ red, orange }: { red: number; orange: number }): Segment {
  if (red >= 2) return 'CRITICAL';
  return red === 1 || orange >= 2 ? 'URGENT' : 'OPTIMIZE';
}
