import type { PageObjectResponse } from '@notionhq/client';
import type { NotionRequests } from './requests.js';

type Shown = PageObjectResponse['properties'][string];
type LongText = Extract<Shown, { type: 'rich_text' | 'title' }>;

/** A page shows at most this many pieces of a text. */
const mostPiecesShown = 25;

/** Whether a page may show only the beginning of a text. */
export function isCutShort(property: Shown | undefined): property is LongText {
  if (property?.type === 'rich_text') return property.rich_text.length >= mostPiecesShown;
  return property?.type === 'title' && property.title.length >= mostPiecesShown;
}

/** A text of many pieces from its own address, where all of them are. */
export async function readWhole(
  notion: NotionRequests,
  pageId: string,
  { id, type }: LongText,
): Promise<unknown> {
  const pieces: unknown[] = [];
  let cursor: string | null = null;
  do {
    const start: { start_cursor?: string } = cursor === null ? {} : { start_cursor: cursor };
    const list = await notion.try((client) =>
      client.pages.properties.retrieve({ page_id: pageId, property_id: id, ...start }),
    );
    if (list.object !== 'list') throw new TypeError(`expected a list of pieces of "${id}"`);
    pieces.push(...list.results.map((item) => Reflect.get(item, type)));
    cursor = list.has_more ? list.next_cursor : null;
  } while (cursor !== null);
  return { [type]: pieces };
}
