import { invalid, misfit } from './refusal.js';

const maxPageSize = 100;

/** Where a list is to be continued, from a body or a query. */
export interface Paging {
  start_cursor?: unknown;
  page_size?: unknown;
}

export interface ListPage<Item> {
  items: Item[];
  next_cursor: string | null;
  has_more: boolean;
}

/** One page of a list; the cursor is the key of the item that it starts with. */
export function pageOf<Item>(
  items: Item[],
  { start_cursor, page_size }: Paging,
  keyOf: (item: Item, index: number) => string,
): ListPage<Item> {
  const size = readPageSize(page_size);
  const start =
    start_cursor === undefined || start_cursor === null
      ? 0
      : items.findIndex((item, index) => keyOf(item, index) === start_cursor);
  if (start < 0) throw invalid('The start_cursor provided is invalid.');
  const end = start + size;
  const next = items[end];
  return {
    items: items.slice(start, end),
    next_cursor: next === undefined ? null : keyOf(next, end),
    has_more: next !== undefined,
  };
}

function readPageSize(sent: unknown): number {
  const size = sent === undefined ? maxPageSize : Number(sent);
  if (Number.isInteger(size) && size >= 1 && size <= maxPageSize) return size;
  const bound = size > maxPageSize ? `≤ \`${maxPageSize}\`` : '≥ `1`';
  throw misfit('body.page_size', bound, sent);
}
