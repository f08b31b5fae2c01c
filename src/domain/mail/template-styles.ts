import juice from 'juice';
import { selectorsIn } from './style-rules.js';
import { readySheets } from './style-sheets.js';

/** Styles written onto the elements that they are for, as many mail readers drop the rest. */

// It takes braces and percent signs for another template language, and would put what stands between
// them back as it was, tags and all. Names may hold braces; copy has been rendered by now.
for (const name of Object.keys(juice.codeBlocks)) delete juice.codeBlocks[name];

/** What the inliner reads styles with, which its types leave out. */
interface StyleReader {
  parseCSS(css: string): Rule[];
}

type Declarations = { name?: string; value?: string }[];
type Rule = [selector: string, declarations: Declarations];

// It cannot go on from a declaration without a value, as in `style="color"`, nor from a style that
// declares nothing. Mail readers leave both out, and so do we.
const { utils } = juice as typeof juice & { utils: StyleReader };
const readStyles = utils.parseCSS;
utils.parseCSS = (css) => {
  const rules = wholeSelectors(readStyles(css)).map(
    ([selector, declarations]): Rule => [
      selector,
      declarations.filter(({ name, value }) => name && value),
    ],
  );
  return rules.length > 0 ? rules : [['*', []]];
};

/** It takes the commas of `:not(a, b)` and of `[title="a, b"]` for those between selectors. */
function wholeSelectors(rules: readonly Rule[]): Rule[] {
  const lists: { selectors: string[]; declarations: Declarations }[] = [];
  for (const [selector, declarations] of rules) {
    const last = lists.at(-1);
    // Those of one list share what is declared for them.
    if (last?.declarations === declarations) last.selectors.push(selector);
    else lists.push({ selectors: [selector], declarations });
  }
  return lists.flatMap(({ selectors, declarations }) =>
    selectorsIn(selectors.join(', ')).map((selector): Rule => [selector, declarations]),
  );
}

/**
 * A whole page with its styles written onto its elements. A document of the author's own keeps its style
 * sheets beside that: some speak to single mail readers.
 * @throws {Error} of any kind, for styles that it cannot read.
 */
export function inlineStyles(page: string, { keepSheets = false } = {}): string {
  return juice(readySheets(page), { decodeStyleAttributes: true, removeStyleTags: !keepSheets });
}
