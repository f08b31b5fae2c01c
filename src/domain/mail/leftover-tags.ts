import { decodeEntity, entity, looks } from './editors.js';
import { blank, kept, less, more, signs } from './foreign-tags.js';

/** Tags of which nobody can tell what was meant: no reader is to see what is left of one. */

const advice = 'write {{ first_name }} for a variable';

/** What looks like a tag and is none; each with the words for its author. */
const leftovers: [RegExp, (found: string) => string][] = [
  [/\{\{|\{%/, (found) => `a tag is not closed: ${found}`],
  [/\}\}|%\}/, (found) => `a tag is closed that was never opened: ${found}`],
  [
    /\{\s*(?:[#$/^>!&]\s*)?[\p{L}_][\p{L}\p{N}_ .|:-]{0,60}\}/u,
    (found) => `${found} looks like a tag; ${advice}`,
  ],
  [
    new RegExp(
      [
        '\\*\\|[^|*<>]{1,60}\\|\\*',
        '\\[\\[\\s*[\\w .:|-]{1,60}\\s*\\]\\]',
        '\\[%[^%[\\]<>]{1,60}%\\]',
        '\\[\\s*[a-zA-Z_]{2,30}\\s*,\\s*fallback\\s*=[^[\\]<>]{0,40}\\]',
        '%%[\\w.]{2,40}(?: [\\w.]{1,40}){0,2}%%',
        '%%\\[[^[\\]<>]{1,80}\\]%%',
        '(?<!\\w)~[A-Za-z]{2,20}\\.[A-Za-z]{2,20}~(?!\\w)',
        '(?<!\\w)\\$[A-Z]{2,20}[._][A-Z_.]{2,30}\\$(?!\\w)',
        '(?<![\\w%])%[A-Z]{2,20}(?:-[A-Z]{2,20}){1,3}%(?!\\w)',
        '\\{#[^{}]{0,80}#\\}',
        '%\\([A-Za-z_]{2,40}\\)s\\b',
        '‹‹\\s*[A-Za-z][\\w. ]{0,40}››',
        '\\[\\s*(?:YOUR|INSERT)(?: [A-Z]{1,20}){0,2} NAME\\s*\\]',
        '\\[\\s*[Ii]nsert(?: [A-Za-z]{1,20}){1,3}(?: [Hh]ere)?\\s*\\]',
        "\\[\\s*(?:[Yy]our|[Ii]nsert|[Rr]ecipient(?:['’]s)?)(?: [A-Za-z]{1,20}){0,2} [Nn]ame\\s*\\]",
        '(?<!\\w)\\[(?:NAME|Name)\\]',
        '%%=[^%<>]{1,60}=%%',
        '(?<![\\w%])%(?:[A-Z][A-Z_]{3,30}|[A-Za-z]{2,20}_[A-Za-z_]{2,40})%(?!\\w)',
        `${less}${less}\\s*[A-Za-z][\\w. ]{0,40}${more}${more}`,
        `${less}[a-z]{2,20}_[a-z_]{2,40}\\s*/?${more}`,
        `${less}%[=-]?[^%<>]{1,80}%${more}`,
        `${less}\\?(?:=|php\\b)[^<>]{0,80}`,
        '(?:«|&laquo;)\\s*[A-Za-z]{1,20}_\\w{1,40}\\s*(?:»|&raquo;)',
        '(?<!\\w)\\[(?:[A-Z]{2,20}|[a-z]{2,20})_[A-Za-z_]{2,40}\\]',
        '\\[\\s*(?:[Ff]irst|[Ll]ast|[Ff]ull|[Yy]our|[Cc]ompany|[Cc]ustomer|[Cc]lient)[ _-]?[Nn]ame\\s*\\]',
        `(?<![\\w&${signs}])([#@-])\\1?(?:[A-Z]{2,20}_[A-Z_]{2,20}|[a-z]{2,20}_name|[FLN]+NAME)\\1{1,2}(?![\\w${signs}])`,
      ].join('|'),
    ),
    (found) => `${found} is a tag of another program; ${advice}`,
  ],
];

/** { {{ first_name }} } */
const braced = new RegExp(`\\{${blank}+\\{\\{[^{}]{0,200}\\}\\}${blank}*\\}`);

/**
 * The first thing in repaired copy that a reader would see as what is left of a tag, in a sentence;
 * undefined when there is none. Code may hold single braces.
 */
export function findLeftover(source: string, names: ReadonlySet<string>): string | undefined {
  const shown = source.replaceAll(/<style\b(?:(?!<style\b)[\s\S])*?<\/style/gi, ' ');
  const [tooMany] = /\{\{\{[^{}]{0,40}|\{\{[^{}]{1,60}\}\}\}/.exec(shown) ?? [];
  if (tooMany) return `${quote(tooMany)} has a brace too many; ${advice}`;
  const [around] = braced.exec(source) ?? [];
  if (around) return `${quote(around)} has a brace too many; ${advice}`;
  const copy = source.replaceAll(kept, ' ');
  const words = copy
    .replaceAll(/<(pre|code)\b(?:(?!<\1\b)[\s\S])*?<\/\1/gi, (code) =>
      code.replaceAll(/(?<!\{)\{(?![{%])|(?<![}%])\}(?!\})/g, ' '),
    )
    .replaceAll(/<!--(?:(?!<!--)[\s\S])*?-->/g, (comment) => comment.replaceAll(/<!--|-->/g, ' '));
  const halves = new RegExp(`\\{\\s*(\\w{2,60})|(\\w{2,60})\\s*\\}`, 'g');
  const seen = asSeen(words);
  for (const [looksLike, say] of leftovers) {
    for (const text of [words, seen]) {
      const found = looksLike.exec(text);
      if (found) return say(quote(text.slice(found.index, found.index + 40), found[0]));
    }
  }
  for (const [found, opened, closed] of words.matchAll(halves)) {
    if (names.has(opened ?? closed ?? '')) return `a tag is not closed: ${quote(found)}`;
  }
  return undefined;
}

/** All of ASCII but what makes HTML, which is looked for as it is written. */
const harmlessSign = /^[ !#-%'-;=?-~]$/;

const inline = new RegExp(looks, 'gi');
const block = /<\/?[a-z][^<>]*>/gi;
const ofNoWidth = /\p{Default_Ignorable_Code_Point}/gu;

/** Copy as a reader sees it: a tag may be cut by elements, hold entities, or what has no width. */
function asSeen(words: string): string {
  return words
    .replaceAll(inline, '')
    .replaceAll(block, ' ')
    .replaceAll(entity, (found, ...parts) => {
      const sign = decodeEntity(found, ...(parts as (string | undefined)[]).slice(0, 3));
      return harmlessSign.test(sign) ? sign : found;
    })
    .replaceAll(ofNoWidth, '');
}

/** The tag, or its beginning where it has no end. */
function quote(beginning: string, whole = beginning): string {
  const [line = ''] = (whole.length > 2 ? whole : beginning).trim().split('\n');
  return `"${line}"`;
}
