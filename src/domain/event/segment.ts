export const segments = ['CRITICAL', 'URGENT', 'OPTIMIZE'] as const;

export type Segment = (typeof segments)[number];

/** How badly a business needs help, from the assessment's red and orange systems alone. */
export function segmentOf({ red, orange }: { red: number; orange: number }): Segment {
  if (red >= 2) return 'CRITICAL';
  return red === 1 || orange >= 2 ? 'URGENT' : 'OPTIMIZE';
}

/** A segment by its name; null for anything else. */
export function toSegment(name: string | null): Segment | null {
  return segments.find((segment) => segment === name) ?? null;
}
