import { type Template, UndefinedVariableError } from 'liquidjs';
import { LRUCache } from 'lru-cache';
import { BlockedTemplate } from '../errors.js';
import { findLeftover } from './foreign-tags.js';
import type { Clock } from './template-dates.js';
import { type CopyKind, engines, mostCharacters, mostMs, partial } from './template-engine.js';
import { globalsWith } from './template-filters.js';
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
  if (fault !== undefined) throw new BlockedTemplate(`${place}: ${fault}`);
  try {
    const given = { globals: globalsWith(clock) };
    return String(engines[as].renderSync(templates, { ...variables }, given));
  } catch (error) {
    throw new BlockedTemplate(`${place}: ${explain(error)}`, { cause: error });
  }
}

/** What is wrong with copy whatever its values are, as sentences for its author. */
export function lintLiquid(source: string, as: CopyKind): string[] {
  return compileLiquid(source, as).faults;
}

/** `names` are the variables that have values: whether a tag of another program means one is seen by them. */
function compileLiquid(
  source: string,
  as: CopyKind,
  names?: ReadonlySet<string>,
): { templates: Template[]; faults: string[] } {
  const name = `${as} ${[...(names ?? [])].join()} ${source}`;
  const known = kept.get(name);
  if (known) return { templates: known, faults: [] };
  const refused = (...faults: string[]) => ({ templates: [], faults });
  if (source.length > mostCharacters) {
    return refused(`expected at most ${mostCharacters} characters, found ${source.length}`);
  }
  const repaired = repairTags(source, names);
  const leftover = names && findLeftover(repaired, names);
  if (leftover) return refused(leftover);
  if (deepestTag(repaired) > mostLevels) {
    return refused(`tags are nested over ${mostLevels} levels deep`);
  }
  try {
    // First of all, so that what is looked at is known to be Liquid.
    engines[as].parse(repaired);
    const placed = placers[as](repaired);
    if (placed.faults.length > 0) return refused(...placed.faults);
    const templates = engines[as].parse(placed.source);
    kept.set(name, templates);
    return { templates, faults: [] };
  } catch (error) {
    return refused(explain(error));
  }
}

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

function explain(error: unknown): string {
  if (error instanceof UndefinedVariableError) {
    const [, name] = /undefined variable: ([^\s,]+)/.exec(error.message) ?? [];
    return `the variable "${name}" has no value`;
  }
  const [line = ''] = String(error instanceof Error ? error.message : error).split('\n');
  return plainly.find(([said]) => said.test(line))?.[1] ?? line;
}
