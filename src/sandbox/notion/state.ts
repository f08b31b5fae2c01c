import { RecordMap, recordTable } from '../standin/record-map.js';
import { Store } from '../standin/store.js';
import type { Property } from './properties.js';
import { notFound } from './refusal.js';
import type { RichTextItem } from './rich-text.js';

export type Parent = Record<string, unknown> & { type: string };

/** What databases, data sources, pages and blocks have in common; times in milliseconds. */
export interface Thing {
  id: string;
  createdAt: number;
  editedAt: number;
  inTrash: boolean;
}

export interface DatabaseRecord extends Thing {
  title: RichTextItem[];
  description: RichTextItem[];
  parent: Parent;
  isInline: boolean;
  dataSourceIds: string[];
}

export interface DataSourceRecord extends Thing {
  databaseId: string;
  title: RichTextItem[];
  properties: Property[];
  /** The user who made it; this integration when missing. */
  madeBy?: string;
}

export interface PageRecord extends Thing {
  parent: Parent;
  /** The table that it is a row of; null for a page of its own. */
  dataSourceId: string | null;
  /** By property id, so that a renamed property keeps its values. */
  values: Record<string, { type: string; value: unknown }>;
}

export interface BlockRecord extends Thing {
  parent: Parent;
  type: string;
  content: Record<string, unknown>;
}

/** A write that was carried out. */
export interface LedgerEntry {
  at: string;
  method: string;
  path: string;
  /** The page, block list, data source or database that it made or changed. */
  id: string;
  /** The bearer key that asked for it. */
  key: string;
}

const tables = [
  'databases',
  'data_sources',
  'pages',
  'blocks',
  'block_children',
  'integrations',
] as const;

/** All that the Notion stand-in knows, on disk. */
export class NotionState {
  readonly store: Store;
  readonly databases: RecordMap<DatabaseRecord>;
  readonly dataSources: RecordMap<DataSourceRecord>;
  readonly pages: RecordMap<PageRecord>;
  readonly blocks: RecordMap<BlockRecord>;
  /** The ids of a page's or block's children, in their order. */
  readonly children: RecordMap<string[]>;
  /** Other integrations, by the id of their user. */
  readonly integrations: RecordMap<{ id: string; name: string }>;

  constructor(file: string) {
    this.store = new Store(
      file,
      `${tables.map(recordTable).join('\n')}
      CREATE TABLE IF NOT EXISTS ledger (
        position INTEGER PRIMARY KEY, at TEXT, method TEXT, path TEXT, id TEXT, key TEXT
      );`,
    );
    this.databases = new RecordMap(this.store, 'databases');
    this.dataSources = new RecordMap(this.store, 'data_sources');
    this.pages = new RecordMap(this.store, 'pages');
    this.blocks = new RecordMap(this.store, 'blocks');
    this.children = new RecordMap(this.store, 'block_children');
    this.integrations = new RecordMap(this.store, 'integrations');
  }

  isEmpty(): boolean {
    return this.databases.size === 0 && this.pages.size === 0;
  }

  /** @throws NotionRefusal 404, as those below */
  database(id: string): DatabaseRecord {
    return found(this.databases.get(id), 'database', id);
  }

  dataSource(id: string): DataSourceRecord {
    return found(this.dataSources.get(id), 'data source', id);
  }

  page(id: string): PageRecord {
    return found(this.pages.get(id), 'page', id);
  }

  block(id: string): BlockRecord {
    return found(this.blocks.get(id), 'block', id);
  }

  integration(id: string): { id: string; name: string } {
    return found(this.integrations.get(id), 'user', id);
  }

  note({ at, method, path, id, key }: LedgerEntry): void {
    this.store.run('INSERT INTO ledger (at, method, path, id, key) VALUES (?, ?, ?, ?, ?)', [
      at,
      method,
      path,
      id,
      key,
    ]);
  }

  ledger(): LedgerEntry[] {
    return this.store.all('SELECT at, method, path, id, key FROM ledger ORDER BY position');
  }

  /** Forgets what it holds in memory, after the store was wiped. */
  clear(): void {
    for (const records of [this.databases, this.dataSources, this.pages, this.blocks]) {
      records.clear();
    }
    this.children.clear();
    this.integrations.clear();
  }
}

function found<Found>(record: Found | undefined, what: string, id: string): Found {
  if (record === undefined) throw notFound(what, id);
  return record;
}
