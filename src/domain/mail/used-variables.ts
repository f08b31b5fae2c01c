import { type Liquid, Output, Tag, type Template, type Token, TypeGuards, Value } from 'liquidjs';
import { type CopyKind, engines } from './template-engine.js';
import { repairTags } from './template-tags.js';

/** One place where copy uses a variable. */
export interface UsedVariable {
  name: string;
  /** Both from 1. */
  line: number;
  column: number;
  /** Whether the copy goes without its value too: a default stands behind it, or a condition asks for it. */
  isGuarded: boolean;
}

/**
 * Every variable that copy expects from outside, place by place, in the order of reading; none where the copy
 * is no Liquid. `names` are ours, which may be meant by a tag of another program.
 */
export function usedVariables(
  source: string,
  as: CopyKind,
  names: ReadonlySet<string>,
): UsedVariable[] {
  const engine = engines[as];
  const templates = parse(engine, repairTags(source, names));
  const guarded = new Set<string>();
  markGuarded(templates, new Set(), guarded);
  return Object.values(engine.analyzeSync(templates, { partials: false }).globals)
    .flat()
    .map(({ segments, location: { row, col } }) => ({
      name: String(segments[0]),
      line: row,
      column: col,
      isGuarded: guarded.has(`${row}:${col}`),
    }))
    .toSorted((a, b) => a.line - b.line || a.column - b.column);
}

function parse(engine: Liquid, source: string): Template[] {
  try {
    return engine.parse(source);
  } catch {
    return []; // what is wrong with it is told elsewhere
  }
}

/** Tags that take a variable without a value for false. */
const asking = new Set(['if', 'unless', 'case']);

/** Notes the places, as `row:column`, where nothing holds an email; `known` are the names that were asked for. */
function markGuarded(
  templates: readonly Template[],
  known: ReadonlySet<string>,
  guarded: Set<string>,
): void {
  for (const template of templates) {
    const isAsking = template instanceof Tag && asking.has(template.name);
    const asked = new Set(known);
    for (const argument of template.arguments?.() ?? []) {
      const isLenient = isAsking || hasDefault(argument);
      for (const { name, at } of variablesIn(argument)) {
        if (isLenient || known.has(name)) guarded.add(at);
        if (isAsking) asked.add(name);
      }
    }
    markGuarded(childrenOf(template), asked, guarded);
  }
}

type Argument = Value | Token;

function hasDefault(argument: Argument): boolean {
  return argument instanceof Value && argument.filters.some(({ name }) => name === 'default');
}

/** Those that an expression begins with; what stands in its filters needs a value. */
function variablesIn(argument: Argument): { name: string; at: string }[] {
  const tokens = argument instanceof Value ? argument.initial.postfix : [argument];
  return tokens.filter(TypeGuards.isPropertyAccessToken).map((token) => {
    const [row, column] = token.getPosition();
    const [first] = token.props;
    const name = token.variable ?? first;
    return { name: name && 'content' in name ? String(name.content) : '', at: `${row}:${column}` };
  });
}

function childrenOf(template: Template): Template[] {
  const { value } = template.children?.(false, true).next() ?? {};
  return Array.isArray(value) && !(template instanceof Output) ? (value as Template[]) : [];
}
