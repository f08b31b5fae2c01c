/** Notion's property values as plain ones, and back. */

/** The property types that we use, with their plain values. */
export interface PlainValues {
  title: string;
  rich_text: string;
  email: string;
  number: number;
  select: string;
  /** ISO instant. */
  date: string;
  url: string;
  /** Page ids. */
  relation: string[];
}

export type PropertyType = keyof PlainValues;

const pieceLength = 2_000;
const longestOption = 100;

const write: { [T in PropertyType]: (value: PlainValues[T]) => unknown } = {
  title: (value) => toPieces(value),
  rich_text: (value) => toPieces(value),
  email: (value) => value,
  number: (value) => value,
  select: (name) => ({ name: toOption(name) }),
  date: (start) => ({ start }),
  url: (value) => value,
  relation: (ids) => ids.map((id) => ({ id })),
};

/** Notion refuses an option whose name holds a comma, and more than 100 characters of one. */
function toOption(name: string): string {
  return name.replaceAll(',', ';').slice(0, longestOption).toWellFormed();
}

const emptied: Record<string, unknown> = { title: [], rich_text: [], relation: [] };

/** The value as a request wants it; null clears. */
export function toNotion<T extends PropertyType>(type: T, value: PlainValues[T] | null): unknown {
  return { [type]: value === null ? (emptied[type] ?? null) : write[type](value) };
}

/** The plain value of a property as an answer shows it; null when it is empty or of another type. */
export function fromNotion<T extends PropertyType>(
  type: T,
  property: unknown,
): PlainValues[T] | null {
  const value = isRecord(property) ? property[type] : undefined;
  return (read[type](value) ?? null) as PlainValues[T] | null;
}

const read: Record<PropertyType, (value: unknown) => unknown> = {
  title: joinPieces,
  rich_text: joinPieces,
  email: (value) => value,
  number: (value) => value,
  select: (value) => (isRecord(value) ? value['name'] : undefined),
  date: (value) => (isRecord(value) ? value['start'] : undefined),
  url: (value) => value,
  relation: (value) =>
    Array.isArray(value) ? value.map((item) => (isRecord(item) ? item['id'] : undefined)) : null,
};

function joinPieces(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.map(plainTextOf).join('');
}

function plainTextOf(piece: unknown): string {
  const text = isRecord(piece) ? piece['plain_text'] : undefined;
  return typeof text === 'string' ? text : '';
}

/** Notion takes at most 2,000 UTF-16 units in one piece; none may end inside a surrogate pair. */
function toPieces(text: string): unknown[] {
  const pieces = [];
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + pieceLength, text.length);
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end -= 1;
    pieces.push({ text: { content: text.slice(start, end) } });
    start = end;
  }
  return pieces;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd8_00 && unit <= 0xdb_ff;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
