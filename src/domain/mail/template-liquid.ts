import { Liquid, UndefinedVariableError } from 'liquidjs';
import { BlockedTemplate } from '../errors.js';
import { findLeftover } from './foreign-tags.js';
import { deepestTag, repairTags } from './template-tags.js';

/** Values by name; what is absent is left out, so that copy that needs it blocks. */
export type Variables = Record<string, string | number>;

const mostCharacters = 200_000;
const mostMs = 200;
/** The engine calls itself for each; at the end of the stack it is very slow to say so. */
const mostLevels = 100;

const options = {
  strictVariables: true,
  strictFilters: true,
  lenientIf: true,
  ownPropertyOnly: true,
  templates: {}, // no partials, so that copy never reads the disk
  parseLimit: mostCharacters,
  renderLimit: mostMs,
  memoryLimit: 1_000_000,
};

const engines = {
  html: createLiquid({ ...options, outputEscape: 'escape' as const }),
  plain: createLiquid(options),
};

/**
 * Copy with its values, which are escaped for HTML or left plain, and never expanded again.
 * @throws {BlockedTemplate} naming the place, and the variable that has no value or what else is wrong;
 *   never a value.
 */
export function renderLiquid(
  place: string,
  source: string,
  variables: Variables,
  as: keyof typeof engines,
): string {
  const refuse = (why: string, cause?: unknown): never => {
    throw new BlockedTemplate(`${place}: ${why}`, { cause });
  };
  if (source.length > mostCharacters) {
    refuse(`expected at most ${mostCharacters} characters, found ${source.length}`);
  }
  const names = new Set(Object.keys(variables));
  const repaired = repairTags(source, names);
  const leftover = findLeftover(repaired, names);
  if (leftover) refuse(leftover);
  if (deepestTag(repaired) > mostLevels) refuse(`tags are nested over ${mostLevels} levels deep`);
  try {
    return String(engines[as].parseAndRenderSync(repaired, variables));
  } catch (error) {
    return refuse(explain(error), error);
  }
}

function createLiquid(engineOptions: ConstructorParameters<typeof Liquid>[0]): Liquid {
  const liquid = new Liquid(engineOptions);
  // The engine escapes every output; its own `raw` would defeat that, and `escape` would double it.
  for (const name of ['raw', 'escape', 'escape_once']) {
    liquid.registerFilter(name, (value: unknown) => value);
  }
  return liquid;
}

/** What the engine says of poisonous copy, in words for its author. */
const plainly: [RegExp, string][] = [
  [/render limit exceeded/, `takes over ${mostMs} ms to render; is there an endless loop?`],
  [/alloc limit exceeded/, 'grows too large while it is rendered; is there an endless loop?'],
  [/Maximum call stack/, 'tags are nested too deeply'],
  [/ENOENT/, 'takes in another template, but copy has to be complete'],
];

function explain(error: unknown): string {
  if (error instanceof UndefinedVariableError) {
    const [, name] = /undefined variable: ([^\s,]+)/.exec(error.message) ?? [];
    return `the variable "${name}" has no value`;
  }
  const [line = ''] = String(error instanceof Error ? error.message : error).split('\n');
  return plainly.find(([said]) => said.test(line))?.[1] ?? line;
}
