import { Parser } from 'htmlparser2';
import { type Colour, contrastOf, white } from './colour.js';
import { type Look, lookOf, plainLook } from './look.js';

/** Copy that is a page of its own, as editors of mail export it: it keeps its head, body and colours. */

/** Whether copy is a page, rather than what goes into ours. */
export function isWholeDocument(html: string): boolean {
  let isWhole = false;
  const parser = new Parser({
    onopentagname(element) {
      if (/^(html|head|body)$/.test(element)) isWhole = true;
    },
    onprocessinginstruction(name) {
      if (name === '!doctype') isWhole = true;
    },
  });
  parser.end(html);
  return isWhole;
}

/** The document with something more at the end of its body. */
export function addToBody(html: string, more: string): string {
  const at = endOfBody(html);
  return html.slice(0, at) + more + html.slice(at);
}

/** Where the body ends: at its tag, at the document's, or at the end of the text. */
function endOfBody(html: string): number {
  let end: number | undefined;
  const parser = new Parser({
    onclosetag(element, isImplied) {
      if (isImplied || (element !== 'body' && element !== 'html')) return;
      end ??= parser.startIndex;
    },
  });
  parser.end(html);
  return end ?? html.length;
}

/** Whether a document stands in the middle of the screen, as those of mail editors do, or begins at its left. */
export function standsInMiddle(html: string): boolean {
  return /align\s*=\s*["']?center|margin[^;:"'{}]{0,20}:[^;"'{}]{0,40}\bauto\b|<center\b/i.test(
    html,
  );
}

/** The document as it is sent: whatever its author's program saved it in. */
export function inUtf8(html: string): string {
  return html.replaceAll(/(<meta\b[^<>]{0,200}\bcharset\s*=\s*["']?)[\w-]+/gi, '$1utf-8');
}

/** Of a body that says nothing: a mail reader may choose dark paper, and ink for it. */
const unsaid: Look = { ...plainLook, ink: undefined };

/** How the body itself looks, whose styles stand on it. */
export function lookOfBody(html: string): Look {
  let look = unsaid;
  const parser = new Parser({
    onopentag(element, attributes) {
      if (element === 'html' || element === 'body') look = lookOf(look, element, attributes);
      if (element === 'body') parser.pause();
    },
  });
  parser.write(html);
  return look;
}

/** Below this, text is hard to read. Source: WCAG 2.2, 1.4.3. */
const readable = 4.5;

/** A footer that can be read on a body of all these looks, whatever the document says of its paragraphs. */
export function footerOn(looks: readonly Look[], footer: string, isCentred: boolean): string {
  const place = isCentred ? 'margin: 0 auto; padding: 8px 24px 28px' : 'margin: 0; padding: 8px 0';
  const box = `${place}; max-width: 600px; text-align: left`;
  const font = 'font: 13px/1.5 Helvetica, Arial, sans-serif';
  return `<div lang="en" dir="ltr" style="clear: both; ${box}; ${font}; ${colourOn(looks)}">${dress(footer)}</div>`;
}

/** The first of these that can be read in light, in the dark and wherever else the body looks otherwise. */
function colourOn(looks: readonly Look[]): string {
  if (looks.every(isReadable)) return 'color: inherit';
  const ink = inks.find(([, colour]) =>
    looks.every(({ paper }) => paper && contrastOf(colour, paper) >= readable),
  );
  return ink ? `color: ${ink[0]}` : 'background: #ffffff; color: #4a554f';
}

/** Whether the body's own ink is; where neither is said, a mail reader chooses both. */
function isReadable({ ink, paper }: Look): boolean {
  if (!paper) return false;
  return ink ? contrastOf(ink, paper) >= readable : paper === unsaid.paper;
}

const inks: [name: string, colour: Colour][] = [
  ['#222222', [34, 34, 34, 1]],
  ['#ffffff', white],
];

const pieces: [RegExp, string][] = [
  [/<hr>/g, 'height: 1px; margin: 16px 0; border: 0; background: #8a958f'],
  [/<p>/g, 'display: block; margin: 0 0 8px; font: inherit; color: inherit'],
  [/<a(?= )/g, 'font: inherit; color: inherit; text-decoration: underline'],
];

/** What our own footer is made of, each with all of its looks. */
function dress(footer: string): string {
  return pieces.reduce(
    (html, [piece, style]) =>
      html.replaceAll(piece, (tag) =>
        tag.endsWith('>') ? `${tag.slice(0, -1)} style="${style}">` : `${tag} style="${style}"`,
      ),
    footer,
  );
}
