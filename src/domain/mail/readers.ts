import { rulesOf, type StyleRule, selectorsIn } from './style-rules.js';
import { changeSheets, readySheets } from './style-sheets.js';

/**
 * A page as its readers have it, whose screens, settings and programs differ. What some of them do not see
 * is not shown to everyone.
 */

/** What holds for some readers: conditions of a style sheet, each within the one before. */
export type Readers = readonly string[];

/** Those for whom no condition holds. */
const others: Readers = [];

/** More kinds of readers than anybody writes styles for; the rest of them count as one. */
const mostReaders = 8;

/** The readers to whom the styles of copy may show less than to others; none where there are no styles. */
export function readersOf(copy: string): Readers[] {
  const found = new Map<string, Readers>();
  const look = (css: string) => {
    for (const { conditions, declarations } of seenRules(css)) {
      const readers = conditions.filter((condition) => !always(condition));
      if (readers.length > 0 && mayHide.test(declarations) && !readers.some(isNobody))
        found.set(readers.join(), readers);
    }
    return css;
  };
  if (!/<style\b/i.test(copy)) return [];
  changeSheets(readySheets(withOutlook(copy)), look);
  const all = [...found.values()];
  const rest = all.slice(mostReaders);
  return [others, ...all.slice(0, mostReaders), ...(rest.length > 0 ? [rest.flat()] : [])];
}

/** The page with those of its styles that hold for readers, as if they held for all. */
export function pageFor(readers: Readers, page: string): string {
  const holds = (condition: string) => always(condition) || readers.includes(condition);
  return changeSheets(readySheets(withOutlook(page)), (css) =>
    seenRules(css)
      .filter(({ conditions }) => conditions.every(holds))
      .map(({ selector, declarations }) => `${selector} {${declarations}}`)
      .join('\n'),
  );
}

/** Whether styles lie elsewhere, where they may hide anything. Fonts do not. */
export function hasForeignStyles(copy: string): boolean {
  const links = copy.match(/<link\b[^<>]*\bstylesheet\b[^<>]*>|@import\b[^;{}<]*/gi) ?? [];
  return links.some((link) => !/fonts?[.\-/]|typekit/i.test(link));
}

/** Declarations by which words may be hidden; few others are as common under a condition. */
const mayHide =
  /none|hidden|collapse|opacity|font|colou?r|background|clip|position|transform|translate|scale|zoom|spacing|indent|-\d|(?:height|width)\s*:\s*[01]/i;

/** A condition that holds for all who read mail on a screen. */
function always(condition: string): boolean {
  if (/^@layer\b/i.test(condition)) return true;
  const [, queries] = /^@media\b(.*)$/i.exec(condition) ?? [];
  return (
    queries?.split(',').some((query) => plainQuery.test(query.trim().replaceAll(/\s+/g, ' '))) ??
    false
  );
}

const plainQuery =
  /^(?:(?:only )?(?:all|screen))?(?: ?(?<=\w ?)and)? ?(?:\( ?min-(?:device-)?width ?: ?0(?:px|em)? ?\))?$/i;

/** Paper and voices are not what a link is clicked on. */
function isNobody(condition: string): boolean {
  if (/^@starting-style\b/i.test(condition)) return true;
  const [, queries] = /^@media\b(.*)$/i.exec(condition) ?? [];
  return queries?.split(',').every((query) => offScreen.test(query)) ?? false;
}

const offScreen =
  /^\s*(?:(?:only\s+)?(?:print|speech|aural|braille|embossed|tty|tv|projection|handheld)\b|not\s+(?:all|screen)\s*$)/i;

/** Conditional comments that Outlook reads, as far as they hold styles: each also as a sheet under its name. */
function withOutlook(page: string): string {
  return page.replaceAll(
    /<!--\[if (?!\s*!)[^\]<>]*\]>((?:(?!<!--\[if)[\s\S])*?)<!\[endif\]-->/gi,
    (comment, inner: string) => {
      const sheets: string[] = [];
      changeSheets(inner, (css) => {
        sheets.push(`<style>@media Outlook {${css.replaceAll(/<!--|-->/g, '')}}</style>`);
        return css;
      });
      return comment + sheets.join('');
    },
  );
}

/** The rules of a sheet, one for each selector; what speaks to a single program stands under its name. */
function seenRules(css: string): StyleRule[] {
  return rulesOf(css).flatMap(({ conditions, selector, declarations }) =>
    selectorsIn(selector).map((one): StyleRule => {
      const plain = unhooked(one);
      return {
        conditions: plain === one ? conditions : [...conditions, 'one program'],
        selector: seenSelector(plain),
        declarations,
      };
    }),
  );
}

/** How authors speak to readers of one program: by what it puts around a mail. */
const hooks: RegExp[] = [
  /^u\s*[+~]\s*[#.]?[\w-]+\s+(?=\S)/i, // Gmail
  /\[data-ogs[cb]\]\s*/gi, // Outlook in the dark
  /^(?:\.ExternalClass|#outlook|\[owa\]|\[office365\]|\.moz-text-html|#MessageViewBody|\[data-outlook-cycle\]|\[class~="?x_[\w-]+"?\])\s+(?=\S)/i,
];

function unhooked(selector: string): string {
  return hooks.reduce((plain, hook) => plain.replace(hook, ''), selector).trim() || '*';
}

/** A selector by which the inliner finds whatever a mail reader finds; where it cannot, more than that. */
function seenSelector(selector: string): string {
  return selector
    .replaceAll(/:(?:any-link|link)\b(?!-)/gi, '[href]')
    .replaceAll(/:not\(\s*:(?:hover|focus|active|visited|target|focus-within)\s*\)/gi, '')
    .replaceAll(/:(?:lang|dir)\([^()]*\)/gi, '');
}
