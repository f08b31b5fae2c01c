import type {
  Client,
  CreatePageParameters,
  PageObjectResponse,
  QueryDataSourceParameters,
} from '@notionhq/client';
import { isFullPage } from '@notionhq/client';
import { VendorFault } from '../../domain/errors.js';
import { type Cell, type OldRow, toColumn, toOldRow } from '../../domain/import/old-row.js';
import { type ClientConfig, openRequests } from './client.js';
import { Database } from './database.js';
import { toFault } from './faults.js';
import { isCutShort, readWhole } from './long-text.js';
import { patiently } from './patience.js';
import type { NotionRequests } from './requests.js';
import type { Schema } from './schema.js';
import { fromNotion } from './values.js';

/** A database whose columns are an older system's: read whole, whatever they are. */
export interface OldTable {
  /**
   * Every row, oldest first, however many there are; `onRead` is told how many so far.
   * @throws {VendorFault}
   */
  read(onRead?: (count: number) => void): Promise<OldTableRow[]>;
  /** Type of each column, by its name as `toColumn` writes it. */
  columns(): Promise<ReadonlyMap<string, OldColumn>>;
  /** Sets values in a row. Safe to repeat. */
  update(pageId: string, values: OldValues): Promise<void>;
  /** Makes a row. Not safe to repeat where it is in doubt: read again first. */
  create(values: OldValues): Promise<void>;
}

export interface OldTableRow extends OldRow {
  pageId: string;
}

export interface OldColumn {
  /** As the database has it. */
  name: string;
  type: string;
  /** Of a select or a status. */
  options: readonly string[];
}

/** By `toColumn`'s name. */
export type OldValues = Readonly<Record<string, Cell>>;

export interface OldTableConfig extends ClientConfig {
  /** Id or URL of a database or data source. */
  database: string;
  /** Our names of columns to the workspace's own, where they differ. */
  names?: Readonly<Record<string, string | undefined>> | undefined;
  onWait?: (ms: number) => void;
}

/** Notion ends a query at so many rows. */
const mostRows = 10_000;

type Filter = NonNullable<QueryDataSourceParameters['filter']>;
type Properties = NonNullable<CreatePageParameters['properties']>;

export function openOldTable(label: string, config: OldTableConfig): OldTable {
  return new NotionOldTable(label, config);
}

class NotionOldTable implements OldTable {
  private readonly notion: NotionRequests;
  private readonly database: Database<Schema>;
  private readonly label: string;
  private readonly onWait: ((ms: number) => void) | undefined;
  /** The workspace's own names of columns to ours. */
  private readonly ours: ReadonlyMap<string, string>;

  constructor(label: string, config: OldTableConfig) {
    const { database: id, names = {}, onWait } = config;
    this.label = label;
    this.onWait = onWait;
    this.notion = openRequests(config);
    this.database = new Database(this.notion, {}, { label, id, names: undefined });
    this.ours = new Map(Object.entries(names).map(([our, their = our]) => [their, our]));
  }

  async columns(): Promise<ReadonlyMap<string, OldColumn>> {
    const found = await this.ask((client, data_source_id) =>
      client.dataSources.retrieve({ data_source_id }),
    );
    return new Map(
      Object.values(found.properties).map((property): [string, OldColumn] => {
        const { name, type } = property;
        const column = { name, type, options: optionsOf(property) };
        return [toColumn(this.ours.get(name) ?? name), column];
      }),
    );
  }

  async read(onRead: (count: number) => void = () => {}): Promise<OldTableRow[]> {
    const rows = new Map<string, OldTableRow>();
    for (let from: string | undefined; ; ) {
      const before = rows.size;
      const { last, isPartial } = await readUpTo(this.ask, from, async (page) => {
        if (rows.has(page.id)) return;
        rows.set(page.id, await toRow(this.notion, page, this.ours));
        onRead(rows.size);
      });
      const isNews = rows.size > before;
      if (last === undefined || (!isNews && !isPartial)) return [...rows.values()];
      if (!isNews) {
        throw new VendorFault('Notion shows only part of the rows', { kind: 'permanent' });
      }
      from = last; // times have the grain of a minute, so that the last one is read again
    }
  }

  async update(pageId: string, values: OldValues): Promise<void> {
    const properties = await this.toProperties(values);
    await this.ask((client) => client.pages.update({ page_id: pageId, properties }));
  }

  async create(values: OldValues): Promise<void> {
    const properties = await this.toProperties(values);
    const make = (client: Client, data_source_id: string) =>
      client.pages.create({ parent: { data_source_id }, properties });
    await this.ask(make, true);
  }

  private readonly ask: Ask = async (request, isWrite = false) => {
    try {
      return await patiently(
        async () => {
          const { dataSourceId } = await this.database.found();
          return this.notion.try((client) => request(client, dataSourceId));
        },
        { onWait: this.onWait, isWrite },
      );
    } catch (error) {
      throw toFault(error, this.label);
    }
  };

  private async toProperties(values: OldValues): Promise<Properties> {
    this.known ??= await this.columns();
    const entries = Object.entries(values).flatMap(([name, value]) => {
      const column = this.known?.get(name);
      return column ? [[column.name, write(column, value)]] : [];
    });
    return Object.fromEntries(entries) as Properties;
  }

  private known: ReadonlyMap<string, OldColumn> | undefined;
}

/** Asks Notion of a data source, patiently. */
type Ask = <T>(
  request: (client: Client, dataSourceId: string) => Promise<T>,
  isWrite?: boolean,
) => Promise<T>;

/**
 * As many rows as one query gives. `last`: when the last of them was made, where there may be more; it says so
 * itself, or gave as many as it ever does.
 */
async function readUpTo(
  ask: Ask,
  from: string | undefined,
  onPage: (page: PageObjectResponse) => Promise<void>,
): Promise<{ last?: string; isPartial: boolean }> {
  const filter: Filter | undefined = from
    ? { timestamp: 'created_time', created_time: { on_or_after: from } }
    : undefined;
  let count = 0;
  let last = '';
  for (let cursor: string | undefined; ; ) {
    const start = cursor === undefined ? {} : { start_cursor: cursor };
    const answer = await ask((client, data_source_id) =>
      client.dataSources.query({
        data_source_id,
        result_type: 'page',
        page_size: 100,
        sorts: [{ timestamp: 'created_time', direction: 'ascending' }],
        ...(filter && { filter }),
        ...start,
      }),
    );
    for (const page of answer.results.filter(isFullPage)) {
      await onPage(page);
      count += 1;
      last = page.created_time;
    }
    if (answer.request_status?.type === 'incomplete') return { last, isPartial: true };
    if (!answer.has_more || !answer.next_cursor) {
      return { ...(count >= mostRows && { last }), isPartial: false };
    }
    cursor = answer.next_cursor;
  }
}

async function toRow(
  notion: NotionRequests,
  page: PageObjectResponse,
  ours: ReadonlyMap<string, string>,
): Promise<OldTableRow> {
  const cells: [string, Cell | undefined][] = [];
  for (const [name, property] of Object.entries(page.properties)) {
    const shown = isCutShort(property) ? await readWhole(notion, page.id, property) : property;
    cells.push([ours.get(name) ?? name, read(shown)]);
  }
  return { pageId: page.id, ...toOldRow(page.url, cells) };
}

/** A property's value as a cell; undefined for an empty one, and for kinds that no older tracker needs. */
function read(property: unknown): Cell | undefined {
  if (typeof property !== 'object' || property === null) return undefined;
  const { type } = property as { type?: string };
  const value: unknown = type && Reflect.get(property, type);
  if (type === 'title' || type === 'rich_text') return fromNotion(type, property) ?? undefined;
  if (type === 'formula') return read(value);
  if (isCell(value)) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  if (type === 'date') return readDate(value);
  if (type === 'multi_select' && Array.isArray(value)) {
    return value.map((option) => nameOf(option)).join(', ');
  }
  return nameOf(value);
}

/** A time that names its zone beside it, instead of an offset, keeps that. */
function readDate(date: object): string | undefined {
  const { start, time_zone: zone } = date as { start?: string; time_zone?: string | null };
  const isWall = start?.includes('T') && !/(?:Z|[+-]\d\d:\d\d)$/.test(start);
  return zone && isWall ? `${start}[${zone}]` : start;
}

function nameOf(option: unknown): string | undefined {
  const name: unknown =
    typeof option === 'object' && option !== null && Reflect.get(option, 'name');
  return typeof name === 'string' ? name : undefined;
}

function isCell(value: unknown): value is Cell {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function optionsOf(property: object): string[] {
  const { type = '' } = property as { type?: string };
  const kind: unknown = Reflect.get(property, type);
  const options: unknown =
    typeof kind === 'object' && kind !== null && Reflect.get(kind, 'options');
  return Array.isArray(options) ? options.flatMap((option) => nameOf(option) ?? []) : [];
}

/** An option is written in the case that it has there already. */
function write({ type, options }: OldColumn, value: Cell): unknown {
  const text = String(value);
  if (type === 'title' || type === 'rich_text') return { [type]: [{ text: { content: text } }] };
  if (type === 'date') return { date: { start: text } };
  if (type === 'checkbox') return { checkbox: value !== false };
  if (type === 'select' || type === 'status') {
    const known = options.find((option) => option.toLowerCase() === text.toLowerCase());
    return { [type]: { name: known ?? text } };
  }
  return { [type]: value };
}
