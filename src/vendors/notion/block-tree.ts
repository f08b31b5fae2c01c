import type { BlockObjectResponse } from '@notionhq/client';

/** A block and what is nested in it. */
export interface BlockTree {
  block: BlockObjectResponse;
  children: BlockTree[];
}
