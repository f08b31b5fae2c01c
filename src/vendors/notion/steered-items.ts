import type { BlockObjectResponse } from '@notionhq/client';
import type { Element } from 'hast';
import { isControl, levelsIn } from '../../domain/mail/template-tags.js';
import type { BlockTree } from './block-tree.js';
import type { Lists } from './lists.js';
import { plainText } from './rich-text.js';

/** The template's own tags in a paragraph that holds nothing beside them. */
export function controlIn({ block, children }: BlockTree): string | undefined {
  if (block.type !== 'paragraph' || children.length > 0) return undefined;
  const text = plainText(block.paragraph.rich_text);
  return isControl(text) ? text : undefined;
}

/**
 * What comes next of a page, and the list that it belongs to, if any: an item, or the blocks from a tag of
 * the template to its end where they are items that are shown to some, or more than once.
 */
export function listOfNext(
  trees: readonly BlockTree[],
  lists: Lists,
): [next: BlockTree[], list?: Element | undefined] {
  const next = toEndOfTag(trees);
  const following = trees[next.length]?.block;
  const [first, ...others] = next.filter((tree) => controlIn(tree) === undefined);
  if (!first) {
    const isWithin = following && lists.isNext(following) && isWhole(next);
    return [next, isWithin ? lists.open : undefined];
  }
  if (next.length === 1) return [next, lists.listFor(first.block)];
  const isOneList = others.every(({ block }) => isNextTo(first, block));
  const isLoop = /^\{%-?\s*for\b/.test(next[0] ? (controlIn(next[0]) ?? '').trim() : '');
  // Alone, what nobody may be shown is a list of its own, so that no empty one is left.
  const isPart = lists.isNext(first.block) || following?.type === first.block.type || isLoop;
  if (!isOneList || !isPart) return [next];
  const list = lists.listFor(first.block);
  for (const { block } of others) lists.listFor(block);
  return [next, list];
}

/** The first block; of a tag also what follows to its end, where that is nothing but items and tags. */
function toEndOfTag(trees: readonly BlockTree[]): BlockTree[] {
  let level = 0;
  for (const [index, tree] of trees.entries()) {
    const control = controlIn(tree);
    const levels = levelsIn(control ?? '').map((own) => level + own);
    const isOther = control === undefined && index > 0 && !isItem(tree.block);
    if (isOther || levels.some((reached) => reached < 0)) break;
    level = levels.at(-1) ?? level;
    if (level === 0) return trees.slice(0, index + 1);
  }
  return trees.slice(0, 1);
}

/** Whether a tag ends, and turns, nothing but itself. */
function isWhole(trees: readonly BlockTree[]): boolean {
  const levels = levelsIn(trees.map((tree) => controlIn(tree) ?? '').join(''));
  return levels.every((level) => level >= 0) && (levels.at(-1) ?? 0) === 0;
}

function isItem({ type }: BlockObjectResponse): boolean {
  return type === 'bulleted_list_item' || type === 'numbered_list_item';
}

function isNextTo({ block: first }: BlockTree, block: BlockObjectResponse): boolean {
  const hasStart =
    block.type === 'numbered_list_item' && block.numbered_list_item.list_start_index !== undefined;
  return block.type === first.type && !hasStart;
}
