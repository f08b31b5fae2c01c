import { type Context, Hono } from 'hono';
import type { StandInEnv } from '../standin/env.js';
import { pageOf } from './lists.js';
import { dataSourceObject, pageObject, propertiesOf } from './objects.js';
import { titleOf } from './pages.js';
import { misfit } from './refusal.js';
import { plainText } from './rich-text.js';
import type { DataSourceRecord, NotionState, PageRecord } from './state.js';
import { readBody } from './wire.js';

const fields = ['query', 'filter', 'sort', 'start_cursor', 'page_size'];

/** Search by title, in pages and data sources; it lags as queries do. */
export function searchRoutes(state: NotionState): Hono<StandInEnv> {
  const app = new Hono<StandInEnv>();
  app.post('/', async (c) => {
    const body = await readBody(c, fields);
    const { items, ...paging } = pageOf(find(state, body, c), body, ({ id }) => id);
    const results = items.map((item) =>
      'databaseId' in item
        ? dataSourceObject(state, item)
        : pageObject(item, propertiesOf(state, item)),
    );
    const type = { type: 'page_or_data_source', page_or_data_source: {} };
    return c.json({ object: 'list', results, ...paging, ...type });
  });
  return app;
}

function find(
  state: NotionState,
  { query = '', filter, sort }: Record<string, unknown>,
  c: Context<StandInEnv>,
): (PageRecord | DataSourceRecord)[] {
  const words = String(query).trim().toLowerCase();
  const { kind, inTrash } = readFilter(filter);
  const { at, fault } = c.var;
  const lagMs = fault?.kind === 'query-lag' ? (fault.delayMs ?? 30_000) : 0;
  const { direction } = (sort ?? {}) as { direction?: unknown };
  const sign = direction === 'ascending' ? 1 : -1;
  const all: (PageRecord | DataSourceRecord)[] = [
    ...(kind === 'data_source' ? [] : state.pages.values()),
    ...(kind === 'page' ? [] : state.dataSources.values()),
  ];
  return all
    .filter(
      (one) =>
        one.inTrash === inTrash &&
        (lagMs === 0 || one.createdAt <= at.getTime() - lagMs) &&
        titleIn(one).toLowerCase().includes(words),
    )
    .toSorted((a, b) => sign * (a.editedAt - b.editedAt));
}

function titleIn(one: PageRecord | DataSourceRecord): string {
  return 'databaseId' in one ? plainText(one.title) : titleOf(one);
}

function readFilter(filter: unknown): { kind: unknown; inTrash: boolean } {
  if (filter === undefined) return { kind: undefined, inTrash: false };
  const { property, value, in_trash } = filter as Record<string, unknown>;
  const inTrash = in_trash === true;
  if (property === undefined && in_trash !== undefined) return { kind: undefined, inTrash };
  if (property !== 'object') throw misfit('body.filter.property', '`"object"`', property);
  if (value !== 'page' && value !== 'data_source') {
    throw misfit('body.filter.value', '`"page"` or `"data_source"`', value);
  }
  return { kind: value, inTrash };
}
