import type {
  CreatePageParameters,
  PageObjectResponse,
  QueryDataSourceParameters,
} from '@notionhq/client';
import { isFullPage } from '@notionhq/client';
import { VendorFault } from '../../domain/errors.js';
import { isNotFound, toFault } from './faults.js';
import type { NotionRequests } from './requests.js';
import type { Schema } from './schema.js';
import { fromNotion, type PlainValues, toNotion } from './values.js';

/** Plain values by our own names for the properties; null clears or is empty. */
export type Values<S extends Schema> = { [K in keyof S]?: PlainValues[S[K]['type']] | null };

export interface Row<S extends Schema> {
  id: string;
  createdAt: string;
  values: { [K in keyof S]: PlainValues[S[K]['type']] | null };
}

type Filter = NonNullable<QueryDataSourceParameters['filter']>;

type Properties = NonNullable<CreatePageParameters['properties']>;

/** One Notion database, with our names and plain values in place of its own. */
export class Table<S extends Schema> {
  private readonly notion: NotionRequests;
  private readonly dataSourceId: string;
  private readonly schema: S;
  private readonly names: { [K in keyof S]?: string };

  /** `names` are the workspace's own, of the properties that it has. */
  constructor(
    notion: NotionRequests,
    dataSourceId: string,
    schema: S,
    names: { [K in keyof S]?: string },
  ) {
    this.notion = notion;
    this.dataSourceId = dataSourceId;
    this.schema = schema;
    this.names = names;
  }

  /** What the workspace calls a property. */
  nameOf(key: keyof S & string): string {
    return this.names[key] ?? this.property(key).name;
  }

  /**
   * All rows whose text property equals or starts with the given text, oldest first.
   * @throws {VendorFault} when there are more than a query reaches: Notion ends one at 10,000 rows.
   */
  async find(
    key: keyof S & string,
    condition: 'equals' | 'starts_with',
    text: string,
  ): Promise<Row<S>[]> {
    const { type } = this.property(key);
    const filter = { property: this.names[key], [type]: { [condition]: text } } as Filter;
    const rows: Row<S>[] = [];
    let cursor: string | null = null;
    do {
      const page = await this.query({
        filter,
        sorts: [{ timestamp: 'created_time', direction: 'ascending' }],
        ...(cursor && { start_cursor: cursor }),
      });
      if (page.isCutShort) {
        throw new VendorFault(`Notion shows only part of the rows that match by "${key}"`, {
          kind: 'permanent',
        });
      }
      rows.push(...page.rows);
      cursor = page.nextCursor;
    } while (cursor);
    return rows;
  }

  /** The newest rows, a hundred at most. */
  async newest(): Promise<Row<S>[]> {
    const { rows } = await this.query({
      sorts: [{ timestamp: 'created_time', direction: 'descending' }],
    });
    return rows;
  }

  /** The row as it is now; undefined when it is deleted, or no longer shared with us. */
  async read(id: string): Promise<Row<S> | undefined> {
    try {
      const page = await this.notion.try((client) => client.pages.retrieve({ page_id: id }));
      return isFullPage(page) && !page.in_trash ? await this.toRow(page) : undefined;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw toFault(error);
    }
  }

  /** Makes a row and gives its id. Not safe to repeat: see `create-once.ts` of the activities. */
  async create(values: Values<S>): Promise<string> {
    const page = await this.notion.ask((client) =>
      client.pages.create({
        parent: { data_source_id: this.dataSourceId },
        properties: this.toProperties(values),
      }),
    );
    return page.id;
  }

  /** Sets the given values; false when the row is deleted. Safe to repeat. */
  async update(id: string, values: Values<S>): Promise<boolean> {
    try {
      const properties = this.toProperties(values);
      const page = await this.notion.try((client) =>
        client.pages.update({ page_id: id, properties }),
      );
      return isFullPage(page) && !page.in_trash;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw toFault(error);
    }
  }

  private async query(query: Omit<QueryDataSourceParameters, 'data_source_id'>) {
    const { results, has_more, next_cursor, request_status } = await this.notion.ask((client) =>
      client.dataSources.query({
        data_source_id: this.dataSourceId,
        result_type: 'page',
        ...query,
      }),
    );
    const rows: Row<S>[] = [];
    for (const page of results) if (isFullPage(page)) rows.push(await this.toRow(page));
    return {
      rows,
      nextCursor: has_more ? next_cursor : null,
      isCutShort: request_status?.type === 'incomplete',
    };
  }

  private property(key: keyof S & string) {
    const property = this.schema[key];
    if (!property) throw new TypeError(`the schema has no property "${key}"`);
    return property;
  }

  private toProperties(values: Values<S>): Properties {
    const entries = Object.entries(values).flatMap(([key, value]) => {
      const name = this.names[key];
      return name === undefined || value === undefined
        ? [] // the workspace lacks an optional property: the feature is off
        : [[name, toNotion(this.property(key).type, value)] as const];
    });
    return Object.fromEntries(entries) as Properties;
  }

  private async toRow(page: PageObjectResponse): Promise<Row<S>> {
    const values: [string, unknown][] = [];
    for (const key of Object.keys(this.schema)) {
      const { type } = this.property(key);
      const name = this.names[key];
      const shown = name === undefined ? undefined : page.properties[name];
      // It was there when we began. Read as empty, a renamed status would let mail go that must not.
      if (name !== undefined && shown?.type !== type) {
        const found = shown ? `of type ${shown.type}` : 'gone';
        throw new VendorFault(
          `the Notion property "${name}" is ${found}, and was of type ${type}`,
          {
            kind: 'permanent',
          },
        );
      }
      const property = isCutShort(shown) ? await this.readWhole(page.id, shown) : shown;
      values.push([key, fromNotion(type, property)]);
    }
    return {
      id: page.id,
      createdAt: page.created_time,
      values: Object.fromEntries(values) as Row<S>['values'],
    };
  }

  /** A text of many pieces from its own address, where all of them are. */
  private async readWhole(pageId: string, { id, type }: LongText): Promise<unknown> {
    const pieces: unknown[] = [];
    let cursor: string | null = null;
    do {
      const start: { start_cursor?: string } = cursor === null ? {} : { start_cursor: cursor };
      const list = await this.notion.ask((client) =>
        client.pages.properties.retrieve({ page_id: pageId, property_id: id, ...start }),
      );
      if (list.object !== 'list') throw new TypeError(`expected a list of pieces of "${id}"`);
      pieces.push(...list.results.map((item) => Reflect.get(item, type)));
      cursor = list.has_more ? list.next_cursor : null;
    } while (cursor !== null);
    return { [type]: pieces };
  }
}

type LongText = Extract<PageObjectResponse['properties'][string], { type: 'rich_text' | 'title' }>;

/** A page shows at most this many pieces of a text. */
const mostPiecesShown = 25;

function isCutShort(
  property: PageObjectResponse['properties'][string] | undefined,
): property is LongText {
  if (property?.type === 'rich_text') return property.rich_text.length >= mostPiecesShown;
  return property?.type === 'title' && property.title.length >= mostPiecesShown;
}
