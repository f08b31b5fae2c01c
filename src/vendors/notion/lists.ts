import type { BlockObjectResponse } from '@notionhq/client';
import type { Element } from 'hast';
import { h } from 'hastscript';

/** A list that is being written. */
interface OpenList {
  element: Element;
  type: BlockObjectResponse['type'];
  start: number;
  /** The number of its next item. */
  next: number;
  /** Whether its last item came just before. */
  isOpen: boolean;
}

/** What stands between the steps of a list and shows one of them: the numbers go on behind it. */
const illustrations = new Set<BlockObjectResponse['type']>([
  'image',
  'code',
  'table',
  'quote',
  'callout',
]);

const formats = { numbers: undefined, letters: 'a', roman: 'i' };

/** Which list each item of a page belongs to, and with which number it begins. */
export class Lists {
  private list: OpenList | undefined;

  /** The list that takes the block as its next item; it is new where it has none yet. */
  listFor(block: BlockObjectResponse): Element | undefined {
    if (block.type !== 'bulleted_list_item' && block.type !== 'numbered_list_item')
      return undefined;
    const before = this.list?.type === block.type ? this.list : undefined;
    const own = block.type === 'numbered_list_item' ? block.numbered_list_item : undefined;
    const said = own?.list_start_index;
    const beginsAnew = said !== undefined && said !== before?.start;
    if (before?.isOpen && !beginsAnew) {
      before.next += 1;
      return before.element;
    }
    const start = said ?? before?.next ?? 1;
    const element = own
      ? h('ol', {
          start: start === 1 ? undefined : start,
          type: formats[own.list_format ?? 'numbers'],
        })
      : h('ul');
    this.list = { element, type: block.type, start, next: start + 1, isOpen: true };
    return element;
  }

  /** Another block stands here. */
  passBy({ type }: BlockObjectResponse, isEmpty: boolean): void {
    const goesOn = illustrations.has(type) || (isEmpty && this.list?.isOpen === false);
    if (!goesOn) this.list = undefined;
    else if (this.list) this.list.isOpen = false;
  }
}
