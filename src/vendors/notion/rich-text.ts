import type { RichTextItemResponse } from '@notionhq/client';
import type { ElementContent } from 'hast';
import { h } from 'hastscript';
import { BlockedTemplate } from '../../domain/errors.js';
import { findPrivate } from '../../domain/mail/private-link.js';
import { tagRanges } from '../../domain/mail/template-tags.js';
import { colourClass } from './colours.js';
import { readMention, type Words } from './mentions.js';

/**
 * The text of rich text, without its looks.
 * @throws {BlockedTemplate} naming what mail cannot show.
 */
export function plainText(items: readonly RichTextItemResponse[]): string {
  return items.map((item) => wordsOf(item).text).join('');
}

/**
 * Rich text as HTML elements. A tag of the template that is partly bold, or partly a link, stays
 * whole: it looks as its first character does.
 * @throws {BlockedTemplate} naming what mail cannot show.
 */
export function richTextToHast(items: readonly RichTextItemResponse[]): ElementContent[] {
  const words = items.map((item) => ({ ...wordsOf(item), annotations: item.annotations }));
  const joined = words.map(({ text }) => text).join('');
  const tags = tagRanges(joined);
  const text = withoutBreaks(joined, tags);
  const content: ElementContent[] = [];
  let itemEnd = 0;
  let written = 0;
  for (const item of words) {
    itemEnd += item.text.length;
    const cut = tags.find(([start, end]) => start < itemEnd && itemEnd < end);
    const until = cut ? cut[1] : itemEnd;
    if (until <= written) continue;
    content.push(...dress(text.slice(written, until), item));
    written = until;
  }
  return content;
}

function wordsOf(item: RichTextItemResponse): Words {
  if (item.type === 'equation') {
    throw new BlockedTemplate(`mail cannot show the equation "${item.equation.expression}"`);
  }
  const words: Words =
    item.type === 'mention'
      ? readMention(item.mention, item.plain_text)
      : { text: item.plain_text, href: item.href };
  const why = words.href && !/\{\{|%7B%7B/i.test(words.href) ? findPrivate(words.href) : undefined;
  if (why) throw new BlockedTemplate(`the link "${words.text}" ${why}, which readers cannot open`);
  return words;
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

type Annotations = RichTextItemResponse['annotations'];

function dress(
  text: string,
  { annotations, href }: Pick<Words, 'href'> & { annotations: Annotations },
): ElementContent[] {
  let content: ElementContent[] = text
    .split('\n')
    .flatMap((line, at): ElementContent[] => [
      ...(at > 0 ? [h('br')] : []),
      { type: 'text', value: line },
    ]);
  for (const [look, element] of Object.entries(looks)) {
    if (annotations[look as keyof typeof looks]) content = [h(element, content)];
  }
  const colour = colourClass(annotations.color);
  // Inside of a link, whose own colour would win.
  if (colour) content = [h('span', { className: colour }, content)];
  return href ? [h('a', { href }, content)] : content;
}
