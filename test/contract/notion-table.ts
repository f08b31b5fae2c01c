import assert from 'node:assert/strict';
import {
  APIResponseError,
  type Client,
  type CreatePageParameters,
  isFullDatabase,
  isFullPage,
  type PageObjectResponse,
  type QueryDataSourceParameters,
  UnknownHTTPResponseError,
} from '@notionhq/client';
import type { Target } from './fact.js';

/** A page of a workspace, and a table under it that was made for this run. */
export interface Workspace {
  url: string;
  notion: Client;
  pageId: string;
  dataSourceId: string;
  databaseId: string;
  token: string;
}

export type NotionTarget = Target<Workspace>;
export type Properties = NonNullable<CreatePageParameters['properties']>;

export const version = '2026-03-11';
export const text = (content: string) => [{ text: { content } }];

/** The table that every fact is about. */
export async function makeTable(notion: Client, pageId: string) {
  const database = await notion.databases.create({
    parent: { type: 'page_id', page_id: pageId },
    title: text(`Contract ${new Date().toISOString()}`),
    initial_data_source: {
      properties: {
        Name: { title: {} },
        Key: { rich_text: {} },
        Email: { email: {} },
        Score: { number: {} },
        Segment: { select: { options: [{ name: 'Hot' }, { name: 'Cold' }] } },
        'Sent At': { date: {} },
        Site: { url: {} },
        Done: { checkbox: {} },
      },
    },
  });
  assert.ok(isFullDatabase(database));
  return { databaseId: database.id, dataSourceId: database.data_sources[0]?.id ?? '' };
}

/** A new row with these values. */
export async function create(
  { client }: NotionTarget,
  properties: Properties,
): Promise<PageObjectResponse> {
  const { notion, dataSourceId } = client;
  const page = await notion.pages.create({
    parent: { data_source_id: dataSourceId },
    properties: { Name: { title: text('Row') }, ...properties },
  });
  assert.ok(isFullPage(page));
  return page;
}

/** The ids of the rows that a filter finds. */
export async function find(
  { client }: NotionTarget,
  filter: QueryDataSourceParameters['filter'],
): Promise<string[]> {
  const { results } = await client.notion.dataSources.query({
    data_source_id: client.dataSourceId,
    ...(filter && { filter }),
  });
  return results.map(({ id }) => id);
}

/** Status and code of a refusal. */
export async function refusalOf(
  request: Promise<unknown>,
): Promise<[status: number, code: string]> {
  try {
    await request;
  } catch (error) {
    if (APIResponseError.isAPIResponseError(error)) return [error.status, error.code];
    if (UnknownHTTPResponseError.isUnknownHTTPResponseError(error)) {
      return [error.status, (JSON.parse(error.body) as { code: string }).code];
    }
    throw error;
  }
  throw new Error('it was accepted');
}
