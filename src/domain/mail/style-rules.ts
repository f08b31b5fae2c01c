import { withoutComments } from './declarations.js';

/** What a style sheet says, rule by rule. */

export interface StyleRule {
  /** What must hold for it, outermost first: `@media (max-width:600px)`. */
  conditions: string[];
  selector: string;
  declarations: string;
}

/** A piece of a sheet: what stands before a brace or a semicolon, and which of them it is. */
export interface Piece {
  words: string;
  /** Where the mark stands. */
  at: number;
  mark: '{' | '}' | ';';
}

/** Nobody nests deeper; what does is left out. */
const mostLevels = 10;

interface Block {
  kind: 'rule' | 'group' | 'other';
  conditions: string[];
  selector: string;
  declarations: string[];
}

/** All rules that may count for a reader, in their order; those nested in others stand by themselves. */
export function rulesOf(css: string): StyleRule[] {
  const rules: StyleRule[] = [];
  const blocks: Block[] = [];
  const put = ({ kind, conditions, selector, declarations }: Block) => {
    const said = declarations.join(';');
    if (kind === 'rule' && said.trim()) rules.push({ conditions, selector, declarations: said });
    declarations.length = 0;
  };
  for (const { words, mark } of piecesOf(withoutComments(css))) {
    const block = blocks.at(-1);
    if (mark === '{') {
      if (block?.kind === 'rule') put(block); // what is nested in it comes after
      blocks.push(openBlock(words.trim(), block, blocks.length));
      continue;
    }
    if (words.includes(':')) block?.declarations.push(words.trim());
    if (mark === '}') {
      const closed = blocks.pop();
      if (closed) put(closed);
    }
  }
  for (const open of blocks.toReversed()) put(open);
  return rules;
}

const group = /^@(media|supports|container|layer|scope|document|-moz-document|starting-style)\b/i;

function openBlock(prelude: string, around: Block | undefined, level: number): Block {
  const { conditions = [], selector = '', kind = 'group' } = around ?? {};
  if (kind === 'other' || level > mostLevels) return blockOf('other', conditions, '');
  if (group.test(prelude)) {
    // Within a rule its declarations are the rule's.
    const inner = kind === 'rule' || selector ? 'rule' : 'group';
    return blockOf(inner, [...conditions, prelude.replaceAll(/\s+/g, ' ')], selector);
  }
  if (prelude.startsWith('@')) return blockOf('other', conditions, '');
  return blockOf('rule', conditions, selector ? nested(prelude, selector) : prelude);
}

function blockOf(kind: Block['kind'], conditions: string[], selector: string): Block {
  return { kind, conditions, selector, declarations: [] };
}

function nested(selector: string, parent: string): string {
  const around = `:is(${parent})`;
  return selectorsIn(selector)
    .map((one) => (one.includes('&') ? one.replaceAll('&', around) : `${around} ${one}`))
    .join();
}

/** A sheet taken apart. Written out, to be linear for any sheet. */
export function piecesOf(css: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (let at = 0; at < css.length; at += 1) {
    at = endOfUnit(css, at);
    const mark = css.charAt(at);
    if (mark !== '{' && mark !== '}' && mark !== ';') continue;
    pieces.push({ words: css.slice(from, at), at, mark });
    from = at + 1;
  }
  const rest = css.slice(from);
  // What is left open a reader closes at the end.
  return rest.trim() ? [...pieces, { words: rest, at: css.length, mark: '}' }] : pieces;
}

const units: Record<string, string> = { '"': '"', "'": "'", '(': ')' };

/** Where a comment, a text or something in brackets ends that begins here; else here. */
function endOfUnit(css: string, at: number): number {
  const isComment = css.startsWith('/*', at);
  const closing = isComment ? '*/' : units[css.charAt(at)];
  if (closing === undefined) return at;
  const end = css.indexOf(closing, at + closing.length);
  return end < 0 ? css.length : end + closing.length - 1;
}

/** The selectors of a list; a comma in brackets or in a text parts nothing. */
export function selectorsIn(list: string): string[] {
  const selectors: string[] = [];
  let from = 0;
  let depth = 0;
  let quote = '';
  for (let at = 0; at < list.length; at += 1) {
    const character = list.charAt(at);
    if (quote) quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '(' || character === '[') depth += 1;
    else if (character === ')' || character === ']') depth -= 1;
    else if (character === ',' && depth === 0) {
      selectors.push(list.slice(from, at).trim());
      from = at + 1;
    }
  }
  return [...selectors, list.slice(from).trim()].filter((selector) => selector !== '');
}
