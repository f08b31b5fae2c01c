import { Liquid, LiquidError, UndefinedVariableError } from 'liquidjs';
import { BlockedTemplate } from './errors.js';
import { repairTags } from './template-tags.js';

/** Values by name; what is absent is left out, so that copy that needs it blocks. */
export type Variables = Record<string, string | number>;

const mostCharacters = 200_000;
const mostMs = 200;

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
  if (source.length > mostCharacters) {
    const found = `${source.length} characters`;
    throw new BlockedTemplate(
      `${place}: expected at most ${mostCharacters} characters, found ${found}`,
    );
  }
  try {
    return String(engines[as].parseAndRenderSync(repairTags(source), variables));
  } catch (error) {
    throw new BlockedTemplate(`${place}: ${explain(error)}`, { cause: error });
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
  const cause = LiquidError.is(error) ? (error.originalError ?? error) : error;
  if (cause instanceof UndefinedVariableError) {
    const [, name] = /undefined variable: ([^\s,]+)/.exec(cause.message) ?? [];
    return `the variable "${name}" has no value`;
  }
  const [line = ''] = String(error instanceof Error ? error.message : error).split('\n');
  return plainly.find(([said]) => said.test(line))?.[1] ?? line;
}
