import { Parser } from 'htmlparser2';
import { type Token, Tokenizer, TokenizerMode } from 'parse5';
import { piecesOf } from './style-rules.js';

/** How a mail reader takes the HTML of copy apart, and what of it has no place in mail. */

/** One piece of HTML that holds words: what stands between tags, an attribute's value, a comment, … */
export interface Place {
  content: string;
  /** An address that readers follow or load. */
  isLink: boolean;
  /** Why nothing may be put in here, as the end of "… stands", with what to do instead. */
  refused?: string;
}

export interface Markup {
  places: Place[];
  /** Elements, attributes and styles that mail must not have, as sentences for the author. */
  faults: string[];
}

const useLink = 'mail has none; link to a page that has it';

/** Elements that readers strip or that mislead them, and what to do without them. */
const forbiddenElements = new Map<string, string>([
  ...['script', 'template', 'slot', 'dialog', 'portal'].map(
    (name) => [name, 'no mail reader runs it; take it out'] as const,
  ),
  ...[
    'iframe',
    'frame',
    'frameset',
    'noframes',
    'object',
    'param',
    'embed',
    'noembed',
    'applet',
  ].map((name) => [name, useLink] as const),
  ...[
    'form',
    'input',
    'button',
    'select',
    'textarea',
    'datalist',
    'output',
    'keygen',
    'isindex',
  ].map((name) => [name, useLink] as const),
  ...['svg', 'math', 'canvas'].map((name) => [name, 'use a picture'] as const),
  ['base', 'it would move all links; write whole addresses'],
  ['plaintext', 'take it out'],
  ['xmp', 'use <pre>'],
  ['listing', 'use <pre>'],
]);

const forbiddenAttributes = /^(on\w+|srcdoc|action|formaction|ping|autofocus|contenteditable)$/;

/** Not `scroll-behavior`, nor what Word writes for Outlook's own shapes: both are harmless. */
const forbiddenStyles =
  /expression\s*\(|javascript:|-moz-binding|(?<![\w-])behavior\s*:(?!\s*url\(["']?#default#VML["']?\))/i;

const links = new Set(['href', 'src', 'background', 'cite', 'poster', 'longdesc', 'xlink:href']);

/** Elements whose content is no markup. Source: the HTML standard, parsing of "in head" and "in body". */
const contentOf = new Map([
  ['title', TokenizerMode.RCDATA],
  ['textarea', TokenizerMode.RCDATA],
  ['style', TokenizerMode.RAWTEXT],
  ['xmp', TokenizerMode.RAWTEXT],
  ['iframe', TokenizerMode.RAWTEXT],
  ['noembed', TokenizerMode.RAWTEXT],
  ['noframes', TokenizerMode.RAWTEXT],
  ['script', TokenizerMode.SCRIPT_DATA],
  ['plaintext', TokenizerMode.PLAINTEXT],
]);

/** All that HTML holds, as the HTML standard takes it apart; costs time in proportion to its length. */
export function readMarkup(html: string): Markup {
  const markup: Markup = { places: [], faults: [] };
  readInto(markup, html);
  return { places: markup.places, faults: [...new Set(markup.faults)] };
}

/** More than any editor writes. Who takes HTML apart compares each attribute of an element with all others. */
const mostAttributes = 200;

function crowdedElement(html: string): string | undefined {
  let crowded: string | undefined;
  let element = '';
  let count = 0;
  const parser = new Parser({
    onopentagname(name) {
      element = name;
      count = 0;
    },
    onattribute() {
      count += 1;
      if (count > mostAttributes) crowded ??= element;
    },
  });
  parser.end(html);
  return crowded;
}

function readInto(markup: Markup, html: string): void {
  const crowded = crowdedElement(html);
  if (crowded !== undefined) {
    markup.faults.push(
      `<${crowded}> has over ${mostAttributes} attributes; is a quote or a tag left open?`,
    );
    return;
  }
  const open = (place: Partial<Place>): Place => {
    const made = { content: '', isLink: false, ...place };
    markup.places.push(made);
    return made;
  };
  const flow = open({});
  const styles: Place[] = [];
  let current = flow;
  const addText = ({ chars }: { chars: string }) => {
    current.content += chars;
  };
  const tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: true },
    {
      onCharacter: addText,
      onWhitespaceCharacter: addText,
      onNullCharacter: addText,
      onStartTag(tag) {
        flow.content += ' '; // words that tags part are two
        readElement(markup, open, tag, html);
        const mode = contentOf.get(tag.tagName);
        if (mode === undefined) return;
        tokenizer.state = mode;
        current = open(tag.tagName === 'title' ? {} : refusedIn(`<${tag.tagName}>`));
        if (tag.tagName === 'style') styles.push(current);
      },
      onEndTag(tag) {
        flow.content += ' ';
        open({ content: tag.tagName, ...refusedIn('the name of an element') });
        current = flow;
      },
      onComment({ data }) {
        const inner = contentForOutlook(data);
        if (inner === undefined) open({ content: data, ...refusedIn('a comment') });
        else readInto(markup, inner);
      },
      onDoctype() {},
      onEof() {},
    },
  );
  tokenizer.write(html, true);
  for (const { content } of styles) checkStyles(markup, content, '<style>');
}

function readElement(
  markup: Markup,
  open: (place: Partial<Place>) => void,
  { tagName, attrs, location }: Token.TagToken,
  html: string,
): void {
  const { faults } = markup;
  open({ content: tagName, ...refusedIn('the name of an element') });
  const advice = forbiddenElements.get(tagName);
  if (advice) faults.push(`<${tagName}> has no place in mail: ${advice}`);
  for (const attribute of attrs) {
    const { name, value } = attribute;
    const at = location?.attrs?.[name];
    const written = at ? html.slice(at.startOffset, at.endOffset) : name;
    open({ content: name, ...refusedIn('the name of an attribute') });
    open({
      content: value,
      isLink: links.has(name),
      ...refusalOf(attribute, written, tagName),
    });
    if (isForbidden(tagName, attribute)) {
      faults.push(`the attribute "${name}" of <${tagName}> has no place in mail: take it out`);
    }
    if (name === 'style') checkStyles(markup, value, `"style" of <${tagName}>`);
  }
}

function isForbidden(element: string, { name, value }: Token.Attribute): boolean {
  if (forbiddenAttributes.test(name)) return true;
  return element === 'meta' && name === 'http-equiv' && value.trim().toLowerCase() === 'refresh';
}

/** Why nothing may be put into the value of an attribute. */
function refusalOf(
  { name }: Token.Attribute,
  written: string,
  element: string,
): Pick<Place, 'refused'> {
  const called = `"${name}" of <${element}>`;
  if (name === 'style' || name === 'srcset' || forbiddenAttributes.test(name)) {
    return refusedIn(called);
  }
  if (/^\s*=\s*["']/.test(written.slice(name.length))) return {};
  return { refused: `in ${called}, which has no quotes; put quotes around the whole value` };
}

function refusedIn(where: string): Required<Pick<Place, 'refused'>> {
  return {
    refused: `in ${where}; it can stand in text and between the quotes of most attributes only`,
  };
}

/** Deeper than anybody nests rules. */
const mostBlocks = 10;

function deepestBlock(styles: string): number {
  let level = 0;
  let deepest = 0;
  for (const { mark } of piecesOf(styles)) {
    if (mark === '{') level += 1;
    else if (mark === '}' && level > 0) level -= 1;
    deepest = Math.max(deepest, level);
  }
  return deepest;
}

function checkStyles({ faults }: Markup, styles: string, where: string): void {
  const [found] = forbiddenStyles.exec(styles) ?? [];
  if (found) faults.push(`the styles in ${where} hold "${found}", which has no place in mail`);
  if (deepestBlock(styles) > mostBlocks) {
    faults.push(`the styles in ${where} are nested over ${mostBlocks} deep; is a brace left open?`);
  }
}

/** Outlook reads what stands in a conditional comment, as other readers read what stands outside. */
function contentForOutlook(comment: string): string | undefined {
  const [opening] = /^\[if [^\]>]*\]>/i.exec(comment) ?? [];
  const end = comment.toLowerCase().lastIndexOf('<![endif]');
  if (opening === undefined || end < opening.length) return undefined;
  return comment.slice(opening.length, end);
}
