import { compile, type DomNode, type FormatCallback } from 'html-to-text';
import { Parser } from 'htmlparser2';
import { type Audience, shownTo, withoutPadding } from './shown.js';

/** The HTML of a mail: what a reader sees of it, and what must not be in it. */

/** Deeper than copy is ever nested; what walks the elements stays far from the end of the stack. */
const mostLevels = 100;

const allowedLink = /^\s*(https?:|mailto:|tel:)/i;

/** The first thing for which HTML must not be sent: a link of another scheme, or too deep a nest. */
export function findFault(html: string): string | undefined {
  const faults: string[] = [];
  let level = 0;
  let links = 0;
  const parser = new Parser({
    onopentag(element, attributes) {
      level += 1;
      if (level > mostLevels) faults.push(`elements are nested over ${mostLevels} levels deep`);
      for (const attribute of ['href', 'src']) {
        const link = attributes[attribute];
        if (link === undefined) continue;
        links += 1;
        // What a value is put into is looked at again when it is there.
        if (allowedLink.test(link) || /\{[{%]/.test(link)) continue;
        // The address itself may hold what a person told us.
        faults.push(
          `link ${links} (${attribute} of <${element}>) is neither https, http, mailto nor tel`,
        );
      }
    },
    onclosetag() {
      level -= 1;
    },
  });
  parser.end(html);
  return faults[0];
}

/**
 * What readers see of HTML whose styles stand on its elements, as plain text: with the addresses of links
 * behind their words.
 */
export function toText(html: string, audience: Audience = 'anyone'): string {
  return writeText(shownTo(audience, html));
}

/** The same, and whether there is anything to read in it, beside pictures and addresses. */
export function readShown(html: string): { text: string; hasWords: boolean } {
  const shown = shownTo('anyone', html);
  const word = /(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{N}]/u;
  return { text: writeText(shown), hasWords: word.test(readWords(shown)) };
}

function writeText(shown: string): string {
  return withoutPadding(readText(shown))
    .replaceAll(/(?<![^\S\n])[^\S\n]+$/gm, '')
    .replaceAll(/\n{3,}/g, '\n\n');
}

/** Whether copy sets colours itself: then ours must not change beneath it in the dark. */
export function bringsColours(html: string): boolean {
  return /[\s;"'{](?:background-)?colou?r\s*:|[\s;"'{]background\s*:|\sbgcolor\s*=|<font\s/i.test(
    html,
  );
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A table's row: its cells stand apart from each other. */
const row: FormatCallback = (element, walk, builder) => {
  const cells = element.children.filter((child) => child.type === 'tag');
  const isTable = cells.every((cell) => lengthOf(cell) <= mostInCell);
  builder.openBlock({ leadingLineBreaks: 1 });
  for (const [at, cell] of cells.entries()) {
    if (at > 0) builder.addLiteral('  ');
    walk([isTable ? inOneLine(cell) : cell], builder);
  }
  builder.closeBlock({ trailingLineBreaks: 1 });
};

/** A cell whose words stand in one paragraph, as Word writes them, without that. */
function inOneLine(cell: DomNode): DomNode {
  const [only, ...others] = cell.children.filter(
    ({ type, data }) => type !== 'text' || data?.trim(),
  );
  if (!only || others.length > 0 || (only.name !== 'p' && only.name !== 'div')) return cell;
  return inOneLine({ ...cell, children: only.children });
}

/** Longer words are text in columns, and no table's. */
const mostInCell = 60;

function lengthOf({ data = '', children = [] }: Partial<DomNode>): number {
  return children.reduce((sum, child) => sum + lengthOf(child), data.trim().length);
}

const readText = createReader({ ignoreHref: false });
const readWords = createReader({ ignoreHref: true });

function createReader({ ignoreHref }: { ignoreHref: boolean }): (html: string) => string {
  const heading = { options: { uppercase: false } };
  const table = { leadingLineBreaks: 2, trailingLineBreaks: 2 };
  const link = { ignoreHref, hideLinkHrefIfSameAsText: true, linkBrackets: false as const };
  return compile({
    wordwrap: false,
    limits: { maxDepth: 2 * mostLevels },
    formatters: { row },
    selectors: [
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, ...heading })),
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: link },
      { selector: 'table', format: 'block', options: table },
      { selector: 'tr', format: 'row' },
    ],
  });
}
