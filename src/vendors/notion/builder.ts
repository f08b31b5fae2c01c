import {
  type Client,
  type CreateDatabaseParameters,
  type CreatePageParameters,
  extractNotionId,
  isFullDatabase,
  isFullDataSource,
  isFullPage,
  isFullUser,
  type UpdateDataSourceParameters,
} from '@notionhq/client';
import { InvalidSetup, VendorFault } from '../../domain/errors.js';
import { toRefusal } from './builder-faults.js';
import { type ClientConfig, openRequests } from './client.js';
import { isNotFound } from './faults.js';
import { type FoundDatabase, type FoundPage, type FoundRow, toDatabase, toPage } from './found.js';
import { patiently } from './patience.js';
import type { NotionRequests } from './requests.js';
import { fromNotion } from './values.js';

export type Columns = NonNullable<UpdateDataSourceParameters['properties']>;
export type Cells = NonNullable<CreatePageParameters['properties']>;

/**
 * Looks at a workspace and adds to it; never changes what a person has put there. Reads are patient: they are
 * asked again where Notion is busy. A write is asked once, as it may have been done although its answer was lost.
 * @throws {VendorFault} each; what `about` means is in `builder-faults.ts`.
 */
export interface Builder {
  /** Who we are there. */
  whoAmI(): Promise<{ id: string }>;
  /** The name of another integration; undefined when the user is a person, or we may not ask. */
  integrationName(userId: string): Promise<string | undefined>;
  /**
   * By id or URL, of a database or a data source.
   * @throws {InvalidSetup} when it is not one table, or lies in the trash.
   */
  database(idOrUrl: string): Promise<FoundDatabase>;
  /** By id or URL. */
  page(idOrUrl: string): Promise<FoundPage>;
  /** The databases that stand on a page, those in its columns and toggles not. */
  databasesOn(pageId: string): Promise<FoundDatabase[]>;
  /** Databases with this in their title, of those that the token sees; the newest may be missing yet. */
  databasesCalled(title: string): Promise<FoundDatabase[]>;
  /** Some pages that the token sees. */
  pages(): Promise<FoundPage[]>;
  rows(dataSourceId: string, columns: { name: string; status: string }): Promise<FoundRow[]>;
  /** Not safe to repeat; gives its id. */
  makeDatabase(pageId: string, title: string, columns: Columns): Promise<string>;
  /** Safe to repeat. An option of a select that is not named is removed: name all. */
  addColumns(dataSourceId: string, columns: Columns): Promise<void>;
  /** Not safe to repeat; gives its id. */
  makeRow(dataSourceId: string, cells: Cells): Promise<string>;
}

export interface BuilderConfig extends Omit<ClientConfig, 'gate'> {
  /** Told when Notion keeps us waiting. */
  onWait?: (ms: number) => void;
}

/** Opens a workspace for whoever sets it up. Nobody is asked yet. */
export function openBuilder(config: BuilderConfig): Builder {
  const { deadlineMs = 30_000, onWait } = config;
  const requests = openRequests({ ...config, deadlineMs });
  return new NotionBuilder(requests, onWait);
}

type Ask = <T>(request: (client: Client) => Promise<T>) => Promise<T>;

class NotionBuilder implements Builder {
  private readonly read: Ask;
  private readonly write: Ask;

  constructor(notion: NotionRequests, onWait: ((ms: number) => void) | undefined) {
    this.read = (request) => patiently(() => notion.try(request), { onWait, isWrite: false });
    this.write = (request) => patiently(() => notion.try(request), { onWait, isWrite: true });
  }

  async whoAmI(): Promise<{ id: string }> {
    return refusing(this.read((client) => client.users.me({})));
  }

  async integrationName(userId: string): Promise<string | undefined> {
    // Whether we may ask is a right of its own; nothing depends on it.
    const user = await this.read((client) => client.users.retrieve({ user_id: userId })).catch(
      () => undefined,
    );
    return user && isFullUser(user) && user.type === 'bot' ? (user.name ?? 'unnamed') : undefined;
  }

  async database(idOrUrl: string): Promise<FoundDatabase> {
    return refusing(this.findDatabase(extractNotionId(idOrUrl) ?? idOrUrl));
  }

  async page(idOrUrl: string): Promise<FoundPage> {
    const id = extractNotionId(idOrUrl) ?? idOrUrl;
    const page = await refusing(this.read((client) => client.pages.retrieve({ page_id: id })));
    if (isFullPage(page) && !page.in_trash) return toPage(page);
    throw new InvalidSetup('the page lies in the trash; restore it in Notion, or name another');
  }

  async databasesOn(pageId: string): Promise<FoundDatabase[]> {
    const found: FoundDatabase[] = [];
    let cursor: string | undefined;
    do {
      const list = await refusing(
        this.read((client) =>
          client.blocks.children.list({
            block_id: pageId,
            page_size: 100,
            ...(cursor && { start_cursor: cursor }),
          }),
        ),
      );
      for (const block of list.results) {
        if (!('type' in block) || block.type !== 'child_database' || block.in_trash) continue;
        const database = await this.findOrNot(block.id);
        if (database) found.push(database);
      }
      cursor = list.next_cursor ?? undefined;
    } while (cursor);
    return found;
  }

  async databasesCalled(title: string): Promise<FoundDatabase[]> {
    const filter = { property: 'object', value: 'data_source' } as const;
    const list = await refusing(
      this.read((client) => client.search({ query: title, filter, page_size: 100 })),
    );
    return list.results.flatMap((source) =>
      isFullDataSource(source) && !source.in_trash ? (toDatabase(source) ?? []) : [],
    );
  }

  async pages(): Promise<FoundPage[]> {
    const filter = { property: 'object', value: 'page' } as const;
    const list = await refusing(this.read((client) => client.search({ filter, page_size: 100 })));
    return list.results.flatMap((page) =>
      // Rows of tables are pages too.
      isFullPage(page) && !page.in_trash && page.parent.type !== 'data_source_id'
        ? toPage(page)
        : [],
    );
  }

  async rows(dataSourceId: string, columns: { name: string; status: string }): Promise<FoundRow[]> {
    const rows: FoundRow[] = [];
    let cursor: string | undefined;
    do {
      const list = await refusing(
        this.read((client) =>
          client.dataSources.query({
            data_source_id: dataSourceId,
            result_type: 'page',
            page_size: 100,
            ...(cursor && { start_cursor: cursor }),
          }),
        ),
      );
      for (const page of list.results) {
        if (!isFullPage(page) || page.in_trash) continue;
        rows.push({
          id: page.id,
          url: page.url,
          name: fromNotion('title', page.properties[columns.name]) ?? '',
          status: fromNotion('select', page.properties[columns.status]) ?? '',
        });
      }
      cursor = list.has_more ? (list.next_cursor ?? undefined) : undefined;
    } while (cursor);
    return rows;
  }

  async makeDatabase(pageId: string, title: string, columns: Columns): Promise<string> {
    const parameters: CreateDatabaseParameters = {
      parent: { type: 'page_id', page_id: pageId },
      title: [{ text: { content: title } }],
      // What a new table takes is a part of what a table that is there takes.
      initial_data_source: { properties: columns as never },
    };
    const made = await refusing(this.write((client) => client.databases.create(parameters)));
    return made.id;
  }

  async addColumns(dataSourceId: string, columns: Columns): Promise<void> {
    await refusing(
      this.write((client) =>
        client.dataSources.update({ data_source_id: dataSourceId, properties: columns }),
      ),
    );
  }

  async makeRow(dataSourceId: string, cells: Cells): Promise<string> {
    const parent = { data_source_id: dataSourceId };
    const made = await refusing(
      this.write((client) => client.pages.create({ parent, properties: cells })),
    );
    return made.id;
  }

  private async findOrNot(id: string): Promise<FoundDatabase | undefined> {
    try {
      return await refusing(this.findDatabase(id));
    } catch (error) {
      // One of several tables, or a view of a database elsewhere, which Notion does not show us.
      if (error instanceof InvalidSetup || isUnshared(error)) return undefined;
      throw error;
    }
  }

  /** Rows live in data sources; an id may name a database with exactly one, or a data source itself. */
  private async findDatabase(id: string): Promise<FoundDatabase> {
    const dataSourceId = await this.dataSourceOf(id);
    const source = await this.read((client) =>
      client.dataSources.retrieve({ data_source_id: dataSourceId }),
    );
    const found = isFullDataSource(source) ? toDatabase(source) : undefined;
    if (!found || (isFullDataSource(source) && source.in_trash)) throw new InvalidSetup(inTrash);
    return found;
  }

  private async dataSourceOf(id: string): Promise<string> {
    try {
      const database = await this.read((client) => client.databases.retrieve({ database_id: id }));
      if (!isFullDatabase(database) || database.in_trash) throw new InvalidSetup(inTrash);
      const [source, ...others] = database.data_sources;
      if (source && others.length === 0) return source.id;
      const named = database.data_sources.map((one) => `"${one.name}" (${one.id})`).join(', ');
      throw new InvalidSetup(
        `it has ${database.data_sources.length} data sources; give the id of one of them: ${named}`,
      );
    } catch (error) {
      if (isNotFound(error)) return id;
      throw error;
    }
  }
}

const inTrash = 'it lies in the trash; restore it in Notion';

function isUnshared(error: unknown): boolean {
  return error instanceof VendorFault && error.about === 'notion-sharing';
}

async function refusing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof InvalidSetup ? error : toRefusal(error);
  }
}
