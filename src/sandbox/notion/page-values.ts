import { toTheMinute } from './instants.js';
import { optionsOf, type Property } from './properties.js';
import type { PageRecord } from './state.js';
import { emptyValue } from './values.js';

/** Who this integration is. */
export const botUser = { object: 'user', id: '00000000-0000-4000-8000-0000000000b0' };

const computed: Record<string, (page: PageRecord) => unknown> = {
  created_time: ({ createdAt }) => toTheMinute(createdAt),
  last_edited_time: ({ editedAt }) => toTheMinute(editedAt),
  created_by: () => botUser,
  last_edited_by: () => botUser,
};

/** What a column of a page holds in full, in the shape in which Notion reads it back. */
export function propertyValue(page: PageRecord, property: Property): unknown {
  const compute = computed[property.type];
  if (compute) return compute(page);
  const stored = page.values[property.id];
  // After a change of type the old values are there, but cannot be read.
  if (stored?.type !== property.type) return emptyValue(property.type);
  return 'options' in property.config ? withoutLost(stored.value, property) : stored.value;
}

/** Drops options that the column no longer has. */
function withoutLost(value: unknown, property: Property): unknown {
  const isKept = (option: unknown) =>
    optionsOf(property).some(({ id }) => id === (option as { id: string }).id);
  if (Array.isArray(value)) return value.filter(isKept);
  return value !== null && isKept(value) ? value : null;
}
