import type { PageObjectResponse, QueryDataSourceParameters } from '@notionhq/client';
import { isFullPage } from '@notionhq/client';
import { VendorFault } from '../../domain/errors.js';
import type { NotionRequests } from './requests.js';

type Query = Omit<QueryDataSourceParameters, 'data_source_id'>;

export type Filter = NonNullable<QueryDataSourceParameters['filter']>;

interface Source {
  dataSourceId: string;
}

/** All pages that a query finds, oldest first. @throws {VendorFault} when there are more than it reaches. */
export async function readAll(
  notion: NotionRequests,
  source: Source,
  asked: Query,
  which: string,
): Promise<PageObjectResponse[]> {
  const pages = await queryAll(notion, source, asked);
  if (pages) return pages;
  throw new VendorFault(`Notion shows only part of the rows ${which}`, { kind: 'permanent' });
}

/** Undefined where there are more than a query reaches. */
export async function queryAll(
  notion: NotionRequests,
  source: Source,
  asked: Query,
): Promise<PageObjectResponse[] | undefined> {
  const sorts = [{ timestamp: 'created_time', direction: 'ascending' } as const];
  const pages: PageObjectResponse[] = [];
  let cursor: string | null = null;
  do {
    const start = cursor === null ? {} : { start_cursor: cursor };
    const page = await query(notion, source, { ...asked, sorts, ...start });
    if (page.isCutShort) return undefined;
    pages.push(...page.pages);
    cursor = page.nextCursor;
  } while (cursor);
  return pages;
}

interface QueriedPages {
  pages: PageObjectResponse[];
  nextCursor: string | null;
  isCutShort: boolean;
}

/** As many as one request gives. */
export async function query(
  notion: NotionRequests,
  { dataSourceId }: Source,
  asked: Query,
): Promise<QueriedPages> {
  const { results, has_more, next_cursor, request_status } = await notion.try((client) =>
    client.dataSources.query({ data_source_id: dataSourceId, result_type: 'page', ...asked }),
  );
  return {
    pages: results.filter(isFullPage),
    nextCursor: has_more ? next_cursor : null,
    isCutShort: request_status?.type === 'incomplete',
  };
}
