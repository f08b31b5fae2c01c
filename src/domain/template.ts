import { convert } from 'html-to-text';
import juice from 'juice';
import { Liquid, LiquidError, UndefinedVariableError } from 'liquidjs';
import { BlockedTemplate } from './errors.js';
import { repairTags } from './template-tags.js';

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
  /** A whole HTML document with the comments `title`, `body` and `footer` where those go. */
  page: string;
  footer: string;
}

type Variables = Record<string, string | number>;

export interface RenderedEmail {
  subject: string;
  html: string;
  text: string;
}

const options = {
  strictVariables: true,
  strictFilters: true,
  lenientIf: true,
  ownPropertyOnly: true,
  templates: {}, // no partials, so that copy never reads the disk
  parseLimit: 200_000,
  renderLimit: 200,
  memoryLimit: 1_000_000,
};

const forHtml = createLiquid({ ...options, outputEscape: 'escape' as const });
const forText = createLiquid(options);

const allowedLinks = /^(https?:|mailto:|tel:)/i;

/**
 * Renders one email; values are escaped for the place they land in and never expanded again.
 * @throws {BlockedTemplate} when a variable is missing, or the result could not be sent to a person.
 */
export function renderEmail(
  template: Template,
  layout: Layout,
  variables: Variables,
): RenderedEmail {
  const render = (engine: Liquid, place: string, source: string, scope = variables) =>
    renderPlace(engine, `template "${template.name}", ${place}`, repairTags(source), scope);
  const refuse = (why: string): never => {
    throw new BlockedTemplate(`template "${template.name}": ${why}`);
  };

  const subject = render(forText, 'subject', template.subject)
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
  if (!subject) refuse('the subject is empty');
  const body = render(forHtml, 'body', template.html);
  const bodyText = template.text ? render(forText, 'text', template.text) : toText(body);
  if (!bodyText.trim()) refuse('the body is empty');
  const footerFor = (text: string) =>
    render(forHtml, 'footer', layout.footer, withoutShown(variables, text));
  const page = fill(layout.page, {
    title: escapeHtml(subject),
    body,
    footer: footerFor(toText(body)),
  });
  // Last, and on the finished page, so that no template can be broken by it; it takes 3 ms.
  const html = juice(page);
  const link = findBadLink(html);
  if (link !== undefined) refuse(`the link "${link}" is neither https, http, mailto nor tel`);
  const text = `${bodyText.trim()}\n\n${toText(footerFor(bodyText)).trim()}\n`;
  return { subject, html, text };
}

/** What the law wants to be seen, unless the author's own words show it already. */
function withoutShown(variables: Variables, text: string): Variables {
  const legal = ['unsubscribe_url', 'sender_address'];
  const shown = new Set(
    legal.filter((name) => name in variables && text.includes(String(variables[name]))),
  );
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !shown.has(name)));
}

function createLiquid(engineOptions: ConstructorParameters<typeof Liquid>[0]): Liquid {
  const liquid = new Liquid(engineOptions);
  // The engine escapes every output; its own `raw` would defeat that, and `escape` would double it.
  for (const name of ['raw', 'escape', 'escape_once']) {
    liquid.registerFilter(name, (value: unknown) => value);
  }
  return liquid;
}

function renderPlace(engine: Liquid, place: string, source: string, variables: object): string {
  try {
    return String(engine.parseAndRenderSync(source, variables));
  } catch (error) {
    const cause = LiquidError.is(error) ? (error.originalError ?? error) : error;
    if (cause instanceof UndefinedVariableError || error instanceof UndefinedVariableError) {
      const name = /undefined variable: ([\w.]+)/.exec(String(cause))?.[1];
      throw new BlockedTemplate(`${place}: the variable "${name}" has no value`, { cause: error });
    }
    const [line] = String(error instanceof Error ? error.message : error).split('\n');
    throw new BlockedTemplate(`${place}: ${line}`, { cause: error });
  }
}

/** Puts the parts in by position, so that nothing inside a part is ever taken for a mark. */
function fill(page: string, parts: Record<string, string>): string {
  return page.replace(/<!-- (\w+) -->/g, (mark, name: string) => parts[name] ?? mark);
}

function toText(html: string): string {
  const heading = { options: { uppercase: false } };
  return convert(html, {
    wordwrap: false,
    selectors: [
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, ...heading })),
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: false } },
    ],
  });
}

function findBadLink(html: string): string | undefined {
  const links = [...html.matchAll(/\s(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/gi)];
  return links.map(([, a, b, c]) => a ?? b ?? c ?? '').find((link) => !allowedLinks.test(link));
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
