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

/** Blocks that show nothing themselves. */
interface Unseen {
  isEmpty: boolean;
  /** A tag of the template. */
  isControl: boolean;
}

const formats = { numbers: undefined, letters: 'a', roman: 'i' };

/** Which list each item of a page belongs to, and with which number it begins. */
export class Lists {
  private list: OpenList | undefined;

  /** The list that takes the block as its next item; it is new where it has none yet. */
  listFor(block: BlockObjectResponse): Element | undefined {
    if (block.type !== 'bulleted_list_item' && block.type !== 'numbered_list_item')
      return undefined;
    const before = this.list?.type === block.type ? this.list : undefined;
    if (before?.isOpen && this.isNext(block)) {
      before.next += 1;
      return before.element;
    }
    const own = block.type === 'numbered_list_item' ? block.numbered_list_item : undefined;
    const said = own?.list_start_index;
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

  /** The list whose last item came just before. */
  get open(): Element | undefined {
    return this.list?.isOpen ? this.list.element : undefined;
  }

  /** Whether an item that came now would be the next of the list before it. */
  isNext(block: BlockObjectResponse): boolean {
    if (!this.list?.isOpen || this.list.type !== block.type) return false;
    const said =
      block.type === 'numbered_list_item' ? block.numbered_list_item.list_start_index : undefined;
    return said === undefined || said === this.list.start || said === this.list.next;
  }

  /** Another block stands here. */
  passBy({ type }: BlockObjectResponse, { isEmpty, isControl }: Unseen): void {
    const goesOn = illustrations.has(type) || isControl || (isEmpty && !this.list?.isOpen);
    if (!goesOn) this.list = undefined;
    else if (this.list) this.list.isOpen = false;
  }
}
