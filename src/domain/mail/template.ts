import { BlockedTemplate } from '../errors.js';
import type { SequenceKind } from '../plan/sequence.js';
import { findPrivateLink } from './private-link.js';
import { withoutUnused } from './style-sheets.js';
import type { Clock } from './template-dates.js';
import type { CopyKind } from './template-engine.js';
import { bringsColours, escapeHtml, findFault, readShown, toText } from './template-html.js';
import { lintLiquid, renderLiquid, type Variables } from './template-liquid.js';
import { inlineStyles } from './template-styles.js';
import { addToBody, footerOn, isWholeDocument, lookOfBody } from './whole-document.js';

/** Copy as its author wrote it: Liquid in all three places. */
export interface Template {
  name: string;
  subject: string;
  html: string;
  /** Derived from the HTML when the author gave none. */
  text?: string;
}

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

export interface RenderedEmail {
  subject: string;
  html: string;
  text: string;
}

/** Of the mail's HTML, its styles written onto its elements, and of its text. */
const mostBytes = 500 * 1024;

/** Of the subject; longer lines are no header. Source: RFC 5322, 2.1.1. */
const mostInSubject = 900;

/** What every mail of a kind must show, in its HTML and in its text. Source: CAN-SPAM, CASL. */
const mustShow: Record<SequenceKind, string[]> = {
  marketing: ['sender_address', 'unsubscribe_url'],
  transactional: ['sender_address'],
};

/** What is wrong with a template whoever it is for, as sentences for its author; each names its part. */
export function lintTemplate({ subject, html, text = '' }: Omit<Template, 'name'>): string[] {
  const parts = [
    ['subject', subject, 'plain'],
    ['body', html, 'html'],
    ['text', text, 'plain'],
  ] as const;
  return parts.flatMap(([part, source, as]) =>
    lintLiquid(source, as).map((fault) => `${part}: ${fault}`),
  );
}

/**
 * Renders one email; values are escaped for the place they land in and never expanded again.
 * @throws {BlockedTemplate} when a variable is missing, or the result could not be sent to a person;
 *   names the template and what to mend, never a value.
 */
export function renderEmail(
  template: Template,
  layout: Layout,
  variables: Variables,
  kind: SequenceKind,
  clock: Clock,
): RenderedEmail {
  const called = `template "${template.name}"`;
  const refuse = (why: string): never => {
    throw new BlockedTemplate(`${called}: ${why}`);
  };
  const legal = mustShow[kind];
  const footerFor = (shownText: string) =>
    renderLiquid(
      `${called}, footer`,
      layout.footer,
      footerVariables(variables, legal, shownText),
      'html',
      clock,
    );

  const render = (part: string, source: string, as: CopyKind) =>
    renderLiquid(`${called}, ${part}`, source, variables, as, clock);

  const subject = toLine(render('subject', template.subject, 'plain'));
  if (!subject) refuse('the subject is empty');
  if (subject.length > mostInSubject) refuse(`the subject has over ${mostInSubject} characters`);
  const copy = render('body', template.html, 'html');
  if (copy.length > mostBytes) refuse(`the body has over ${mostBytes / 1024} KB`);
  const fault = findPrivateLink(template.html) ?? findFault(copy);
  if (fault) refuse(fault);
  const draw = { footerFor, inline: inlinerThat(refuse) };
  const { html, body } = isWholeDocument(copy)
    ? drawDocument(copy, draw)
    : drawInLayout({ copy, layout, subject }, draw);
  if (!body.hasWords) refuse('the body is empty, or nothing but pictures');
  const bodyText = template.text ? render('text', template.text, 'plain') : body.text;
  if (!bodyText.trim()) refuse('the plain text is empty');

  const text = `${bodyText.trim()}\n\n${toText(footerFor(bodyText)).trim()}\n`;
  const parts = { HTML: toText(html, 'everyone'), text };
  for (const [part, shown] of Object.entries(parts)) {
    const missing = legal.find((name) => !shows(shown, variables[name]));
    if (missing)
      refuse(
        `its ${part} does not show {{${missing}}}; is a quote or a tag left open, or does a style hide it?`,
      );
  }
  if (Buffer.byteLength(text) > mostBytes) refuse(`its text has over ${mostBytes / 1024} KB`);
  return { subject, html, text };
}

/** How a mail is drawn. */
interface Drawing {
  /** The footer, but for what is shown already. */
  footerFor: (shownText: string) => string;
  inline: typeof inlineStyles;
}

/** A page with its styles on its elements, as no template can be broken by them any more. */
interface Drawn {
  html: string;
  /** What is seen of it without our footer. */
  body: ReturnType<typeof readShown>;
}

/** The author's own document, whole, with our footer at its end. Inlining takes about 3 ms, here twice. */
function drawDocument(copy: string, { footerFor, inline }: Drawing): Drawn {
  const bare = inline(copy, { keepSheets: true });
  const footer = footerOn(lookOfBody(bare), footerFor(toText(bare, 'everyone')));
  const html = inline(addToBody(copy, footer), { keepSheets: true });
  return { html, body: readShown(bare) };
}

/** Where the footer begins, while the page is drawn. */
const footerMark = '<!--footer-->';

function drawInLayout(
  { copy, layout, subject }: { copy: string; layout: Layout; subject: string },
  { footerFor, inline }: Drawing,
): Drawn {
  const draw = (footer: string) => {
    const page = fill(withoutUnused(layout.page, copy), {
      title: escapeHtml(subject),
      body: copy,
      footer: footerMark + footer,
      colours: bringsColours(copy) ? 'coloured' : 'plain',
    });
    return cutLast(inline(page), footerMark);
  };
  const whole = footerFor('');
  const [bare, rest] = draw(whole);
  const body = readShown(bare);
  // What nobody sees not everyone does: mostly there is nothing to look for twice.
  if (footerFor(body.text) === whole) return { html: bare + rest, body };
  return { html: draw(footerFor(toText(bare, 'everyone'))).join(''), body };
}

function cutLast(text: string, at: string): [before: string, after: string] {
  const index = text.lastIndexOf(at);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + at.length)];
}

/** Copy's own styles may be too broken for the inliner, and what it writes may be far larger than they are. */
function inlinerThat(refuse: (why: string) => never): typeof inlineStyles {
  return (page, options) => {
    let html = '';
    try {
      html = inlineStyles(page, options);
    } catch {
      refuse(
        'its styles cannot be read; is a brace or a quote in <style> or in a "style" left open?',
      );
    }
    if (Buffer.byteLength(html) > mostBytes) {
      refuse(`its HTML has over ${mostBytes / 1024} KB once its styles stand on its elements`);
    }
    return html;
  };
}

/** The footer's own: without what the author's words show already, or this kind of mail has not. */
function footerVariables(variables: Variables, legal: string[], bodyText: string): Variables {
  const { sender_address, unsubscribe_url, ...others } = variables;
  const missing = Object.entries({ sender_address, unsubscribe_url }).flatMap(([name, value]) =>
    value !== undefined && legal.includes(name) && !shows(bodyText, value) ? [[name, value]] : [],
  );
  return { ...others, ...Object.fromEntries(missing) };
}

function shows(text: string, value: string | number | undefined): boolean {
  const squeeze = (words: string) => words.replaceAll(/[\s\u200b]+/g, ' ').trim();
  return value !== undefined && squeeze(text).includes(squeeze(String(value)));
}

/** A header's value: one line. */
function toLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

/** Puts the parts in by position, so that nothing inside a part is ever taken for a mark. */
function fill(page: string, parts: Record<string, string>): string {
  return page.replace(/<!-- (\w+) -->/g, (mark, name: string) => parts[name] ?? mark);
}
