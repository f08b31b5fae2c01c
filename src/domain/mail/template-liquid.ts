import { type Template, UndefinedVariableError } from 'liquidjs';
import { LRUCache } from 'lru-cache';
import { BlockedTemplate, CostlyTemplate } from '../errors.js';
import type { CopyFault, CopyRule } from './copy-fault.js';
import { decodeEntities } from './editors.js';
import { findHtmlAsText } from './html-as-text.js';
import { findLeftover } from './leftover-tags.js';
import { findPrivateAddress, findPrivateLink } from './private-link.js';
import type { Clock } from './template-dates.js';
import { type CopyKind, engines, mostCharacters, mostMs, partial } from './template-engine.js';
import { globalsWith } from './template-filters.js';
import { findFault } from './template-html.js';
import { type PlacedCopy, placeInHtml, placeInText } from './template-places.js';
import { deepestTag, repairTags } from './template-tags.js';

/** Values by name; what is absent is left out, so that copy that needs it blocks. */
export type Variables = Record<string, string | number>;

/** The engine calls itself for each; at the end of the stack it is very slow to say so. */
const mostLevels = 100;

const placers: Record<CopyKind, (source: string) => PlacedCopy> = {
  html: placeInHtml,
  plain: placeInText,
};

/** Copy that can be rendered for anybody. */
const kept = new LRUCache<string, Template[]>({
  maxSize: 4_000_000,
  sizeCalculation: (_, source) => source.length + 1,
});

/**
 * Copy with its values, which are escaped for HTML or left plain, and never expanded again. Copy can
 * change no value for what is rendered after it.
 * @throws {BlockedTemplate} naming the place, and the variable that has no value or what else is wrong;
 *   never a value.
 */
export function renderLiquid(
  place: string,
  source: string,
  variables: Variables,
  as: CopyKind,
  clock: Clock,
): string {
  const { templates, faults } = compileLiquid(source, as, new Set(Object.keys(variables)));
  const [fault] = faults;
  if (fault) throw new BlockedTemplate(`${place}: ${fault.says}`);
  try {
    const given = { globals: globalsWith(clock) };
    return String(engines[as].renderSync(templates, { ...variables }, given));
  } catch (error) {
    const Fault = tooMuch.test(String(error)) ? CostlyTemplate : BlockedTemplate;
    throw new Fault(`${place}: ${explain(error)}`, { cause: error });
  }
}

/** What is wrong with copy whatever its values are; `names` is what variables are called. */
export function lintLiquid(source: string, as: CopyKind, names: ReadonlySet<string>): CopyFault[] {
  return compileLiquid(source, as, names).faults;
}

/** `names` are the variables that may be meant by a tag of another program. */
function compileLiquid(
  source: string,
  as: CopyKind,
  names: ReadonlySet<string>,
): { templates: Template[]; faults: CopyFault[] } {
  const name = `${as} ${[...names].join()} ${source}`;
  const known = kept.get(name);
  if (known) return { templates: known, faults: [] };
  const refused = (...faults: CopyFault[]) => ({ templates: [], faults });
  if (source.length > mostCharacters) {
    const says = `expected at most ${mostCharacters} characters, found ${source.length}`;
    return refused({ rule: 'size', says });
  }
  const repaired = repairTags(as === 'plain' ? decodeEntities(source) : source, names);
  const broken = rulesOfText.flatMap(([rule, find]): CopyFault[] => {
    const says = find(repaired, names, as);
    return says === undefined ? [] : [{ rule, says }];
  });
  if (broken.length > 0) return refused(...broken);
  try {
    // First of all, so that what is looked at is known to be Liquid.
    engines[as].parse(repaired);
    const placed = placers[as](repaired);
    if (placed.faults.length > 0) return refused(...placed.faults);
    const templates = engines[as].parse(placed.source);
    const letter = findLetter(templates, as);
    if (letter !== undefined) return refused({ rule: 'liquid', says: letter });
    kept.set(name, templates);
    return { templates, faults: [] };
  } catch (error) {
    return refused({ rule: 'liquid', says: explain(error) });
  }
}

/** Values are texts, lists among them: a number behind one would be a letter of it. */
function findLetter(templates: Template[], as: CopyKind): string | undefined {
  const { globals } = engines[as].analyzeSync(templates, { partials: false });
  const found = Object.values(globals)
    .flat()
    .find(({ segments }) => /^-?\d+$/.test(String(segments[1])));
  if (!found) return undefined;
  const [name, place] = found.segments.map(String);
  return `${name}[${place}] is one letter; write {% assign list = ${name} | split: ", " %}{{ list[${place}] }}`;
}

/** The rules that can be told from the text alone; each gives a sentence for the first thing that breaks it. */
const rulesOfText: [
  CopyRule,
  (repaired: string, names: ReadonlySet<string>, as: CopyKind) => string | undefined,
][] = [
  ['left-over-tag', findLeftover],
  [
    'nesting',
    (copy) =>
      deepestTag(copy) > mostLevels ? `tags are nested over ${mostLevels} levels deep` : undefined,
  ],
  ['private-link', (copy, _, as) => (as === 'html' ? findPrivateLink : findPrivateAddress)(copy)],
  ['link', (copy, _, as) => (as === 'html' ? findFault(copy) : undefined)],
  ['markup', (copy, _, as) => findHtmlAsText(copy, as)],
];

/** What the engine says of poisonous copy, in words for its author. */
const plainly: [RegExp, string][] = [
  [/render limit exceeded/, `takes over ${mostMs} ms to render; is there an endless loop?`],
  [/alloc limit exceeded/, 'grows too large while it is rendered; is there an endless loop?'],
  [/Maximum call stack/, 'tags are nested too deeply'],
  [/takes in another template/, partial],
  [
    /undefined filter: newline_to_br/,
    'newline_to_br makes HTML of a value, which would be shown as it is written',
  ],
];

const tooMuch = /(?:render|alloc) limit exceeded|Maximum call stack/;

function explain(error: unknown): string {
  if (error instanceof UndefinedVariableError) {
    const [, name] = /undefined variable: ([^\s,]+)/.exec(error.message) ?? [];
    return `the variable "${name}" has no value`;
  }
  const [line = ''] = String(error instanceof Error ? error.message : error).split('\n');
  return plainly.find(([said]) => said.test(line))?.[1] ?? line;
}
