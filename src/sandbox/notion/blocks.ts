import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type { StandInEnv } from '../standin/env.js';
import { readId } from './ids.js';
import { pageOf } from './lists.js';
import { blockObject } from './objects.js';
import { invalid, misfit } from './refusal.js';
import { readRichText, refuseLonger } from './rich-text.js';
import type { BlockRecord, NotionState, Parent } from './state.js';
import { pathId, readBody } from './wire.js';

const maxChildren = 100;
const maxDepth = 2;

/** What Notion adds to the content of a block that does not say. */
const coloured = { color: 'default' };
const captioned = { caption: [] };
const defaults: Record<string, Record<string, unknown>> = {
  paragraph: { ...coloured, icon: null },
  heading_1: { ...coloured, is_toggleable: false },
  heading_2: { ...coloured, is_toggleable: false },
  heading_3: { ...coloured, is_toggleable: false },
  heading_4: { ...coloured, is_toggleable: false },
  bulleted_list_item: coloured,
  numbered_list_item: coloured,
  to_do: { ...coloured, checked: false },
  toggle: coloured,
  quote: coloured,
  callout: { ...coloured, icon: null },
  code: { ...captioned, language: 'plain text' },
  equation: {},
  divider: {},
  breadcrumb: {},
  table_of_contents: coloured,
  column_list: {},
  column: {},
  table: { has_column_header: false, has_row_header: false },
  table_row: {},
  synced_block: {},
  link_to_page: {},
  bookmark: captioned,
  embed: captioned,
  image: captioned,
  video: captioned,
  pdf: captioned,
  file: captioned,
  audio: captioned,
};

/** A block as it was sent, checked, with its children. */
export interface Draft {
  type: string;
  content: Record<string, unknown>;
  children: Draft[];
}

/** The body of a page: a tree of blocks. */
export function blockRoutes(state: NotionState): Hono<StandInEnv> {
  const app = new Hono<StandInEnv>();

  app.get('/:id/children', (c) => {
    const parent = parentOf(state, pathId(c, 'block_id'));
    const ids = state.children.get(parent.id) ?? [];
    const { items, ...paging } = pageOf(ids, c.req.query(), (id) => id);
    return c.json(list(state, items, paging));
  });

  app.patch('/:id/children', async (c) => {
    const parent = parentOf(state, pathId(c, 'block_id'));
    const body = await readBody(c, ['children', 'position']);
    const drafts = readDrafts(body.children, 'body.children');
    const index = insertionIndex(state.children.get(parent.id) ?? [], body.position);
    const ids = state.store.atomically(() => addBlocks(state, parent, drafts, c.var.at, index));
    return c.json(list(state, ids, { next_cursor: null, has_more: false }));
  });
  return app;
}

/** Checks blocks as they were sent. @throws NotionRefusal */
export function readDrafts(sent: unknown, path: string, depth = 0): Draft[] {
  if (!Array.isArray(sent)) throw misfit(path, 'an array', sent);
  refuseLonger(sent.length, maxChildren, path);
  if (depth > maxDepth) throw misfit(path, 'not present', sent);
  return sent.map((block, index) => readDraft(block, `${path}[${index}]`, depth));
}

/** Writes blocks down under a page or block, at a place among its children; gives their ids. */
export function addBlocks(
  state: NotionState,
  parent: { id: string; reference: Parent },
  drafts: Draft[],
  at: Date,
  index = 0,
): string[] {
  const ids = drafts.map(({ type, content, children }) => {
    const id = randomUUID();
    state.blocks.set(id, {
      id,
      createdAt: at.getTime(),
      editedAt: at.getTime(),
      inTrash: false,
      parent: parent.reference,
      type,
      content,
    });
    const reference = { type: 'block_id', block_id: id };
    if (children.length > 0) addBlocks(state, { id, reference }, children, at);
    return id;
  });
  state.children.set(parent.id, (state.children.get(parent.id) ?? []).toSpliced(index, 0, ...ids));
  return ids;
}

/** Stands something that has an id of its own, a page or a database, on a page. */
export function addChild(
  state: NotionState,
  pageId: string,
  child: Omit<BlockRecord, 'parent'>,
): void {
  state.blocks.set(child.id, { ...child, parent: { type: 'page_id', page_id: pageId } });
  state.children.set(pageId, [...(state.children.get(pageId) ?? []), child.id]);
}

function parentOf(state: NotionState, id: string): { id: string; reference: Parent } {
  if (state.pages.get(id)) return { id, reference: { type: 'page_id', page_id: id } };
  return { id: state.block(id).id, reference: { type: 'block_id', block_id: id } };
}

function insertionIndex(siblings: string[], sent: unknown): number {
  const { type = 'end', after_block } = (sent ?? {}) as {
    type?: unknown;
    after_block?: { id?: unknown };
  };
  if (type === 'start') return 0;
  if (type === 'end') return siblings.length;
  const id = readId(after_block?.id, 'body.position.after_block.id');
  const index = siblings.indexOf(id);
  if (index < 0) throw invalid(`Block ${id} is not a child of this block.`);
  return index + 1;
}

function readDraft(block: unknown, path: string, depth: number): Draft {
  if (typeof block !== 'object' || block === null) throw misfit(path, 'an object', block);
  const fields = block as Record<string, unknown>;
  const type = Object.keys(defaults).find((name) => name in fields);
  if (type === undefined) throw misfit(`${path}.paragraph`, 'defined', undefined);
  const { children, ...sent } = (fields[type] ?? {}) as Record<string, unknown>;
  const childrenPath = `${path}.${type}.children`;
  return {
    type,
    content: { ...defaults[type], ...readContent(sent, `${path}.${type}`) },
    children: children === undefined ? [] : readDrafts(children, childrenPath, depth + 1),
  };
}

function readContent(sent: Record<string, unknown>, path: string): Record<string, unknown> {
  const content = { ...sent };
  for (const field of ['rich_text', 'caption']) {
    if (field in sent) content[field] = readRichText(sent[field], `${path}.${field}`);
  }
  if (Array.isArray(sent.cells)) {
    content.cells = sent.cells.map((cell, index) => readRichText(cell, `${path}.cells[${index}]`));
  }
  if ('external' in sent) return { type: 'external', ...content };
  if (!('file_upload' in sent)) return content;
  // An uploaded file is shown by an address that dies.
  const { file_upload: _, ...rest } = content;
  const expiry_time = new Date(Date.now() + 3_600_000).toISOString();
  const file = { url: 'https://files.notion.example/upload', expiry_time };
  return { type: 'file', file, ...rest };
}

function list(
  state: NotionState,
  ids: string[],
  paging: { next_cursor: string | null; has_more: boolean },
) {
  const results = ids.map((id) => blockObject(state, state.block(id)));
  return { object: 'list', results, ...paging, type: 'block', block: {} };
}
