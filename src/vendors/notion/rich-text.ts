import type { RichTextItemResponse } from '@notionhq/client';
import type { ElementContent } from 'hast';
import { h } from 'hastscript';
import { tagRanges } from '../../domain/mail/template-tags.js';

/** The text of rich text, without its looks. */
export function plainText(items: readonly RichTextItemResponse[]): string {
  return items.map((item) => item.plain_text).join('');
}

/**
 * Rich text as HTML elements. A tag of the template that is partly bold, or partly a link, stays
 * whole: it looks as its first character does.
 */
export function richTextToHast(items: readonly RichTextItemResponse[]): ElementContent[] {
  const joined = plainText(items);
  const tags = tagRanges(joined);
  const text = withoutBreaks(joined, tags);
  const content: ElementContent[] = [];
  let itemEnd = 0;
  let written = 0;
  for (const item of items) {
    itemEnd += item.plain_text.length;
    const cut = tags.find(([start, end]) => start < itemEnd && itemEnd < end);
    const until = cut ? cut[1] : itemEnd;
    if (until <= written) continue;
    content.push(...dress(text.slice(written, until), item));
    written = until;
  }
  return content;
}

/** A line break is drawn as an element, which must not stand inside a tag. */
function withoutBreaks(text: string, tags: [start: number, end: number][]): string {
  return tags.reduce(
    (whole, [start, end]) =>
      whole.slice(0, start) + whole.slice(start, end).replaceAll('\n', ' ') + whole.slice(end),
    text,
  );
}

const looks = { bold: 'strong', italic: 'em', strikethrough: 's', underline: 'u', code: 'code' };

function dress(text: string, { annotations, href }: RichTextItemResponse): ElementContent[] {
  let content: ElementContent[] = text
    .split('\n')
    .flatMap((line, at): ElementContent[] => [
      ...(at > 0 ? [h('br')] : []),
      { type: 'text', value: line },
    ]);
  for (const [look, element] of Object.entries(looks)) {
    if (annotations[look as keyof typeof looks]) content = [h(element, content)];
  }
  return href ? [h('a', { href }, content)] : content;
}
