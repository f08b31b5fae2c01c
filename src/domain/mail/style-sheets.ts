import { piecesOf } from './style-rules.js';

/** Style sheets of a page, so that nothing of them is lost when their rules go onto the elements. */

const sheet = /<style\b([^>]*)>((?:(?!<style\b)[\s\S])*?)<\/style\s*>/gi;
const media = /\bmedia\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;

/**
 * A page whose conditions for a whole sheet stand in the sheet, where they are not overlooked, and whose
 * rules under a condition win over those that will stand on the elements, as they did in the sheet.
 */
export function readySheets(page: string): string {
  return page.replaceAll(sheet, (_, attributes: string, css: string) => {
    const [said, double, single, bare] = media.exec(attributes) ?? [];
    const query = (double ?? single ?? bare ?? '').trim();
    // Older editors hide sheets from browsers that know none.
    const rules = css.replaceAll(/<!--|-->/g, '');
    const isForAll = /^(all|screen)?$/i.test(query);
    const whole = isForAll ? rules : `@media ${query} {${rules}}`;
    return `<style${attributes.replace(said ?? '', '')}>${strengthenConditions(whole)}</style>`;
  });
}

/** A line with a rule for one of the colours of text or of what is behind it. */
const colourRule = /^[ \t]*(?:\.plain )?\.((?:ink|on)-[a-z]+) \{[^{}]*\}\n/gm;

/** A page with each of its sheets as `change` has it. */
export function changeSheets(page: string, change: (css: string) => string): string {
  return page.replaceAll(sheet, (_, __, css: string) => `<style>${change(css)}</style>`);
}

/** The layout without its rules for colours that the copy has not: they cost time and room. */
export function withoutUnused(page: string, copy: string): string {
  return page.replaceAll(colourRule, (rule, name: string) => (copy.includes(name) ? rule : ''));
}

/** What a rule's block is in: `condition`, a `rule` under one, or anything else. */
type Block = 'condition' | 'rule' | 'other';

/** Every declaration within `@media` made important. */
function strengthenConditions(css: string): string {
  const parts: string[] = [];
  const blocks: Block[] = [];
  let written = 0;
  for (const { words, at, mark } of piecesOf(css)) {
    if (mark === '{') {
      blocks.push(blockOf(words.trim(), blocks));
      continue;
    }
    if (blocks.at(-1) === 'rule' && words.includes(':') && !/!\s*important/i.test(words)) {
      parts.push(css.slice(written, at).trimEnd(), ' !important');
      written = at;
    }
    if (mark === '}') blocks.pop();
  }
  return parts.join('') + css.slice(written);
}

function blockOf(prelude: string, around: readonly Block[]): Block {
  if (/(?:^|\s)@media\b/i.test(prelude)) return 'condition';
  if (/(?:^|\s)@/.test(prelude)) return 'other';
  return around.at(-1) === 'condition' ? 'rule' : 'other';
}
