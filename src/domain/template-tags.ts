/** Liquid's tags in copy that people wrote in rich-text editors. */

const tag = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;

/** What editors put in place of plain characters, and what was meant. */
const meant: [RegExp, string][] = [
  [/[“”„‟]|&quot;|&#34;|&#x22;/gi, '"'],
  [/[‘’‚‛]|&apos;|&#39;|&#x27;/gi, "'"],
  [/\u00a0|&nbsp;|&#160;|&#xa0;/gi, ' '],
  [/&lt;|&#60;|&#x3c;/gi, '<'],
  [/&gt;|&#62;|&#x3e;/gi, '>'],
  [/&amp;|&#38;|&#x26;/gi, '&'],
];

/** Where the tags of a text stand: start, and the first index after them. */
export function tagRanges(text: string): [start: number, end: number][] {
  return [...text.matchAll(tag)].map(({ 0: found, index }) => [index, index + found.length]);
}

/**
 * Copy with its tags as the author meant them: straight quotes and plain characters inside tags, and
 * tags in link addresses that an editor encoded, or took for the name of a host. Nothing outside of
 * tags changes.
 */
export function repairTags(source: string): string {
  return source
    .replaceAll(/%7B%7B(.*?)%7D%7D/gi, (_, inner: string) => `{{${inner.replaceAll('%20', ' ')}}}`)
    .replaceAll(/(href\s*=\s*["'])https?:\/\/(?=\{\{)/gi, '$1')
    .replaceAll(tag, (found) =>
      meant.reduce((text, [seen, plain]) => text.replaceAll(seen, plain), found),
    );
}
