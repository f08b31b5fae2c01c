import { diffArrays } from 'diff';
import { flatten, noShape } from './shape.js';
import { type Line, sayLine, type Transcript } from './transcript.js';

/** What is otherwise in a transcript than it was, one sentence each; none where both say the same. */
export function tellChanges(was: Transcript, is: Transcript): string[] {
  return [...tellLines(was.lines, is.lines), ...tellShapes(was, is)];
}

function tellLines(was: readonly Line[], is: readonly Line[]): string[] {
  const told: string[] = [];
  const gone: Line[] = [];
  const come: { line: Line; after: Line | undefined }[] = [];
  const at = { was: 0, is: 0 };
  const hunks = diffArrays([...was], [...is], { comparator: (a, b) => a.head === b.head });
  for (const { added, removed, count } of hunks) {
    for (let index = 0; index < count; index += 1) {
      const [before, now] = [was[at.was], is[at.is]];
      if (!added) at.was += 1;
      if (!removed) at.is += 1;
      if (removed && before) gone.push(before);
      else if (added && now) come.push({ line: now, after: is[at.is - 2] });
      else if (before && now) told.push(...tellFacts(before, now));
    }
  }
  for (const { line, after } of come) {
    const before =
      takeOut(gone, ({ head }) => head === line.head) ?? takeOut(gone, isRenamed(line));
    const place = after ? `after ${after.head}` : 'at the beginning';
    if (!before) told.push(`added ${place}: ${sayLine(line)}`);
    else if (before.head === line.head) told.push(`moved: ${line.head} is now ${place}`);
    else told.push(`changed: ${line.head}, was ${before.head}`);
    if (before) told.push(...tellFacts(before, line));
  }
  return [...told, ...gone.map((line) => `no longer there: ${sayLine(line)}`)];
}

function takeOut(lines: Line[], is: (line: Line) => boolean): Line | undefined {
  const index = lines.findIndex(is);
  return index < 0 ? undefined : lines.splice(index, 1)[0];
}

/** An activity under another name has the summary that it had. */
function isRenamed({ head }: Line): (line: Line) => boolean {
  const parts = (text: string) => /^(\w+) .*(".*")$/.exec(text)?.slice(1).join(' ');
  const own = parts(head);
  return (line) => own !== undefined && parts(line.head) === own;
}

function tellFacts({ facts: was }: Line, { head, facts: is }: Line): string[] {
  return tellFields(
    new Map(Object.entries(was)),
    new Map(Object.entries(is)),
    (name, now, before) =>
      now === undefined
        ? `changed: ${head}: no ${name}, was ${before}`
        : `changed: ${head}: ${name} ${now}, was ${before ?? 'not set'}`,
  );
}

function tellShapes({ takes: was }: Transcript, { takes: is }: Transcript): string[] {
  // What is only in one of them is told by its lines.
  const both = [...is].filter(([name]) => was.has(name));
  return both.flatMap(([name, shape]) => {
    const [before, now] = [flatten(was.get(name) ?? noShape()), flatten(shape)];
    // A field that was always empty may be of any kind.
    for (const [field, kinds] of before) {
      if (kinds === '' && now.has(field)) before.set(field, now.get(field) ?? '');
      else if (now.get(field) === '') now.set(field, kinds);
    }
    return tellFields(before, now, (field, kinds, others) =>
      kinds === undefined
        ? `changed: ${name} no longer takes ${field}`
        : `changed: ${name} takes ${field}: ${kinds}, ${others === undefined ? 'which it did not' : `was ${others}`}`,
    );
  });
}

function tellFields(
  was: ReadonlyMap<string, string>,
  is: ReadonlyMap<string, string>,
  tell: (name: string, now: string | undefined, before: string | undefined) => string,
): string[] {
  const names = new Set([...was.keys(), ...is.keys()]);
  return [...names]
    .filter((name) => was.get(name) !== is.get(name))
    .map((name) => tell(name, is.get(name), was.get(name)));
}
