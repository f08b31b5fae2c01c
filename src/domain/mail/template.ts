import { BlockedTemplate } from '../errors.js';
import type { SequenceKind } from '../plan/sequence.js';
import type { CopyFault } from './copy-fault.js';
import { drawMail, type Layout } from './drawing.js';
import type { Clock } from './template-dates.js';
import type { CopyKind } from './template-engine.js';
import { findFault, toText } from './template-html.js';
import { lintLiquid, renderLiquid, type Variables } from './template-liquid.js';
import { inlineStyles } from './template-styles.js';
import { withLines } from './text-as-html.js';

/** Copy as its author wrote it: Liquid in all three places. */
export interface Template {
  name: string;
  subject: string;
  html: string;
  /** Derived from the HTML when the author gave none. */
  text?: string;
}

export interface RenderedEmail {
  subject: string;
  html: string;
  text: string;
}

/** Of the mail's HTML, its styles written onto its elements, and of its text. */
const mostBytes = 500 * 1024;

/** Beside blanks, and characters that look like one or take no room. */
const canBeRead = /(?![\u2800\u3164\uffa0])[\p{L}\p{N}\p{P}\p{S}]/u;

/** Of the subject; longer lines are no header. Source: RFC 5322, 2.1.1. */
const mostInSubject = 900;

/** What every mail of a kind must show, in its HTML and in its text. Source: CAN-SPAM, CASL. */
const mustShow: Record<SequenceKind, string[]> = {
  marketing: ['sender_address', 'unsubscribe_url'],
  transactional: ['sender_address'],
};

/** A template's parts, and how the values in each are written. */
export function partsOf({ subject, html, text = '' }: Omit<Template, 'name'>): TemplatePart[] {
  return [
    { part: 'subject', source: subject, as: 'plain' },
    { part: 'body', source: html, as: 'html' },
    { part: 'text', source: text, as: 'plain' },
  ];
}

interface TemplatePart {
  part: 'subject' | 'body' | 'text';
  source: string;
  as: CopyKind;
}

/** What is wrong with a part of a template. */
export interface TemplateFault extends CopyFault {
  part: TemplatePart['part'];
}

/**
 * What is wrong with a template whoever it is for. The same rules hold the email when it is rendered.
 * @param names what variables are called: those of other programs' tags that mean one are fine.
 */
export function lintTemplate(
  template: Omit<Template, 'name'>,
  names: ReadonlySet<string>,
): TemplateFault[] {
  return partsOf(template).flatMap(({ part, source, as }) =>
    lintLiquid(source, as, names).map((fault): TemplateFault => ({ part, ...fault })),
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
  const footerFor = (shownTexts: readonly string[]) =>
    renderLiquid(
      `${called}, footer`,
      layout.footer,
      footerVariables(variables, legal, shownTexts),
      'html',
      clock,
    );

  const render = (part: string, source: string, as: CopyKind) =>
    renderLiquid(`${called}, ${part}`, source, variables, as, clock);

  const subject = toLine(render('subject', template.subject, 'plain'));
  if (!canBeRead.test(subject)) refuse('the subject is empty');
  if (subject.length > mostInSubject) refuse(`the subject has over ${mostInSubject} characters`);
  const copy = withLines(render('body', template.html, 'html'));
  if (copy.length > mostBytes) refuse(`the body has over ${mostBytes / 1024} KB`);
  const fault = findFault(copy);
  if (fault) refuse(fault);
  const drawing = { footerFor, inline: inlinerThat(refuse) };
  const { html, body, texts } = drawMail({ copy, layout, subject }, drawing);
  if (!body.hasWords) refuse('the body is empty, or nothing but pictures');
  const bodyText = template.text ? render('text', template.text, 'plain') : body.text;
  if (!bodyText.trim()) refuse('the plain text is empty');

  const text = `${bodyText.trim()}\n\n${toText(footerFor([bodyText])).trim()}\n`;
  const parts = { HTML: texts, text: [text] };
  for (const [part, shown] of Object.entries(parts)) {
    const missing = legal.find((name) => !areShown(shown, variables[name]));
    if (missing)
      refuse(
        `its ${part} does not show {{${missing}}} to all readers; is a quote or a tag left open, or does a style hide it, perhaps on phones only?`,
      );
  }
  if (Buffer.byteLength(text) > mostBytes) refuse(`its text has over ${mostBytes / 1024} KB`);
  return { subject, html, text };
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
function footerVariables(
  variables: Variables,
  legal: string[],
  shownTexts: readonly string[],
): Variables {
  const { sender_address, unsubscribe_url, ...others } = variables;
  const missing = Object.entries({ sender_address, unsubscribe_url }).flatMap(([name, value]) =>
    value !== undefined && legal.includes(name) && !areShown(shownTexts, value)
      ? [[name, value]]
      : [],
  );
  return { ...others, ...Object.fromEntries(missing) };
}

/** Whether each of the texts shows the value; of no text nobody knows. */
function areShown(texts: readonly string[], value: string | number | undefined): boolean {
  if (value === undefined || texts.length === 0) return false;
  const wanted = squeeze(String(value));
  return texts.every((text) => {
    const [, ...rests] = squeeze(text).split(wanted);
    return rests.some((rest) => !isLink.test(wanted) || endsLink.test(rest));
  });
}

const isLink = /^https?:/;

/** What may follow a link and leads to the same page. */
const endsLink = /^(?:[?#\s"'<>[\]|]|$)/;

function squeeze(words: string): string {
  return words.replaceAll(/[\s\u200b]+/g, ' ').trim();
}

/** A header's value: one line. */
function toLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}
