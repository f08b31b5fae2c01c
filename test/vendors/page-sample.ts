import type { BlockObjectRequest, Client } from '@notionhq/client';
import { createGate } from '../../src/vendors/gate.js';
import { blocksToHtml, readBlocks } from '../../src/vendors/notion/page-body.js';
import { NotionRequests } from '../../src/vendors/notion/requests.js';
import { dataSourceId, text } from '../sandbox/notion-workspace.js';

/** Blocks as authors write them, and what becomes of them. */

export const looks = (content: string, annotations: object, url?: string) => ({
  text: { content, ...(url && { link: { url } }) },
  annotations,
});
export const bold = (content: string) => looks(content, { bold: true });
export const link = (content: string, url: string) => looks(content, {}, url);
export const plain = (content: string) => looks(content, {});
export const p = (...rich_text: object[]) => ({ paragraph: { rich_text } });
export const said = (type: string, content = 'x', more: object = {}) => ({
  [type]: { rich_text: text(content), ...more },
});

/** A new page of the sample's workspace; gives its id. */
export async function pageOf(notion: Client, children: object[]): Promise<string> {
  const page = await notion.pages.create({
    parent: { data_source_id: dataSourceId },
    properties: {},
    children: children as BlockObjectRequest[],
  });
  return page.id;
}

export async function htmlOf(notion: Client, pageId: string): Promise<string> {
  const requests = new NotionRequests(notion, createGate(100_000));
  return blocksToHtml(await readBlocks(requests, pageId));
}
