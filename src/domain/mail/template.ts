import { BlockedTemplate } from '../errors.js';
import type { SequenceKind } from '../plan/sequence.js';
import type { Clock } from './template-dates.js';
import type { CopyKind } from './template-engine.js';
import {
  bringsColours,
  escapeHtml,
  findFault,
  hasWords,
  toText,
  unwrapDocument,
} from './template-html.js';
import { lintLiquid, renderLiquid, type Variables } from './template-liquid.js';
import { inlineStyles } from './template-styles.js';

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
   * A whole HTML document with the comments `title`, `body` and `footer` where those go, and `colours`
   * where a class says whether the copy has its own (`coloured`) or takes ours (`plain`), dark ones too.
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
  const footerFor = (bodyText: string) =>
    renderLiquid(
      `${called}, footer`,
      layout.footer,
      footerVariables(variables, legal, bodyText),
      'html',
      clock,
    );

  const render = (part: string, source: string, as: CopyKind) =>
    renderLiquid(`${called}, ${part}`, source, variables, as, clock);

  const subject = toLine(render('subject', template.subject, 'plain'));
  if (!subject) refuse('the subject is empty');
  if (subject.length > mostInSubject) refuse(`the subject has over ${mostInSubject} characters`);
  const body = unwrapDocument(render('body', template.html, 'html'));
  if (body.length > mostBytes) refuse(`the body has over ${mostBytes / 1024} KB`);
  const derivedText = toText(body);
  const page = fill(layout.page, {
    title: escapeHtml(subject),
    body,
    footer: footerFor(derivedText),
    colours: bringsColours(body) ? 'coloured' : 'plain',
  });
  const fault = findFault(page);
  if (fault) refuse(fault);
  if (!hasWords(body)) refuse('the body is empty, or nothing but pictures');
  const bodyText = template.text ? render('text', template.text, 'plain') : derivedText;
  if (!bodyText.trim()) refuse('the plain text is empty');

  // Last, and on the finished page, so that no template can be broken by it; it takes about 3 ms.
  const html = withInlineStyles(page, refuse);
  const text = `${bodyText.trim()}\n\n${toText(footerFor(bodyText)).trim()}\n`;
  const parts = { HTML: toText(html), text };
  for (const [part, shown] of Object.entries(parts)) {
    const missing = legal.find((name) => !shows(shown, variables[name]));
    if (missing) refuse(`its ${part} does not show {{${missing}}}; is a quote or a tag left open?`);
  }
  if (Buffer.byteLength(text) > mostBytes) refuse(`its text has over ${mostBytes / 1024} KB`);
  return { subject, html, text };
}

/** Copy's own styles may be too broken for the inliner, and what it writes may be far larger than they are. */
function withInlineStyles(page: string, refuse: (why: string) => never): string {
  let html = '';
  try {
    html = inlineStyles(page);
  } catch {
    refuse(
      'its styles cannot be read; is a brace or a quote in <style> or in a "style" left open?',
    );
  }
  if (Buffer.byteLength(html) > mostBytes) {
    refuse(`its HTML has over ${mostBytes / 1024} KB once its styles stand on its elements`);
  }
  return html;
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
