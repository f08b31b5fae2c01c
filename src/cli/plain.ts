/** What a terminal would obey or misplace instead of showing it: controls, line ends, text direction. */
const commanding = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}]/gu;

/** One line of text without anything that a terminal obeys; such characters show as `\u001b`. */
export function plain(text: string): string {
  return text.replace(commanding, toEscape);
}

/** A value as one JSON document; also what JSON itself would let through is escaped. */
export function plainJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2).split('\n').map(plain).join('\n')}\n`;
}

function toEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Rows in aligned columns, two spaces apart, below their headings. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const shown = [headings, ...rows].map((row) => row.map(plain));
  const widths = headings.map((_, column) =>
    Math.max(...shown.map((row) => lengthOf(row[column] ?? ''))),
  );
  return shown.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - lengthOf(cell)))
      .join('  ')
      .trimEnd(),
  );
}

const characters = new Intl.Segmenter();

function lengthOf(text: string): number {
  return Array.from(characters.segment(text)).length;
}

export function indent(lines: readonly string[]): string[] {
  return lines.map((line) => (line ? `  ${line}` : line));
}

/** `1 run`, `2 runs`. */
export function count(number: number, one: string, more = `${one}s`): string {
  return `${number} ${number === 1 ? one : more}`;
}
