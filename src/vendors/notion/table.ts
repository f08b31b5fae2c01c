import type {
  CreatePageParameters,
  PageObjectResponse,
  UpdatePageParameters,
} from '@notionhq/client';
import { isFullPage } from '@notionhq/client';
import { VendorFault } from '../../domain/errors.js';
import type { KnownFaults } from '../known-faults.js';
import type { Database, Found } from './database.js';
import { isMisfit, isNotFound, isOwnFault, toFault } from './faults.js';
import { isCutShort, readWhole } from './long-text.js';
import { type Filter, query, queryAll, readAll } from './query-pages.js';
import type { NotionRequests } from './requests.js';
import type { Row, Values } from './row.js';
import type { Schema } from './schema.js';
import { fromNotion, toNotion } from './values.js';

export type { Row, Values } from './row.js';

type Properties = NonNullable<CreatePageParameters['properties']>;

/** What a row's text property is to be. */
export interface Condition<S extends Schema> {
  key: keyof S & string;
  is: 'equals' | 'starts_with' | 'contains';
  text: string;
}

/** One Notion database, with our names and plain values in place of its own. */
export class Table<S extends Schema> {
  private readonly notion: NotionRequests;
  private readonly database: Database<S>;
  private readonly faults: KnownFaults;

  /** `faults` knows what of this workspace is at fault, so that it is not asked again and again. */
  constructor(notion: NotionRequests, database: Database<S>, faults: KnownFaults) {
    this.notion = notion;
    this.database = database;
    this.faults = faults;
  }

  /** Whether the workspace has an optional property. */
  async has(key: keyof S & string): Promise<boolean> {
    return this.guard('find', async ({ names }) => names[key] !== undefined);
  }

  /** What the workspace calls a property. */
  async nameOf(key: keyof S & string): Promise<string> {
    return (await this.database.found()).names[key] ?? this.property(key).name;
  }

  /**
   * All rows whose text property equals or starts with the given text, oldest first.
   * @throws {VendorFault} when there are more than a query reaches: Notion ends one at 10,000 rows.
   */
  find(key: keyof S & string, is: 'equals' | 'starts_with', text: string): Promise<Row<S>[]> {
    return this.findAny([{ key, is, text }]);
  }

  /**
   * The same of rows that meet any of some conditions, in one request. None meets what is asked of an optional
   * property that the workspace lacks.
   * @throws {VendorFault} as `find`.
   */
  findAny(conditions: readonly Condition<S>[]): Promise<Row<S>[]> {
    const find = async (found: Found<S>) => {
      const any = conditions.flatMap(({ key, is, text }) => {
        const property = found.names[key];
        return property === undefined
          ? []
          : [{ property, [this.property(key).type]: { [is]: text } }];
      });
      if (any.length === 0) return [];
      const filter = (any.length === 1 ? any[0] : { or: any }) as Filter;
      const keys = [...new Set(conditions.map(({ key }) => `"${key}"`))];
      const which = `that match by ${keys.join(' or ')}`;
      return this.toRows(await readAll(this.notion, found, { filter }, which), found);
    };
    return this.guard('find', find, conditions.map(({ text }) => text).join());
  }

  /** All rows, oldest first. @throws {VendorFault} when there are more than a query reaches. */
  all(): Promise<Row<S>[]> {
    return this.guard('find', async (found) =>
      this.toRows(await readAll(this.notion, found, {}, 'there are'), found),
    );
  }

  /** When each row was edited last, by its id, and nothing else of them. */
  editTimes(): Promise<Map<string, string>> {
    return this.guard('find', async (found) => {
      // Notion knows a title by this id, whatever it is called.
      const pages = await readAll(
        this.notion,
        found,
        { filter_properties: ['title'] },
        'there are',
      );
      return new Map(pages.map(({ id, last_edited_time }) => [id, last_edited_time]));
    });
  }

  /**
   * All rows whose date lies in a time, its end left out. A time with more rows than a query reaches is read
   * in halves.
   * @param from ISO instant, as `to`.
   */
  async findBetween(key: keyof S & string, from: string, to: string): Promise<Row<S>[]> {
    const { type } = this.property(key);
    const rows = await this.guard('find', async (found) => {
      const property = found.names[key];
      const bounds = [{ on_or_after: from }, { before: to }];
      const filter = { and: bounds.map((bound) => ({ property, [type]: bound })) } as Filter;
      const pages = await queryAll(this.notion, found, { filter });
      return pages && this.toRows(pages, found);
    });
    if (rows) return rows;
    const middle = new Date((Date.parse(from) + Date.parse(to)) / 2).toISOString();
    const first = await this.findBetween(key, from, middle);
    return first.concat(await this.findBetween(key, middle, to));
  }

  /** The newest rows, a hundred at most. */
  newest(): Promise<Row<S>[]> {
    return this.guard('find', async (found) => {
      const sorts = [{ timestamp: 'created_time', direction: 'descending' } as const];
      return this.toRows((await query(this.notion, found, { sorts })).pages, found);
    });
  }

  /** The row as it is now; undefined when it is deleted, or no longer shared with us. */
  read(id: string): Promise<Row<S> | undefined> {
    const read = async (found: Found<S>) => {
      const page = await this.retrieve(id);
      return page && this.toRow(page, found);
    };
    return this.guard('read', read, id);
  }

  /** Makes a row and gives its id. Not safe to repeat: see `create-once.ts` of the activities. */
  create(values: Values<S>): Promise<string> {
    const create = async (found: Found<S>) => {
      try {
        return await this.createPage(values, found);
      } catch (error) {
        const others = this.withoutRelations(values);
        if (others === undefined || !(isMisfit(error) || isNotFound(error))) throw error;
        // What it refers to may be in the trash: the row is worth more than the reference.
        return this.createPage(others, found);
      }
    };
    const { key, email } = values as Record<string, unknown>;
    return this.guard('create', create, JSON.stringify([key, email]));
  }

  /** Sets the given values; false when the row is deleted. Safe to repeat. */
  update(id: string, values: Values<S>): Promise<boolean> {
    return this.change(id, async (found) => ({ properties: this.toProperties(values, found) }));
  }

  /** Puts the row into Notion's trash; one that is there, or gone, is none. Safe to repeat. */
  async trash(id: string): Promise<void> {
    await this.change(id, async () => ({ in_trash: true }));
  }

  /** False when the row is deleted. */
  private change(
    id: string,
    to: (found: Found<S>) => Promise<Omit<UpdatePageParameters, 'page_id'>>,
  ): Promise<boolean> {
    const change = async (found: Found<S>) => {
      const changes = await to(found);
      try {
        const page = await this.notion.try((client) =>
          client.pages.update({ page_id: id, ...changes }),
        );
        return isFullPage(page) && !page.in_trash;
      } catch (error) {
        // A page in the trash is refused in the same words as values that do not fit.
        const isGone = isMisfit(error) && (await this.retrieve(id)) === undefined;
        if (isGone || isNotFound(error)) return false;
        throw error;
      }
    };
    return this.guard('update', change, id);
  }

  private async createPage(values: Values<S>, found: Found<S>): Promise<string> {
    const properties = this.toProperties(values, found);
    const page: { id?: string } = await this.notion.try((client) =>
      client.pages.create({ parent: { data_source_id: found.dataSourceId }, properties }),
    );
    // Whatever answered, a page may have been made: it is looked for, as after an answer that was lost.
    if (!page.id) throw toFault(new TypeError('a page without an id'));
    return page.id;
  }

  /**
   * Does what needs the database's columns. Where it is refused as if they had changed, they are looked
   * at again; what is refused then too is this request's own fault. `of`: the page, where it is one. A write is done
   * again by nobody but whoever still wants it then, as things are by then.
   * @throws {VendorFault}
   */
  private guard<T>(kind: string, work: (found: Found<S>) => Promise<T>, of?: string): Promise<T> {
    const attempt = async (found: Found<S>) => {
      try {
        return await work(found);
      } catch (error) {
        throw toFault(error, this.database.label);
      }
    };
    const twice = async () => {
      try {
        return await attempt(await this.database.found());
      } catch (error) {
        if (!isOwnFault(error)) throw error;
        return attempt(await this.database.findAnew());
      }
    };
    const probe = kind === 'find' || kind === 'read' ? undefined : () => this.database.findAnew();
    return this.faults.guard(`${this.database.label}/${kind}`, twice, { of, probe });
  }

  private async retrieve(id: string): Promise<PageObjectResponse | undefined> {
    try {
      const page = await this.notion.try((client) => client.pages.retrieve({ page_id: id }));
      return isFullPage(page) && !page.in_trash ? page : undefined;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  private async toRows(pages: readonly PageObjectResponse[], found: Found<S>): Promise<Row<S>[]> {
    const rows: Row<S>[] = [];
    for (const page of pages) rows.push(await this.toRow(page, found));
    return rows;
  }

  private property(key: keyof S & string) {
    const property = this.database.schema[key];
    if (!property) throw new TypeError(`the schema has no property "${key}"`);
    return property;
  }

  private toProperties(values: Values<S>, { names }: Found<S>): Properties {
    const entries = Object.entries(values).flatMap(([key, value]) => {
      const name = names[key];
      return name === undefined || value === undefined
        ? [] // the workspace lacks an optional property: the feature is off
        : [[name, toNotion(this.property(key).type, value)] as const];
    });
    return Object.fromEntries(entries) as Properties;
  }

  /** Undefined where there are none. */
  private withoutRelations(values: Values<S>): Values<S> | undefined {
    const others = Object.entries(values).filter(([key]) => this.property(key).type !== 'relation');
    const isSame = others.length === Object.keys(values).length;
    return isSame ? undefined : (Object.fromEntries(others) as Values<S>);
  }

  private async toRow(page: PageObjectResponse, { names }: Found<S>): Promise<Row<S>> {
    const values: [string, unknown][] = [];
    for (const key of Object.keys(this.database.schema)) {
      const { type } = this.property(key);
      const name = names[key];
      const shown = name === undefined ? undefined : page.properties[name];
      // It was there when we looked. Read as empty, a renamed status would let mail go that must not.
      if (name !== undefined && shown?.type !== type) {
        const found = shown ? `of type ${shown.type}` : 'gone';
        const message = `the Notion property "${name}" is ${found}, and was of type ${type}`;
        throw new VendorFault(message, { kind: 'permanent' });
      }
      const property = isCutShort(shown) ? await readWhole(this.notion, page.id, shown) : shown;
      values.push([key, fromNotion(type, property)]);
    }
    return {
      id: page.id,
      createdAt: page.created_time,
      editedAt: page.last_edited_time,
      values: Object.fromEntries(values) as Row<S>['values'],
    };
  }
}
