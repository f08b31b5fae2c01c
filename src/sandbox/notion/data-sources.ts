import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import type { StandInEnv } from '../standin/env.js';
import { addChild } from './blocks.js';
import { compileFilter } from './filters.js';
import { readId } from './ids.js';
import { pageOf } from './lists.js';
import { databaseObject, dataSourceObject, pageObject } from './objects.js';
import { createProperties, type Property, updateProperties } from './properties.js';
import { plainText, type RichTextItem, readRichText } from './rich-text.js';
import { compileSorts } from './sorts.js';
import type { DatabaseRecord, NotionState, PageRecord, Parent } from './state.js';
import { pathId, readBody, shownProperties } from './wire.js';

const createFields = ['parent', 'title', 'is_inline', 'initial_data_source', 'icon', 'cover'];
const queryFields = ['filter', 'sorts', 'start_cursor', 'page_size', 'in_trash', 'result_type'];

/** Databases: the frames around data sources. */
export function databaseRoutes(state: NotionState): Hono<StandInEnv> {
  const app = new Hono<StandInEnv>();

  app.get('/:id', (c) => c.json(databaseObject(state, state.database(pathId(c, 'database_id')))));

  app.post('/', async (c) => {
    const body = await readBody(c, createFields);
    const { properties = { Name: { title: {} } } } = (body.initial_data_source ?? {}) as {
      properties?: Record<string, unknown>;
    };
    checkRelations(state, properties);
    const database = addDatabase(state, {
      id: randomUUID(),
      dataSourceId: randomUUID(),
      title: readRichText(body.title ?? [], 'body.title'),
      parent: readParent(state, body.parent),
      properties: createProperties(properties, 'body.initial_data_source.properties'),
      at: c.var.at,
      isInline: body.is_inline === true,
    });
    return c.json(databaseObject(state, database));
  });
  return app;
}

/** Data sources: the tables whose rows are pages. */
export function dataSourceRoutes(
  state: NotionState,
  limits: { queryResults: number },
): Hono<StandInEnv> {
  const app = new Hono<StandInEnv>();

  app.get('/:id', (c) =>
    c.json(dataSourceObject(state, state.dataSource(pathId(c, 'data_source_id')))),
  );

  app.patch('/:id', async (c) => {
    const source = state.dataSource(pathId(c, 'data_source_id'));
    const { title, properties = {} } = await readBody(c, ['title', 'properties', 'icon']);
    checkRelations(state, properties as Record<string, unknown>);
    const changed = {
      ...source,
      title: title === undefined ? source.title : readRichText(title, 'body.title'),
      properties: updateProperties(source.properties, properties as Record<string, unknown>),
      editedAt: c.var.at.getTime(),
    };
    state.dataSources.set(source.id, changed);
    return c.json(dataSourceObject(state, changed));
  });

  app.post('/:id/query', async (c) => {
    const source = state.dataSource(pathId(c, 'data_source_id'));
    const body = await readBody(c, queryFields);
    const rows = findRows(state, source.id, source.properties, body, c);
    const { items, ...paging } = pageOf(rows.slice(0, limits.queryResults), body, ({ id }) => id);
    const isCutShort = rows.length > limits.queryResults && !paging.has_more;
    const shown = shownProperties(c, source.properties);
    return c.json({
      object: 'list',
      results: items.map((page) => pageObject(page, shown)),
      ...paging,
      type: 'page_or_data_source',
      page_or_data_source: {},
      ...(isCutShort && {
        request_status: { type: 'incomplete', incomplete_reason: 'query_result_limit_reached' },
      }),
    });
  });
  return app;
}

/** What a new database is made of. */
export interface NewDatabase {
  id: string;
  dataSourceId: string;
  title: RichTextItem[];
  parent: Parent;
  properties: Property[];
  at: Date;
  isInline: boolean;
  /** The user who makes it; this integration when left out. */
  madeBy?: string | undefined;
}

/** A database with one data source; on a page it is a block as well. */
export function addDatabase(state: NotionState, made: NewDatabase): DatabaseRecord {
  const { id, dataSourceId, title, parent, properties, isInline } = made;
  const times = { createdAt: made.at.getTime(), editedAt: made.at.getTime(), inTrash: false };
  const by = made.madeBy === undefined ? {} : { madeBy: made.madeBy };
  const database = {
    id,
    ...times,
    title,
    parent,
    isInline,
    description: [],
    dataSourceIds: [dataSourceId],
  };
  state.store.atomically(() => {
    state.dataSources.set(dataSourceId, {
      id: dataSourceId,
      ...times,
      ...by,
      databaseId: id,
      title,
      properties,
    });
    state.databases.set(id, database);
    if (parent.type !== 'page_id') return;
    const block = { type: 'child_database', content: { title: plainText(title) } };
    addChild(state, String(parent.page_id), { id, ...times, ...block });
  });
  return database;
}

/** A column cannot lead to what is not there, or not shared with us. */
function checkRelations(state: NotionState, properties: Record<string, unknown>): void {
  for (const [name, column] of Object.entries(properties)) {
    const { relation } = (column ?? {}) as { relation?: { data_source_id?: unknown } };
    if (!relation) continue;
    const path = `body.properties.${name}.relation.data_source_id`;
    state.dataSource(readId(relation.data_source_id, path));
  }
}

function findRows(
  state: NotionState,
  dataSourceId: string,
  properties: Property[],
  body: Record<string, unknown>,
  c: Context<StandInEnv>,
): PageRecord[] {
  const { at, fault } = c.var;
  const matches = compileFilter(body.filter, properties, at);
  const isInTrash = body.in_trash === true;
  const lagMs = fault?.kind === 'query-lag' ? (fault.delayMs ?? 30_000) : 0;
  const madeBy = at.getTime() - lagMs;
  return state.pages
    .values()
    .filter(
      (page) =>
        page.dataSourceId === dataSourceId &&
        page.inTrash === isInTrash &&
        (lagMs === 0 || page.createdAt <= madeBy) &&
        matches(page),
    )
    .toSorted(compileSorts(body.sorts, properties));
}

function readParent(state: NotionState, sent: unknown): Parent {
  const { type, page_id } = (sent ?? {}) as Record<string, unknown>;
  if (type === 'workspace') return { type: 'workspace', workspace: true };
  const id = readId(page_id, 'body.parent.page_id');
  return { type: 'page_id', page_id: state.page(id).id };
}
