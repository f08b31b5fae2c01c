/** What rich-text editors write around plain characters, and in place of them. */

/** What editors put between characters: the looks of text, and characters of no width. */
export const looks =
  '(?:</?(?:a|b|big|br|code|del|em|font|i|ins|mark|o:p|s|small|span|strike|strong|sub|sup|u|wbr)(?:\\s[^<>{}]*)?/?>' +
  '|<!--[^<>{}]*-->|[\\u00ad\\u200b-\\u200f\\u2060\\ufeff]|&(?:shy|zwnj|zwj|lrm|rlm|ZeroWidthSpace|NoBreak|#173|#820[3-7]|#8288|#65279|#x0{0,2}(?:ad|AD|200[b-fB-F]|2060|[fF][eE][fF][fF]));)';

/** Of HTML: `decodeEntity` reads it. */
export const entity = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,16}));/gi;
const entities: Record<string, string> = {
  quot: '"',
  apos: "'",
  lt: '<',
  gt: '>',
  amp: '&',
  lbrack: '[',
  lsqb: '[',
  rbrack: ']',
  rsqb: ']',
  lbrace: '{',
  lcub: '{',
  rbrace: '}',
  rcub: '}',
  vert: '|',
  verbar: '|',
  percnt: '%',
  ast: '*',
  midast: '*',
  lowbar: '_',
  num: '#',
  commat: '@',
  dollar: '$',
  ldquo: '“',
  rdquo: '”',
  bdquo: '„',
  lsquo: '‘',
  rsquo: '’',
  sbquo: '‚',
  laquo: '«',
  raquo: '»',
  ne: '≠',
  le: '≤',
  ge: '≥',
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
};

/** Its character; one that is not known stays as it is written. */
export function decodeEntity(found: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return entities[name] ?? entities[name.toLowerCase()] ?? found;
  const code = decimal ? Number.parseInt(decimal, 10) : Number.parseInt(hex ?? '', 16);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : found;
}

/** Plain text with the characters that it was given in HTML's way: `Tom &amp; Jerry` is read by nobody. */
export function decodeEntities(text: string): string {
  return text.replaceAll(entity, (found, ...parts) =>
    decodeEntity(found, ...(parts as (string | undefined)[]).slice(0, 3)),
  );
}
