import type { DataSourceObjectResponse, PageObjectResponse } from '@notionhq/client';
import { fromNotion } from './values.js';

/** What is found of a workspace by whoever sets it up. */

/** A column of a database that was found. */
export interface FoundColumn {
  id: string;
  type: string;
  /** Of a select. */
  options: readonly { id: string; name: string }[];
  /** Data source that a relation leads to. */
  relatedTo: string | undefined;
}

/** A database of the workspace, with the one data source of it that counts. */
export interface FoundDatabase {
  databaseId: string;
  dataSourceId: string;
  title: string;
  url: string;
  /** User who made it. */
  madeBy: string;
  columns: Readonly<Record<string, FoundColumn>>;
}

export interface FoundPage {
  id: string;
  title: string;
  url: string;
}

/** A row of a table, by two of its columns. */
export interface FoundRow {
  id: string;
  url: string;
  name: string;
  status: string;
}

/** A table, from its only data source; undefined for one that hangs in no database. */
export function toDatabase(source: DataSourceObjectResponse): FoundDatabase | undefined {
  if (source.parent.type !== 'database_id') return undefined;
  const columns = Object.entries(source.properties).map(([name, column]): [string, FoundColumn] => [
    name,
    {
      id: column.id,
      type: column.type,
      options: column.type === 'select' ? column.select.options : [],
      relatedTo: column.type === 'relation' ? column.relation.data_source_id : undefined,
    },
  ]);
  return {
    databaseId: source.parent.database_id,
    dataSourceId: source.id,
    title: source.title.map(({ plain_text }) => plain_text).join(''),
    url: source.url,
    madeBy: source.created_by.id,
    columns: Object.fromEntries(columns),
  };
}

/** A page of its own. */
export function toPage({ id, url, properties }: PageObjectResponse): FoundPage {
  const title = Object.values(properties).find(({ type }) => type === 'title');
  return { id, url, title: fromNotion('title', title) ?? '' };
}
