import { addDatabase } from './data-sources.js';
import { readId } from './ids.js';
import { createPage } from './pages.js';
import { createProperties } from './properties.js';
import { richText } from './rich-text.js';
import type { NotionState } from './state.js';

/** What a workspace holds at the start. */
export interface NotionSeed {
  databases?: {
    id: string;
    dataSourceId: string;
    title: string;
    /** As in `databases.create`: `initial_data_source.properties`. */
    properties: Record<string, unknown>;
    /** As in `pages.create`: `properties`. */
    rows: Record<string, unknown>[];
    /** The page that it stands on; the workspace itself when left out. */
    parentId?: string;
    /** Id of the user or the other integration that made it. */
    madeBy?: string;
  }[];
  /** Other integrations of the workspace. */
  integrations?: { id: string; name: string }[];
  /** Pages of their own, for databases to be made under. */
  pages?: { id: string; title: string }[];
}

/** Adds to a workspace; all tables first, so that rows may refer to them. @throws NotionRefusal */
export function applySeed(state: NotionState, seed: NotionSeed, at: Date): void {
  for (const { id, title } of seed.pages ?? []) {
    const pageId = readId(id, 'seed.pages.id');
    state.pages.set(pageId, {
      id: pageId,
      createdAt: at.getTime(),
      editedAt: at.getTime(),
      inTrash: false,
      parent: { type: 'workspace', workspace: true },
      dataSourceId: null,
      values: { title: { type: 'title', value: richText(title) } },
    });
  }
  for (const { id, name } of seed.integrations ?? []) state.integrations.set(id, { id, name });
  for (const { id, dataSourceId, title, properties, ...more } of seed.databases ?? []) {
    const { parentId, madeBy } = more;
    addDatabase(state, {
      id: readId(id, 'seed.databases.id'),
      dataSourceId: readId(dataSourceId, 'seed.databases.dataSourceId'),
      title: richText(title),
      parent:
        parentId === undefined
          ? { type: 'workspace', workspace: true }
          : { type: 'page_id', page_id: readId(parentId, 'seed.databases.parentId') },
      properties: createProperties(properties, `seed.${title}`),
      at,
      isInline: false,
      madeBy,
    });
  }
  for (const { dataSourceId, rows } of seed.databases ?? []) {
    for (const properties of rows) {
      createPage(state, { parent: { data_source_id: dataSourceId }, properties }, at);
    }
  }
}
