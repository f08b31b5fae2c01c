import { propertyValue } from './page-values.js';
import { findProperty, optionsOf, type Property } from './properties.js';
import { invalid, misfit } from './refusal.js';
import { plainText, type RichTextItem } from './rich-text.js';
import type { PageRecord } from './state.js';

type Compare = (a: PageRecord, b: PageRecord) => number;
type Rank = string | number | null;

/** Turns a query's sorts into an order; rows that compare equal keep theirs. @throws NotionRefusal */
export function compileSorts(sorts: unknown, properties: Property[]): Compare {
  if (sorts === undefined) return () => 0;
  if (!Array.isArray(sorts)) throw misfit('body.sorts', 'an array', sorts);
  const compares = sorts.map((sort, index) => compile(sort, properties, `body.sorts[${index}]`));
  return (a, b) => {
    for (const compare of compares) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return 0;
  };
}

function compile(sort: unknown, properties: Property[], path: string): Compare {
  const { property, timestamp, direction } = (sort ?? {}) as Record<string, unknown>;
  if (direction !== 'ascending' && direction !== 'descending') {
    throw misfit(`${path}.direction`, '`"ascending"` or `"descending"`', direction);
  }
  const sign = direction === 'ascending' ? 1 : -1;
  const column = timestamp === undefined ? named(property, properties) : clock(timestamp, path);
  return (a, b) => compareRanks(rank(a, column), rank(b, column), sign);
}

function named(property: unknown, properties: Property[]): Property {
  const column = findProperty(properties, String(property));
  if (!column) throw invalid(`Could not find sort property with name or id: ${String(property)}`);
  return column;
}

function clock(timestamp: unknown, path: string): Property {
  if (timestamp !== 'created_time' && timestamp !== 'last_edited_time') {
    throw misfit(`${path}.timestamp`, '`"created_time"` or `"last_edited_time"`', timestamp);
  }
  return { id: timestamp, name: timestamp, type: timestamp, config: {} };
}

/** What a value is sorted by; null when it is empty. */
function rank(page: PageRecord, column: Property): Rank {
  const value = propertyValue(page, column);
  if (value === null || (Array.isArray(value) && value.length === 0)) return null;
  switch (column.type) {
    case 'title':
    case 'rich_text':
      return plainText(value as RichTextItem[]).toLowerCase();
    case 'select':
    case 'status':
      return optionsOf(column).findIndex(({ id }) => id === (value as { id: string }).id);
    case 'date':
      return Date.parse((value as { start: string }).start);
    case 'number':
    case 'checkbox':
      return Number(value);
    default:
      return typeof value === 'string' ? value.toLowerCase() : JSON.stringify(value);
  }
}

/** Empty values come last either way. */
function compareRanks(a: Rank, b: Rank, sign: number): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -sign : sign;
}
