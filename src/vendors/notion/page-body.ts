import type { BlockObjectResponse } from '@notionhq/client';
import { isFullBlock } from '@notionhq/client';
import type { Element, ElementContent, Text } from 'hast';
import { toHtml } from 'hast-util-to-html';
import { h } from 'hastscript';
import { BlockedTemplate } from '../../domain/errors.js';
import { isControl } from '../../domain/mail/template-tags.js';
import type { NotionRequests } from './requests.js';
import { plainText, richTextToHast } from './rich-text.js';

/** A block and what is nested in it. */
export interface BlockTree {
  block: BlockObjectResponse;
  children: BlockTree[];
}

/** Deeper than people nest what is to be read in a mail. */
const mostLevels = 6;

/**
 * A page's own blocks, as far down as they go.
 * @throws {VendorFault}
 * @throws {BlockedTemplate} when they are nested too deeply.
 */
export async function readBlocks(
  notion: NotionRequests,
  pageId: string,
  levels = mostLevels,
): Promise<BlockTree[]> {
  if (levels === 0) throw new BlockedTemplate(`the page is nested over ${mostLevels} levels deep`);
  const blocks: BlockObjectResponse[] = [];
  let cursor: string | null = null;
  do {
    const start: { start_cursor?: string } = cursor === null ? {} : { start_cursor: cursor };
    const list = await notion.ask((client) =>
      client.blocks.children.list({ block_id: pageId, page_size: 100, ...start }),
    );
    for (const block of list.results) {
      if (!isFullBlock(block)) throw new BlockedTemplate('Notion does not show us all of its page');
      blocks.push(block);
    }
    cursor = list.has_more ? list.next_cursor : null;
  } while (cursor !== null);
  const trees: BlockTree[] = [];
  for (const block of blocks) {
    const children = block.has_children ? await readBlocks(notion, block.id, levels - 1) : [];
    trees.push({ block, children });
  }
  return trees;
}

/**
 * Blocks as the HTML of a mail's body; text is escaped, but for what tags need.
 * @throws {BlockedTemplate} naming a block that mail cannot show: nothing is dropped in silence.
 */
export function blocksToHtml(trees: readonly BlockTree[]): string {
  return toHtml({ type: 'root', children: toElements(trees) });
}

const lists = { bulleted_list_item: 'ul', numbered_list_item: 'ol' } as const;

/** List items that follow each other are one list. */
function toElements(trees: readonly BlockTree[]): ElementContent[] {
  const elements: ElementContent[] = [];
  let openList: string | undefined;
  for (const tree of trees) {
    const { type } = tree.block;
    const list = type in lists ? lists[type as keyof typeof lists] : undefined;
    const last = elements.at(-1);
    if (list && openList === list && last?.type === 'element') last.children.push(toElement(tree));
    else if (list) elements.push(h(list, toElement(tree)));
    else if (!isEmptyParagraph(tree)) elements.push(controlOf(tree) ?? toElement(tree));
    openList = list;
  }
  return elements;
}

type Block<T extends BlockObjectResponse['type']> = Extract<BlockObjectResponse, { type: T }>;

/** How each kind of block looks in mail; a kind that is not here cannot be shown. */
const looks: {
  [T in BlockObjectResponse['type']]?: (block: Block<T>, children: BlockTree[]) => Element;
} = {
  paragraph: ({ paragraph }, children) => {
    const text = h('p', richTextToHast(paragraph.rich_text));
    return children.length === 0 ? text : h('div', [text, ...toElements(children)]);
  },
  heading_1: (block, children) => heading('h1', block.heading_1.rich_text, children),
  heading_2: (block, children) => heading('h2', block.heading_2.rich_text, children),
  heading_3: (block, children) => heading('h3', block.heading_3.rich_text, children),
  heading_4: (block, children) => heading('h4', block.heading_4.rich_text, children),
  bulleted_list_item: (block, children) =>
    h('li', [...richTextToHast(block.bulleted_list_item.rich_text), ...toElements(children)]),
  numbered_list_item: (block, children) =>
    h('li', [...richTextToHast(block.numbered_list_item.rich_text), ...toElements(children)]),
  quote: ({ quote }, children) =>
    h('blockquote', [h('p', richTextToHast(quote.rich_text)), ...toElements(children)]),
  callout: ({ callout }, children) =>
    h('div.note', [
      ...(callout.icon?.type === 'emoji' ? [`${callout.icon.emoji} `] : []),
      ...richTextToHast(callout.rich_text),
      ...toElements(children),
    ]),
  divider: () => h('hr'),
  code: ({ code }) => h('pre', h('code', richTextToHast(code.rich_text))),
  image: ({ image: content }) => image(content),
  // Mail is read on phones: columns stand below each other.
  column_list: (_, children) => h('div', toElements(children)),
  column: (_, children) => h('div', toElements(children)),
  table: (block, children) => table(block.table, children),
};

function toElement({ block, children }: BlockTree): Element {
  const draw = looks[block.type] as ((b: typeof block, c: BlockTree[]) => Element) | undefined;
  if (draw) return draw(block, children);
  throw new BlockedTemplate(`mail cannot show a Notion block of type "${block.type}"`);
}

type RichText = Parameters<typeof richTextToHast>[0];

function heading(level: 'h1' | 'h2' | 'h3' | 'h4', text: RichText, children: BlockTree[]): Element {
  if (children.length > 0) throw new BlockedTemplate('mail cannot fold a heading');
  return h(level, richTextToHast(text));
}

function image(content: Block<'image'>['image']): Element {
  if (content.type !== 'external') {
    throw new BlockedTemplate(
      'an image lies in Notion, where its address dies within an hour; give an address of your own',
    );
  }
  const { url } = content.external;
  return h('p', h('img', { src: url, alt: plainText(content.caption), style: 'max-width: 100%' }));
}

function table(headers: Block<'table'>['table'], rows: BlockTree[]): Element {
  const toRow = ({ block }: BlockTree, row: number): Element => {
    const cells = block.type === 'table_row' ? block.table_row.cells : [];
    return h(
      'tr',
      cells.map((text, column): ElementContent => {
        const isHeader =
          (headers.has_column_header && row === 0) || (headers.has_row_header && column === 0);
        return h(isHeader ? 'th' : 'td', richTextToHast(text));
      }),
    );
  };
  return h('div.data', h('table', h('tbody', rows.map(toRow))));
}

/** A paragraph that only steers the template leaves no gap in the mail. */
function controlOf({ block, children }: BlockTree): Text | undefined {
  if (block.type !== 'paragraph' || children.length > 0) return undefined;
  const value = plainText(block.paragraph.rich_text);
  return isControl(value) ? { type: 'text', value } : undefined;
}

function isEmptyParagraph({ block, children }: BlockTree): boolean {
  return (
    block.type === 'paragraph' && block.paragraph.rich_text.length === 0 && children.length === 0
  );
}
