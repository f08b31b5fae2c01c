/** Words that were typed where HTML is expected: the lines that their author saw are kept. */

const tag = /<[a-z!/]/i;

/** Copy without a single tag, as HTML: a blank line ends a paragraph, any other a line. All other copy as it is. */
export function withLines(copy: string): string {
  const words = copy.trim().replaceAll(/\r\n?/g, '\n');
  if (tag.test(words) || !words.includes('\n')) return copy;
  const paragraphs = words.split(/\n(?:[^\S\n]*\n)+/);
  return paragraphs.map((lines) => `<p>${lines.replaceAll('\n', '<br>\n')}</p>`).join('\n');
}
