import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type { StandInEnv } from '../standin/env.js';
import { addBlocks, addChild, readDrafts } from './blocks.js';
import { readId } from './ids.js';
import { pageOf } from './lists.js';
import { pageObject, propertiesOf } from './objects.js';
import { propertyValue } from './page-values.js';
import { findProperty, notAProperty, type Property } from './properties.js';
import { invalid, misfit } from './refusal.js';
import { plainText, type RichTextItem } from './rich-text.js';
import type { NotionState, PageRecord, Parent } from './state.js';
import { type Known, readValue } from './values.js';
import { pathId, readBody, shownProperties } from './wire.js';

const createFields = ['parent', 'properties', 'children', 'icon', 'cover'];
const updateFields = ['properties', 'in_trash', 'icon', 'cover'];
const listedTypes = new Set(['title', 'rich_text', 'relation', 'people']);

/** Pages: rows of data sources, and pages of their own. */
export function pageRoutes(state: NotionState): Hono<StandInEnv> {
  const app = new Hono<StandInEnv>();

  app.post('/', async (c) => {
    const page = createPage(state, await readBody(c, createFields), c.var.at);
    return c.json(pageObject(page, shownProperties(c, propertiesOf(state, page))));
  });

  app.get('/:id', (c) => {
    const page = state.page(pathId(c, 'page_id'));
    return c.json(pageObject(page, shownProperties(c, propertiesOf(state, page))));
  });

  app.patch('/:id', async (c) => {
    const page = updatePage(state, pathId(c, 'page_id'), await readBody(c, updateFields), c.var.at);
    return c.json(pageObject(page, shownProperties(c, propertiesOf(state, page))));
  });

  app.get('/:id/properties/:property', (c) => {
    const page = state.page(pathId(c, 'page_id'));
    const name = c.req.param('property');
    const property = findProperty(propertiesOf(state, page), name);
    if (!property) throw notAProperty(name);
    return c.json(propertyItem(page, property, c.req.query()));
  });
  return app;
}

/** @throws NotionRefusal and writes nothing when anything in it does not fit */
export function createPage(
  state: NotionState,
  body: Record<string, unknown>,
  at: Date,
): PageRecord {
  const { parent, dataSourceId } = readParent(state, body.parent);
  const page: PageRecord = {
    id: randomUUID(),
    createdAt: at.getTime(),
    editedAt: at.getTime(),
    inTrash: false,
    parent,
    dataSourceId,
    values: {},
  };
  const drafts = readDrafts(body.children ?? [], 'body.children');
  const reference = { type: 'page_id', page_id: page.id };
  state.store.atomically(() => {
    writeValues(state, page, body.properties);
    if (drafts.length > 0) addBlocks(state, { id: page.id, reference }, drafts, at);
    if (parent.type !== 'page_id') return;
    const { id, createdAt, editedAt, inTrash } = page;
    const content = { title: titleOf(page) };
    const block = { id, createdAt, editedAt, inTrash, type: 'child_page', content };
    addChild(state, String(parent.page_id), block);
  });
  return page;
}

/** What a page of its own is called. */
export function titleOf({ values }: Pick<PageRecord, 'values'>): string {
  const title = Object.values(values).find(({ type }) => type === 'title');
  return title ? plainText(title.value as RichTextItem[]) : '';
}

function updatePage(
  state: NotionState,
  id: string,
  body: Record<string, unknown>,
  at: Date,
): PageRecord {
  const before = state.page(id);
  const inTrash = typeof body.in_trash === 'boolean' ? body.in_trash : before.inTrash;
  if (before.inTrash && inTrash) {
    throw invalid("Can't edit page on block with an archived ancestor. Take it out of the trash.");
  }
  const page = { ...before, inTrash, editedAt: at.getTime(), values: { ...before.values } };
  state.store.atomically(() => writeValues(state, page, body.properties));
  return page;
}

/** Reads what is sent into the page's values, then writes page and new select options. */
function writeValues(state: NotionState, page: PageRecord, sent: unknown = {}): void {
  if (typeof sent !== 'object' || sent === null) throw misfit('body.properties', 'an object', sent);
  // A copy: writing an unknown option adds it to the column, but only if all the rest fits.
  const properties = structuredClone(propertiesOf(state, page));
  const known: Known = { hasPage: (id) => state.pages.get(id) !== undefined };
  for (const [nameOrId, value] of Object.entries(sent)) {
    const property = findProperty(properties, nameOrId);
    if (!property) throw notAProperty(nameOrId);
    page.values[property.id] = {
      type: property.type,
      value: readValue(property, value, known),
    };
  }
  state.pages.set(page.id, page);
  if (page.dataSourceId === null) return;
  const source = state.dataSource(page.dataSourceId);
  if (JSON.stringify(source.properties) === JSON.stringify(properties)) return;
  state.dataSources.set(source.id, { ...source, properties });
}

function readParent(state: NotionState, sent: unknown) {
  const { data_source_id, database_id, page_id } = (sent ?? {}) as Record<string, unknown>;
  if (data_source_id !== undefined) {
    return row(state, readId(data_source_id, 'body.parent.data_source_id'));
  }
  if (database_id !== undefined) {
    const database = state.database(readId(database_id, 'body.parent.database_id'));
    return row(state, database.dataSourceIds[0] ?? '');
  }
  const page = state.page(readId(page_id, 'body.parent.page_id'));
  return { parent: { type: 'page_id', page_id: page.id }, dataSourceId: null };
}

function row(state: NotionState, id: string): { parent: Parent; dataSourceId: string } {
  const { databaseId } = state.dataSource(id);
  return {
    parent: { type: 'data_source_id', data_source_id: id, database_id: databaseId },
    dataSourceId: id,
  };
}

function propertyItem(page: PageRecord, property: Property, paging: Record<string, string>) {
  const { type } = property;
  const id = encodeURIComponent(property.id);
  const item = (value: unknown) => ({ object: 'property_item', type, id, [type]: value });
  const value = propertyValue(page, property);
  if (!listedTypes.has(type)) return item(value);
  const { items, ...rest } = pageOf(value as unknown[], paging, (_item, index) => String(index));
  return {
    object: 'list',
    results: items.map(item),
    ...rest,
    type: 'property_item',
    property_item: { id, type, [type]: {}, next_url: null },
  };
}
