/** Liquid's tags in copy that people wrote in rich-text editors. */

/** No tag holds the beginning of another: so a text full of open ones costs no more than any other. */
const tag = /\{\{(?:(?!\{\{)[\s\S])*?\}\}|\{%(?:(?!\{%)[\s\S])*?%\}/g;

const encodedTag = /%7B%7B(?:(?!%7B%7B)[^\s"'<>])*?%7D%7D|%7B%25(?:(?!%7B%25)[^\s"'<>])*?%25%7D/gi;

/** What editors put in place of plain characters, and what was meant. */
const meant: [RegExp, string][] = [
  [/&quot;|&#34;|&#x22;/gi, '"'],
  [/&apos;|&#39;|&#x27;/gi, "'"],
  [/[\u00a0\u2007\u202f]|&nbsp;|&#160;|&#xa0;/gi, ' '],
  [/[\u200b\u2060\ufeff]/g, ''],
  [/&lt;|&#60;|&#x3c;/gi, '<'],
  [/&gt;|&#62;|&#x3e;/gi, '>'],
  [/&amp;|&#38;|&#x26;/gi, '&'],
];

/** A text in straight quotes, or a curly one, or anything with a double or single curve. */
const quoted = /"[^"]*"|'[^']*'|[“”„‟]|[‘’‚‛]/g;

/** Where the tags of a text stand: start, and the first index after them. */
export function tagRanges(text: string): [start: number, end: number][] {
  return [...text.matchAll(tag)].map(({ 0: found, index }) => [index, index + found.length]);
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

const enclosing = new Set(['if', 'unless', 'case', 'for', 'tablerow', 'capture', 'block']);

/**
 * Copy with its tags as the author meant them: straight quotes and plain characters inside tags, and
 * tags in link addresses that an editor encoded, or took for the name of a host. Nothing outside of
 * tags changes.
 */
export function repairTags(source: string): string {
  return source
    .replaceAll(encodedTag, decode)
    .replaceAll(/(href\s*=\s*["'])https?:\/\/(?=\{\{)/gi, '$1')
    .replaceAll(tag, repairTag);
}

function repairTag(found: string): string {
  const plain = meant.reduce((text, [seen, character]) => text.replaceAll(seen, character), found);
  // A curly apostrophe within straight quotes is the author's: made straight, it would end the text.
  return plain.replaceAll(quoted, (quote) =>
    quote.length > 1 ? quote : /[“”„‟]/.test(quote) ? '"' : "'",
  );
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded; // not an encoded tag: the author's own percent signs
  }
}
