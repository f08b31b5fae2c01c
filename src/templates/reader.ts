import type { Segment } from '../domain/event/segment.js';
import type { Reader } from './example.js';

const segments: readonly string[] = ['CRITICAL', 'URGENT', 'OPTIMIZE'] satisfies Segment[];

/** A contact, as Notion has them, as the reader of an email. */
export function toReader(
  email: string,
  { firstName, businessName, segment }: Record<string, string | null>,
): Reader {
  const known = segments.find((one) => one === segment) as Segment | undefined;
  return {
    email,
    ...(firstName && { firstName }),
    ...(businessName && { businessName }),
    ...(known && { segment: known }),
  };
}
