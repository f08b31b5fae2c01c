import { kept } from './foreign-tags.js';
import type { CopyKind } from './template-engine.js';

/** HTML that was pasted where plain words are expected: readers would see its source. */

const elements =
  'a|b|blockquote|body|br|button|center|div|em|font|h[1-6]|head|hr|html|i|img|li|ol|p|small|span|strong|style|sub|sup|table|tbody|td|th|thead|tr|u|ul';
/** A closing tag, one with attributes, or one that needs no end: of a single `<b>` nobody can tell. */
const tag = (less: string, more: string) =>
  new RegExp(
    `${less}(?:/(?:${elements})\\s*|(?:${elements})\\s+[a-z-]+\\s*=[^<>]{1,300}?|(?:br|hr)\\s*/?|!doctype html[^<>]{0,99}?)${more}`,
    'i',
  );
const written = tag('(?:&lt;|&#0*60;|&#x0*3c;)', '(?:&gt;|&#0*62;|&#x0*3e;)');
const plain = tag('<', '>');
const code = /<(pre|code)\b(?:(?!<\1\b)[\s\S])*?<\/\1/gi;

/** The first tag that a reader would see, in a sentence. In code it is meant to be seen. */
export function findHtmlAsText(source: string, as: CopyKind): string | undefined {
  const words = source.replaceAll(kept, ' ').replaceAll(code, ' ');
  const [found] = (as === 'html' ? written : plain).exec(words) ?? [];
  if (found === undefined) return undefined;
  const shown = found
    .replaceAll(/&(?:lt|#0*60|#x0*3c);/gi, '<')
    .replaceAll(/&(?:gt|#0*62|#x0*3e);/gi, '>');
  return `readers would see "${shown.slice(0, 60)}"; format the words instead, or write it as code`;
}
