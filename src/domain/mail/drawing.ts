import { hasForeignStyles, pageFor, readersOf } from './readers.js';
import { withoutUnused } from './style-sheets.js';
import { bringsColours, escapeHtml, readShown, toText } from './template-html.js';
import { inlineStyles } from './template-styles.js';
import {
  addToBody,
  footerOn,
  inUtf8,
  isWholeDocument,
  lookOfBody,
  standsInMiddle,
} from './whole-document.js';

/** What stands around every body. */
export interface Layout {
  /**
   * A whole HTML document, for copy that is none, with the comments `title`, `body` and `footer` where those
   * go, and `colours` where a class says whether the copy has its own (`coloured`) or takes ours (`plain`),
   * dark ones too.
   */
  page: string;
  footer: string;
}

/** A page with its styles on its elements, as no template can be broken by them any more. */
export interface Drawn {
  html: string;
  /** What is seen of it without our footer. */
  body: ReturnType<typeof readShown>;
  /** The text of all of it, for each kind of readers for whom its styles differ. */
  texts: string[];
}

interface Copy {
  copy: string;
  layout: Layout;
  subject: string;
}

/** How a mail is drawn. */
interface Drawing {
  /** The footer, but for what all of these texts show already. */
  footerFor: (shownTexts: readonly string[]) => string;
  inline: typeof inlineStyles;
}

/** Copy with our footer, within our layout unless it is a whole document itself. */
export function drawMail(mail: Copy, drawing: Drawing): Drawn {
  return isWholeDocument(mail.copy)
    ? drawDocument(mail.copy, drawing)
    : drawInLayout(mail, drawing);
}

/** The author's own document, whole, with our footer at its end. Inlining takes about 3 ms, here twice or more. */
function drawDocument(saved: string, { footerFor, inline }: Drawing): Drawn {
  const copy = inUtf8(saved);
  const readers = readersOf(copy);
  const viewsOf = (page: string, html = inline(page, { keepSheets: true })) =>
    readers.length === 0 ? [html] : readers.map((one) => inline(pageFor(one, page)));
  const bare = viewsOf(copy);
  const footer = footerOn(
    bare.map(lookOfBody),
    footerFor(shownIn(copy, bare)),
    standsInMiddle(copy),
  );
  const page = addToBody(copy, footer);
  const html = inline(page, { keepSheets: true });
  return { html, body: readShown(bare[0] ?? ''), texts: viewsOf(page, html).map(toEveryone) };
}

/** Where the footer begins, while the page is drawn. */
const footerMark = '<!--footer-->';

function drawInLayout({ copy, layout, subject }: Copy, { footerFor, inline }: Drawing): Drawn {
  const readers = readersOf(copy);
  const draw = (footer: string) => {
    const page = fill(withoutUnused(layout.page, copy), {
      title: escapeHtml(subject),
      body: copy,
      footer: footerMark + footer,
      colours: bringsColours(copy) ? 'coloured' : 'plain',
    });
    const html = inline(page);
    const views = readers.length === 0 ? [html] : readers.map((one) => inline(pageFor(one, page)));
    return { html: cutLast(html, footerMark).join(''), views };
  };
  const bareOf = (views: string[]) => views.map((view) => cutLast(view, footerMark)[0]);
  const whole = footerFor([]);
  let drawn = draw(whole);
  const bare = bareOf(drawn.views);
  const body = readShown(bare[0] ?? '');
  // What nobody sees not everyone does: mostly there is nothing to look for twice.
  if (footerFor([body.text]) !== whole) drawn = draw(footerFor(shownIn(copy, bare)));
  return { html: drawn.html, body, texts: drawn.views.map(toEveryone) };
}

/** What is sure to be shown of copy to each kind of readers. */
function shownIn(copy: string, views: readonly string[]): string[] {
  return hasForeignStyles(copy) ? [''] : views.map((html) => toText(html, 'surely everyone'));
}

function toEveryone(html: string): string {
  return toText(html, 'everyone');
}

function cutLast(text: string, at: string): [before: string, after: string] {
  const index = text.lastIndexOf(at);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + at.length)];
}

/** Puts the parts in by position, so that nothing inside a part is ever taken for a mark. */
function fill(page: string, parts: Record<string, string>): string {
  return page.replace(/<!-- (\w+) -->/g, (mark, name: string) => parts[name] ?? mark);
}
