import { toTheMinute } from './instants.js';
import { botUser, propertyValue } from './page-values.js';
import type { Property } from './properties.js';
import { plainText } from './rich-text.js';
import type {
  BlockRecord,
  DatabaseRecord,
  DataSourceRecord,
  NotionState,
  PageRecord,
  Thing,
} from './state.js';

type Wire = Record<string, unknown>;

/** How many references a page shows per column; the rest is at the property endpoint. */
const maxReferences = 25;
const titleOnly: Property[] = [{ id: 'title', name: 'title', type: 'title', config: {} }];

/** The columns that a page has: its table's, or the title alone. */
export function propertiesOf(state: NotionState, page: PageRecord): Property[] {
  return page.dataSourceId === null ? titleOnly : state.dataSource(page.dataSourceId).properties;
}

export function pageObject(page: PageRecord, properties: Property[]): Wire {
  return {
    object: 'page',
    id: page.id,
    ...common(page),
    is_archived: false,
    is_locked: false,
    parent: page.parent,
    properties: Object.fromEntries(
      properties.map((property) => [property.name, shownValue(page, property)]),
    ),
    ...decoration(page.id),
  };
}

export function dataSourceObject(state: NotionState, source: DataSourceRecord): Wire {
  const database = state.database(source.databaseId);
  return {
    object: 'data_source',
    id: source.id,
    ...common(source),
    ...(source.madeBy !== undefined && { created_by: { object: 'user', id: source.madeBy } }),
    title: source.title,
    description: [],
    parent: { type: 'database_id', database_id: source.databaseId },
    database_parent: database.parent,
    is_inline: database.isInline,
    properties: Object.fromEntries(
      source.properties.map((property) => [property.name, propertyObject(state, property)]),
    ),
    ...decoration(source.databaseId),
  };
}

export function databaseObject(state: NotionState, database: DatabaseRecord): Wire {
  return {
    object: 'database',
    id: database.id,
    ...timesOf(database),
    title: database.title,
    description: database.description,
    parent: database.parent,
    is_inline: database.isInline,
    is_locked: false,
    data_sources: database.dataSourceIds.map((id) => ({
      id,
      name: plainText(state.dataSource(id).title),
    })),
    ...decoration(database.id),
  };
}

export function blockObject(state: NotionState, block: BlockRecord): Wire {
  return {
    object: 'block',
    id: block.id,
    ...common(block),
    parent: block.parent,
    has_children: (state.children.get(block.id)?.length ?? 0) > 0,
    type: block.type,
    [block.type]: block.content,
  };
}

/** An integration; the stand-in knows no people. @throws NotionRefusal */
export function userObject(state: NotionState, id: string): Wire {
  const name = id === botUser.id ? 'Stand-in' : state.integration(id).name;
  return { object: 'user', id, type: 'bot', name, avatar_url: null, bot: {} };
}

function common(thing: Thing): Wire {
  return { ...timesOf(thing), created_by: botUser, last_edited_by: botUser };
}

function timesOf({ createdAt, editedAt, inTrash }: Thing): Wire {
  return {
    created_time: toTheMinute(createdAt),
    last_edited_time: toTheMinute(editedAt),
    in_trash: inTrash,
    archived: inTrash,
  };
}

function decoration(id: string) {
  const url = `https://www.notion.so/${id.replaceAll('-', '')}`;
  return { icon: null, cover: null, url, public_url: null };
}

function shownValue(page: PageRecord, property: Property): Wire {
  const { id, type } = property;
  const value = propertyValue(page, property);
  const shown = Array.isArray(value) ? value.slice(0, maxReferences) : value;
  return { id: encodeURIComponent(id), type, [type]: shown };
}

function propertyObject(state: NotionState, property: Property): Wire {
  const { id, name, type, config } = property;
  const shown = type === 'relation' ? { ...config, ...relatedDatabase(state, config) } : config;
  return { id: encodeURIComponent(id), name, description: null, type, [type]: shown };
}

function relatedDatabase(state: NotionState, config: Wire): Wire {
  const source = state.dataSources.get(String(config.data_source_id));
  return source ? { database_id: source.databaseId } : {};
}
