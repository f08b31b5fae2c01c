import { Parser } from 'htmlparser2';

/** Where in a source something stands; both from 1. */
export interface Position {
  line: number;
  column: number;
}

/** What a sentence about copy names, from what tells the place best to what tells it least. */
const named: [RegExp, (source: string, ...found: string[]) => number][] = [
  [/\blink (\d+) \(/, (source, count = '') => linkAt(source, Number(count))],
  [/(\{[{%].{0,300}[%}]\})/, (source, tag = '') => source.indexOf(tag)],
  [/(\{[{%][^{}]{3,30})/, (source, tag = '') => source.indexOf(tag.trimEnd().slice(0, 30))],
  [/"([^"]{2,80})"/, (source, words = '') => source.indexOf(words)],
  [/<([a-z][\w:-]*)>/i, (source, element = '') => elementAt(source, element)],
];

/** Where a source has what a sentence about it names; undefined where nobody can tell. */
export function placeOf(source: string, says: string): Position | undefined {
  const [, line, column] = /\bline:\s*(\d+), col:\s*(\d+)/.exec(says) ?? [];
  if (line && column) return { line: Number(line), column: Number(column) };
  for (const [pattern, find] of named) {
    const [found, ...parts] = pattern.exec(says) ?? [];
    const at = found === undefined ? -1 : find(source, ...parts);
    if (at >= 0) return positionAt(source, at);
  }
  return undefined;
}

function positionAt(source: string, at: number): Position {
  const before = source.slice(0, at);
  return {
    line: before.split('\n').length,
    column: at - before.lastIndexOf('\n'),
  };
}

function elementAt(source: string, element: string): number {
  return source.toLowerCase().indexOf(`<${element.toLowerCase()}`);
}

/** The element with the so-manyth link of a source, counted as the rule of links counts them. */
function linkAt(source: string, count: number): number {
  let links = 0;
  let at = -1;
  const parser = new Parser({
    onopentag(_, attributes) {
      const own = ['href', 'src'].filter((name) => attributes[name] !== undefined).length;
      links += own;
      if (at < 0 && own > 0 && links >= count) at = parser.startIndex;
    },
  });
  parser.end(source);
  return at;
}
