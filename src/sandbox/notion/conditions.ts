import { asUuid } from './ids.js';
import { namedSpan, relativeDay, type Span, spanOf } from './instants.js';
import { plainText, type RichTextItem } from './rich-text.js';

/** Whether a value of a column passes; the operand comes from the filter. */
export type Test = (value: unknown, operand: unknown, now: Date) => boolean;

const existence = {
  is_empty: (value) => isEmpty(value),
  is_not_empty: (value) => !isEmpty(value),
} satisfies Record<string, Test>;

const text: Record<string, Test> = {
  equals: (value, operand) => folded(value) === folded(operand),
  does_not_equal: (value, operand) => folded(value) !== folded(operand),
  contains: (value, operand) => folded(value).includes(folded(operand)),
  does_not_contain: (value, operand) => !folded(value).includes(folded(operand)),
  starts_with: (value, operand) => folded(value).startsWith(folded(operand)),
  ends_with: (value, operand) => folded(value).endsWith(folded(operand)),
  ...existence,
};

const number: Record<string, Test> = {
  equals: (value, operand) => value === operand,
  does_not_equal: (value, operand) => value !== operand,
  greater_than: (value, operand) => value !== null && Number(value) > Number(operand),
  less_than: (value, operand) => value !== null && Number(value) < Number(operand),
  greater_than_or_equal_to: (value, operand) => value !== null && Number(value) >= Number(operand),
  less_than_or_equal_to: (value, operand) => value !== null && Number(value) <= Number(operand),
  ...existence,
};

const checkbox: Record<string, Test> = {
  equals: (value, operand) => value === operand,
  does_not_equal: (value, operand) => value !== operand,
};

const option: Record<string, Test> = {
  equals: (value, operand) => names(operand).includes(names(value)[0] ?? ''),
  does_not_equal: (value, operand) => !names(operand).includes(names(value)[0] ?? ''),
  ...existence,
};

const options: Record<string, Test> = {
  contains: (value, operand) => names(operand).some((name) => names(value).includes(name)),
  does_not_contain: (value, operand) => !names(operand).some((name) => names(value).includes(name)),
  ...existence,
};

const references: Record<string, Test> = {
  contains: (value, operand) => ids(value).includes(asUuid(operand) ?? ''),
  does_not_contain: (value, operand) => !ids(value).includes(asUuid(operand) ?? ''),
  ...existence,
};

const date: Record<string, Test> = {
  equals: onSpans((value, operand) => value.from <= operand.to && operand.from <= value.to),
  before: onSpans((value, operand) => value.to < operand.from),
  after: onSpans((value, operand) => value.from > operand.to),
  on_or_before: onSpans((value, operand) => value.from <= operand.to),
  on_or_after: onSpans((value, operand) => value.to >= operand.from),
  ...Object.fromEntries(
    ['past', 'next'].flatMap((side) =>
      ['week', 'month', 'year'].map((unit) => [`${side}_${unit}`, inSpan(`${side}_${unit}`)]),
    ),
  ),
  this_week: inSpan('this_week'),
  ...existence,
};

/** The operators of a filter for each type of column. */
export const testsByType: Record<string, Record<string, Test>> = {
  title: text,
  rich_text: text,
  email: text,
  url: text,
  phone_number: text,
  number,
  checkbox,
  select: option,
  status: option,
  multi_select: options,
  relation: references,
  people: references,
  files: existence,
  date,
  created_time: date,
  last_edited_time: date,
};

/** Notion ignores case here, which is why its callers have to compare again. */
function folded(value: unknown): string {
  const written = Array.isArray(value) ? plainText(value as RichTextItem[]) : (value ?? '');
  return String(written).toLowerCase();
}

function names(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((item) => {
    if (typeof item === 'string') return [item];
    return item ? [(item as { name: string }).name] : [];
  });
}

function ids(value: unknown): string[] {
  return (value as { id: string }[]).map(({ id }) => id);
}

function isEmpty(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

function valueSpan(value: unknown): Span | undefined {
  const start = typeof value === 'string' ? value : (value as { start: string } | null)?.start;
  return start === undefined ? undefined : spanOf(start);
}

function onSpans(compare: (value: Span, operand: Span) => boolean): Test {
  return (value, operand, now) => {
    const span = valueSpan(value);
    const bound = String(operand);
    return span !== undefined && compare(span, spanOf(relativeDay(bound, now) ?? bound));
  };
}

function inSpan(name: string): Test {
  return (value, _operand, now) => {
    const span = valueSpan(value);
    const wanted = namedSpan(name, now);
    return span !== undefined && !!wanted && span.from <= wanted.to && span.to >= wanted.from;
  };
}
