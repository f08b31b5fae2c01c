import { CaptureTag, type Context, filters, Liquid } from 'liquidjs';
import { conditions } from './template-conditions.js';
import { registerFilters } from './template-filters.js';

/** Liquid as copy may use it. */

/** Whether values are escaped for HTML or left plain. */
export type CopyKind = 'html' | 'plain';

export const mostCharacters = 200_000;
/** By the clock: a machine that is busy with other work may take its time. */
export const mostMs = 1_000;

/** Why copy must not take in what stands elsewhere. */
export const partial = 'takes in another template, but copy has to be complete';

/** What copy can do. Other tags of Liquid write HTML, change values for all, or read the disk. */
const allowedTags = new Set(
  'if unless case for break continue assign capture comment #'.split(' '),
);

const forbidden: Record<string, string> = {
  include: partial,
  render: partial,
  layout: partial,
  block: partial,
  echo: 'copy cannot use {% echo %}; write {{ … }}',
  increment: 'copy cannot use {% increment %}; values stay as they are',
  decrement: 'copy cannot use {% decrement %}; values stay as they are',
  raw: 'copy cannot use {% raw %}, as readers would see its braces',
};

const options = {
  strictVariables: true,
  strictFilters: true,
  lenientIf: true,
  ownPropertyOnly: true,
  templates: {}, // no partials, so that copy never reads the disk
  parseLimit: 4 * mostCharacters, // filters are added to what its author wrote
  renderLimit: mostMs,
  memoryLimit: 1_000_000,
};

/** Renders in which a `{% capture %}` is under way: what it holds is escaped where it is put out. */
const capturing = new WeakSet<Context>();

class CapturedWords extends CaptureTag {
  override *render(context: Context): Generator<unknown, void, string> {
    const isOutermost = !capturing.has(context);
    capturing.add(context);
    try {
      yield* super.render(context);
    } finally {
      if (isOutermost) capturing.delete(context);
    }
  }
}

const escape = liquidsOwn('escape');

export const engines: Record<CopyKind, Liquid> = {
  html: createLiquid({
    ...options,
    outputEscape(this: ThisParameterType<typeof escape>, value: unknown) {
      refuseNonsense(value);
      return capturing.has(this.context) ? value : escape.call(this, value);
    },
  }),
  plain: createLiquid({
    ...options,
    outputEscape: ((value: unknown) => {
      refuseNonsense(value);
      return value;
    }) as (value: unknown) => string,
  }),
};

/** What is no word and no amount comes of a comparison, or of a sum that has no result. */
function refuseNonsense(value: unknown): void {
  if (typeof value === 'boolean') {
    throw new Error(`a tag writes "${value}"; did you mean {% if %}, or | default: "…"?`);
  }
  if (typeof value === 'number' && !/^-?[\d.]+$/.test(String(value))) {
    throw new Error('a sum has no result that can be read; is something divided by 0?');
  }
}

function createLiquid(engineOptions: ConstructorParameters<typeof Liquid>[0]): Liquid {
  const liquid = new Liquid(engineOptions);
  registerFilters(liquid);
  for (const name of Object.keys(liquid.tags)) {
    if (allowedTags.has(name)) continue;
    const why =
      forbidden[name] ?? `copy cannot use {% ${name} %}; write it with {{ … }} and {% if %}`;
    liquid.registerTag(name, {
      parse() {
        throw new Error(why);
      },
      render() {},
    });
  }
  liquid.registerTag('capture', CapturedWords);
  for (const [name, tag] of Object.entries(conditions)) liquid.registerTag(name, tag);
  return liquid;
}

function liquidsOwn(name: string) {
  const filter = filters[name];
  if (typeof filter !== 'function') throw new Error(`Liquid has no filter "${name}"`);
  return filter;
}
