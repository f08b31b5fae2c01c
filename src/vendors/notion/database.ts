import { extractNotionId, isFullDatabase } from '@notionhq/client';
import { InvalidSetup, VendorFault } from '../../domain/errors.js';
import { isNotFound, toFault } from './faults.js';
import type { NotionRequests } from './requests.js';
import { resolveNames } from './resolve-names.js';
import type { Schema } from './schema.js';

/** A database as the workspace has it: where its rows are, and what its properties are called there. */
export interface Found<S extends Schema> {
  dataSourceId: string;
  /** The workspace's own names, of the properties that it has. */
  names: { [K in keyof S]?: string };
}

/** What is found of a database, and what it lacks: of what we need, and of what we can do without. */
interface Findings<S extends Schema> extends Found<S> {
  faults: string[];
  warnings: string[];
}

/** One database; it is asked what it looks like when that is needed first, and when it may have changed. */
export class Database<S extends Schema> {
  readonly label: string;
  readonly schema: S;
  private readonly notion: NotionRequests;
  private readonly id: string;
  private readonly givenNames: Record<string, string | undefined> | undefined;
  private known: Found<S> | undefined;

  /** `label` is what we call it; `id` and the names of properties are the configuration's. */
  constructor(
    notion: NotionRequests,
    schema: S,
    given: { label: string; id: string; names: Record<string, string | undefined> | undefined },
  ) {
    this.notion = notion;
    this.schema = schema;
    this.label = given.label;
    this.id = given.id;
    this.givenNames = given.names;
  }

  /** As it was found last. @throws {VendorFault} */
  async found(): Promise<Found<S>> {
    return this.known ?? this.findAnew();
  }

  /**
   * As it is now.
   * @throws {VendorFault} about this database, when it lacks something that we need.
   */
  async findAnew(): Promise<Found<S>> {
    const { faults, ...found } = await this.look().catch((error: unknown) => {
      throw error instanceof InvalidSetup ? this.toFault(error.message) : error;
    });
    if (faults.length > 0) throw this.toFault(faults.join('; '));
    return found;
  }

  /**
   * All that is to say about it.
   * @throws {InvalidSetup} when it is not one database.
   * @throws {VendorFault} when Notion cannot be asked.
   */
  async look(): Promise<Findings<S>> {
    try {
      const dataSourceId = this.known?.dataSourceId ?? (await this.findDataSource());
      const { properties } = await this.notion.try((client) =>
        client.dataSources.retrieve({ data_source_id: dataSourceId }),
      );
      const { faults, ...found } = resolveNames(
        this.label,
        this.schema,
        properties,
        this.givenNames,
      );
      const all = faults.length > 0 ? faults : this.lost(found.names);
      if (all.length === 0) this.known = { dataSourceId, names: found.names };
      return { dataSourceId, ...found, faults: all };
    } catch (error) {
      throw error instanceof InvalidSetup ? error : toFault(error, this.label);
    }
  }

  /** What was there when we looked first. Read as empty, a renamed status would let mail go that must not. */
  private lost(names: Found<S>['names']): string[] {
    return Object.entries<string | undefined>(this.known?.names ?? {}).flatMap(([key, name]) =>
      name !== undefined && names[key] === undefined ? [`${this.label}: "${name}" is gone`] : [],
    );
  }

  private toFault(message: string): VendorFault {
    return new VendorFault(message, { kind: 'permanent', about: `notion-${this.label}` });
  }

  /** Rows live in data sources; an id may name a database with exactly one, or a data source itself. */
  private async findDataSource(): Promise<string> {
    const notionId = extractNotionId(this.id) ?? this.id;
    try {
      const database = await this.notion.try((client) =>
        client.databases.retrieve({ database_id: notionId }),
      );
      const sources = isFullDatabase(database) ? database.data_sources : [];
      const [source] = sources;
      if (source && sources.length === 1) return source.id;
      throw new InvalidSetup(
        `the Notion database "${this.label}" has ${sources.length} data sources; give the id of one of them`,
      );
    } catch (error) {
      if (isNotFound(error)) return notionId;
      throw error;
    }
  }
}
