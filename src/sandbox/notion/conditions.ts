import { asUuid } from './ids.js';
import { namedSpans, relativeDay, type Span, spanOf } from './instants.js';
import { misfit } from './refusal.js';
import { plainText, type RichTextItem } from './rich-text.js';

/** One operator of a filter: reads its operand once, then tests the values of a column. */
export type Condition = (operand: unknown, path: string, now: Date) => (value: unknown) => boolean;

const emptySpan: Span = { from: Number.NaN, to: Number.NaN };

/** Rich text is replaced, never changed: joining it once keeps queries over many rows quick. */
const foldedTexts = new WeakMap<unknown[], string>();

const existence: Record<string, Condition> = {
  is_empty: (operand, path) => {
    mustBe('boolean', operand, path);
    return isEmpty;
  },
  is_not_empty: (operand, path) => {
    mustBe('boolean', operand, path);
    return (value) => !isEmpty(value);
  },
};

const text = {
  ...existence,
  ...conditions(folded, (operand, path) => folded(mustBe('string', operand, path)), {
    equals: (value, wanted) => value === wanted,
    does_not_equal: (value, wanted) => value !== wanted,
    contains: (value, wanted) => value.includes(wanted),
    does_not_contain: (value, wanted) => !value.includes(wanted),
    starts_with: (value, wanted) => value.startsWith(wanted),
    ends_with: (value, wanted) => value.endsWith(wanted),
  }),
};

const number = {
  ...existence,
  ...conditions(
    (value) => (typeof value === 'number' ? value : Number.NaN),
    (operand, path) => Number(mustBe('number', operand, path)),
    {
      equals: (value, wanted) => value === wanted,
      does_not_equal: (value, wanted) => value !== wanted,
      greater_than: (value, wanted) => value > wanted,
      less_than: (value, wanted) => value < wanted,
      greater_than_or_equal_to: (value, wanted) => value >= wanted,
      less_than_or_equal_to: (value, wanted) => value <= wanted,
    },
  ),
};

const checkbox = conditions(
  (value) => value === true,
  (operand, path) => mustBe('boolean', operand, path),
  {
    equals: (value, wanted) => value === wanted,
    does_not_equal: (value, wanted) => value !== wanted,
  },
);

const option = {
  ...existence,
  ...conditions(names, names, {
    equals: ([value = ''], wanted) => wanted.includes(value),
    does_not_equal: ([value = ''], wanted) => !wanted.includes(value),
  }),
};

const options = {
  ...existence,
  ...conditions(names, names, {
    contains: (value, wanted) => wanted.some((name) => value.includes(name)),
    does_not_contain: (value, wanted) => !wanted.some((name) => value.includes(name)),
  }),
};

const references = {
  ...existence,
  ...conditions(ids, readUuid, {
    contains: (value, wanted) => value.includes(wanted),
    does_not_contain: (value, wanted) => !value.includes(wanted),
  }),
};

const date = {
  ...existence,
  ...conditions(valueSpan, readBound, {
    equals: overlap,
    before: (value, bound) => value.to < bound.from,
    after: (value, bound) => value.from > bound.to,
    on_or_before: (value, bound) => value.from <= bound.to,
    on_or_after: (value, bound) => value.to >= bound.from,
  }),
  ...Object.fromEntries(
    Object.entries(namedSpans).map(([name, spanAt]): [string, Condition] => [
      name,
      (_operand, _path, now) => (value) => overlap(valueSpan(value), spanAt(now)),
    ]),
  ),
};

/** The operators of a filter for each type of column. */
export const conditionsByType: Record<string, Record<string, Condition>> = {
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

function conditions<Value, Operand>(
  readValue: (value: unknown) => Value,
  readOperand: (operand: unknown, path: string, now: Date) => Operand,
  tests: Record<string, (value: Value, operand: Operand) => boolean>,
): Record<string, Condition> {
  return Object.fromEntries(
    Object.entries(tests).map(([operator, test]): [string, Condition] => [
      operator,
      (operand, path, now) => {
        const wanted = readOperand(operand, path, now);
        return (value) => test(readValue(value), wanted);
      },
    ]),
  );
}

function mustBe(type: 'string' | 'number' | 'boolean', operand: unknown, path: string): unknown {
  if (typeof operand === type) return operand;
  throw misfit(path, `a ${type}`, operand);
}

/** Notion ignores case here, which is why its callers have to compare again. */
function folded(value: unknown): string {
  if (!Array.isArray(value)) return typeof value === 'string' ? value.toLowerCase() : '';
  const known = foldedTexts.get(value);
  if (known !== undefined) return known;
  const joined = plainText(value as RichTextItem[]).toLowerCase();
  foldedTexts.set(value, joined);
  return joined;
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

function readUuid(operand: unknown, path: string): string {
  const id = asUuid(operand);
  if (id === undefined) throw misfit(path, 'a valid uuid', operand);
  return id;
}

function isEmpty(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

/** Of a date or a timestamp; an empty one compares with nothing. */
function valueSpan(value: unknown): Span {
  const start = typeof value === 'string' ? value : (value as { start: string } | null)?.start;
  return start === undefined ? emptySpan : spanOf(start);
}

function readBound(operand: unknown, path: string, now: Date): Span {
  const written = String(mustBe('string', operand, path));
  const span = spanOf(relativeDay(written, now) ?? written);
  if (Number.isNaN(span.from)) throw misfit(path, 'a valid ISO 8601 date string', operand);
  return span;
}

function overlap(a: Span, b: Span): boolean {
  return a.from <= b.to && b.from <= a.to;
}
