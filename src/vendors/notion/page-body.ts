import type { ApiColor, BlockObjectResponse } from '@notionhq/client';
import { isFullBlock } from '@notionhq/client';
import type { Element, ElementContent, Text } from 'hast';
import { toHtml } from 'hast-util-to-html';
import { h } from 'hastscript';
import { BlockedTemplate } from '../../domain/errors.js';
import { findPrivate } from '../../domain/mail/private-link.js';
import type { BlockTree } from './block-tree.js';
import { colourClass } from './colours.js';
import { Lists } from './lists.js';
import type { NotionRequests } from './requests.js';
import { plainText, richTextToHast } from './rich-text.js';
import { controlIn, listOfNext } from './steered-items.js';

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

/** List items that follow each other are one list, also where a tag of the template shows some to some only. */
function toElements(trees: readonly BlockTree[]): ElementContent[] {
  const elements: ElementContent[] = [];
  const lists = new Lists();
  for (let at = 0; at < trees.length; at += 1) {
    const [next, list] = listOfNext(trees.slice(at), lists);
    const [tree] = next;
    if (!tree) break;
    if (list) {
      if (list.children.length === 0) elements.push(list);
      list.children.push(...next.map((one) => controlOf(one) ?? toElement(one)));
      at += next.length - 1;
      continue;
    }
    const isEmpty = isEmptyParagraph(tree);
    const control = controlOf(tree);
    lists.passBy(tree.block, { isEmpty, isControl: control !== undefined });
    if (!isEmpty) elements.push(control ?? toElement(tree));
  }
  return elements;
}

type Block<T extends BlockObjectResponse['type']> = Extract<BlockObjectResponse, { type: T }>;

/** How each kind of block looks in mail; a kind that is not here cannot be shown. */
const looks: {
  [T in BlockObjectResponse['type']]?: (block: Block<T>, children: BlockTree[]) => Element;
} = {
  paragraph: ({ paragraph }, children) => {
    const text = inColour('p', paragraph, iconOf(paragraph.icon));
    return children.length === 0 ? text : h('div', [text, ...toElements(children)]);
  },
  heading_1: ({ heading_1 }, children) => heading('h1', heading_1, children),
  heading_2: ({ heading_2 }, children) => heading('h2', heading_2, children),
  heading_3: ({ heading_3 }, children) => heading('h3', heading_3, children),
  heading_4: ({ heading_4 }, children) => heading('h4', heading_4, children),
  bulleted_list_item: ({ bulleted_list_item: item }, children) =>
    inColour('li', item, [], toElements(children)),
  numbered_list_item: ({ numbered_list_item: item }, children) =>
    inColour('li', item, [], toElements(children)),
  quote: ({ quote }, children) => h('blockquote', [inColour('p', quote), ...toElements(children)]),
  callout: ({ callout }, children) =>
    inColour('div.note', callout, iconOf(callout.icon), toElements(children)),
  divider: () => h('hr'),
  code: ({ code }) => {
    const text = h('pre', h('code', richTextToHast(code.rich_text)));
    return code.caption.length === 0
      ? text
      : h('div', [text, h('p.caption', richTextToHast(code.caption))]);
  },
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

/** Words in the colour of their block, with what stands before and after them. */
function inColour(
  element: string,
  { rich_text, color }: { rich_text: RichText; color: ApiColor },
  before: ElementContent[] = [],
  after: ElementContent[] = [],
): Element {
  const content = [...before, ...richTextToHast(rich_text), ...after];
  return h(element, { className: colourClass(color) }, content);
}

function heading(
  level: 'h1' | 'h2' | 'h3' | 'h4',
  content: { rich_text: RichText; color: ApiColor },
  children: BlockTree[],
): Element {
  if (children.length > 0) throw new BlockedTemplate('mail cannot fold a heading');
  return inColour(level, content);
}

function iconOf(icon: Block<'callout'>['callout']['icon'] | undefined): ElementContent[] {
  if (!icon) return [];
  if (icon.type === 'emoji') return [{ type: 'text', value: `${icon.emoji} ` }];
  throw new BlockedTemplate('mail cannot show an icon that is no emoji; choose one, or none');
}

function image(content: Block<'image'>['image']): Element {
  if (content.type !== 'external') {
    throw new BlockedTemplate(
      'an image lies in Notion, where its address dies within an hour; give an address of your own',
    );
  }
  const { url } = content.external;
  const why = findPrivate(url);
  if (why) throw new BlockedTemplate(`the address of an image ${why}; give one of your own`);
  const picture = h('img', { src: url, alt: plainText(content.caption), style: 'max-width: 100%' });
  const caption = richTextToHast(content.caption);
  return h('p', [picture, ...(caption.length > 0 ? [h('br'), h('span.caption', caption)] : [])]);
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
function controlOf(tree: BlockTree): Text | undefined {
  const value = controlIn(tree);
  return value === undefined ? undefined : { type: 'text', value };
}

function isEmptyParagraph({ block, children }: BlockTree): boolean {
  return (
    block.type === 'paragraph' && block.paragraph.rich_text.length === 0 && children.length === 0
  );
}
