import { decodeEntity, entity, looks } from './editors.js';
import { mendForeignTags } from './foreign-tags.js';

/** Liquid's tags in copy that people wrote in rich-text editors. */

/** No tag holds the beginning of another: so a text full of open ones costs no more than any other. */
const tag = tagWith('');
const tagWithLooks = tagWith(`${looks}*`);

function tagWith(between: string): RegExp {
  const [open, control] = [`\\{${between}\\{`, `\\{${between}%`];
  return new RegExp(
    `${open}(?:(?!${open})[\\s\\S])*?\\}${between}\\}|${control}(?:(?!${control})[\\s\\S])*?%${between}\\}`,
    'g',
  );
}

const encodedTag = /%7B%7B(?:(?!%7B%7B)[^\s"'<>])*?%7D%7D|%7B%25(?:(?!%7B%25)[^\s"'<>])*?%25%7D/gi;

/** Braces that an editor took for words, once or twice over. */
const encodedBraces: [RegExp, string][] = [
  [
    /&(?:amp;)?(?:(?:#0{0,5}123(?!\d)|#x0{0,5}7b(?![\da-f]));?|lbrace;|lcub;)|\uff5b|\\\{(?=\\?\{)|(?<=\{)\\\{/gi,
    '{',
  ],
  [
    /&(?:amp;)?(?:(?:#0{0,5}125(?!\d)|#x0{0,5}7d(?![\da-f]));?|rbrace;|rcub;)|\uff5d|\\\}(?=\\?\})|(?<=\})\\\}/gi,
    '}',
  ],
  [/\{&(?:amp;)?(?:#0{0,5}37|#x0{0,5}25|percnt);/gi, '{%'],
  [/&(?:amp;)?(?:#0{0,5}37|#x0{0,5}25|percnt);\}/gi, '%}'],
];

/** What editors put in place of plain characters, and what was meant. */
const meant: [RegExp, string][] = [
  [/\\_/g, '_'],
  [/(?<=^\{[{%])[\u2010-\u2015\u2212]|[\u2010-\u2015\u2212](?=[%}]\}$)/g, '-'],
  [/\u2260/g, '!='],
  [/\u2264/g, '<='],
  [/\u2265/g, '>='],
  [/[\u00a0\u2000-\u200a\u202f\u3000]/g, ' '],
  [/[\u00ad\u200b-\u200f\u2060\ufeff]/g, ''],
];

/** A text in straight quotes, or a curly one, or anything with a double or single curve. */
const quoted = /"[^"]*"|'[^']*'|[“”„‟«»″]|[‘’‚‛‹›′]/g;

/** <<First Name>>, «First_Name», [First Name], #first_name#, <first_name> */
const otherTags =
  '<<[^<>]{1,80}>>|«[^«»]{1,80}»|\\[(?:[Ff]irst|[Bb]usiness)[ _-]?[Nn]ame\\]|([#@~|-]{1,2})[a-z]{2,20}_[a-z_]{2,40}\\1|<[a-z]{2,20}_[a-z_]{2,40}>';

/** Where what is, or may become, a tag stands in a text: start, and the first index after it. */
export function tagRanges(text: string): [start: number, end: number][] {
  const maybe = new RegExp(
    `${tag.source}|\\*\\|[^|*]{1,80}\\|\\*|\\[\\[[^[\\]]{1,80}\\]\\]|%\\w{1,40}%|\\{[^{}]{1,200}\\}|${otherTags}`,
    'g',
  );
  return [...text.matchAll(maybe)].map(({ 0: found, index }) => [index, index + found.length]);
}

/** Whether a text is nothing but control tags, such as `{% if x %}`: it shows nothing itself. */
export function isControl(text: string): boolean {
  const rest = text.replaceAll(tag, (found) => (found.startsWith('{%') ? '' : found));
  return rest.length < text.length && rest.trim() === '';
}

/** How deep tags that have an end stand in each other. */
export function deepestTag(text: string): number {
  let level = 0;
  let deepest = 0;
  for (const [, name = ''] of text.matchAll(/\{%-?\s*(\w+)/g)) {
    if (name.startsWith('end')) level -= 1;
    else if (enclosing.has(name)) level += 1;
    deepest = Math.max(deepest, level);
  }
  return deepest;
}

/** How deep a text is in the tags that it opens, after each of its tags; below 0 where it ends or turns others. */
export function levelsIn(text: string): number[] {
  let level = 0;
  return Array.from(text.matchAll(/\{%-?\s*(\w+)/g), ([, name = '']) => {
    if (turning.has(name)) return [level - 1, level];
    if (name.startsWith('end')) level -= 1;
    else if (enclosing.has(name)) level += 1;
    return [level];
  }).flat();
}

const turning = new Set(['else', 'elsif', 'when']);
const enclosing = new Set([
  'if',
  'unless',
  'case',
  'for',
  'tablerow',
  'capture',
  'comment',
  'block',
]);

/**
 * Copy with its tags as the author meant them: braces that were encoded or parted are braces again,
 * inside of tags are straight quotes, plain characters and no looks; tags in link addresses that an editor
 * encoded, or took for the name of a host, are tags; so are those of other programs whose variable is one
 * of `names`. Nothing else changes.
 */
export function repairTags(source: string, names: ReadonlySet<string> = new Set()): string {
  const plain = encodedBraces.reduce(
    (text, [seen, brace]) => text.replaceAll(seen, brace),
    source.replaceAll(encodedTag, decode),
  );
  const whole = plain.replaceAll(tagWithLooks, repairTag);
  return mendForeignTags(whole, names).replaceAll(
    /(href\s*=\s*["'])(?:https?:\/\/(?:www\.notion\.so\/)?|\/)(?=\{\{)/gi,
    '$1',
  );
}

const look = new RegExp(looks, 'gi');

/** The looks go before the tag: it looks as it began, and every element still ends. */
function repairTag(found: string): string {
  if (holdsHtml(found)) return found;
  const elements = (found.match(look) ?? []).filter(
    (part) => part.startsWith('<') && !/^<(br|wbr)\b/i.test(part),
  );
  const plain = [...meant].reduce(
    (text, [seen, character]) => text.replaceAll(seen, character),
    found
      .replaceAll(look, (part) => (/^<br\b/i.test(part) ? ' ' : ''))
      .replaceAll(entity, decodeEntity),
  );
  // A curly apostrophe within straight quotes is the author's: made straight, it would end the text.
  const straight = plain.replaceAll(quoted, (quote) =>
    quote.length > 1 ? quote : /[“”„‟«»″]/.test(quote) ? '"' : "'",
  );
  return elements.join('') + straight;
}

/** Whether a text within a tag is HTML: the author may have meant that, and it cannot be shown. */
function holdsHtml(found: string): boolean {
  const bare = found.replaceAll(/<\/?[a-z][^<>]*>/gi, '\uE000');
  return /"[^"\uE000]*\uE000[^"]*"|'[^'\uE000]*\uE000[^']*'/.test(bare);
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded; // not an encoded tag: the author's own percent signs
  }
}
