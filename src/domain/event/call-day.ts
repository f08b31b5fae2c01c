import { Temporal } from 'temporal-polyfill';

/** The day of a call, as its date was posted. */
export interface CallDay {
  /** `2025-12-01` */
  day: string;
  /** Other readers would take it for another day. */
  isGuess: boolean;
}

type Part = 'year' | 'month' | 'day';

/** One form that dates come in: what stands where. */
interface Form {
  form: RegExp;
  parts: readonly [Part, Part, Part];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekday = String.raw`(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?`;
const month =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const day = String.raw`(\d{1,2})(?:st|nd|rd|th)?`;
const year = String.raw`(\d{4})`;

/** Digits of a clock, then whatever names a zone; a date may end before them. */
const clock = String.raw`\d{1,2}(?::\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?|\s*[ap]\.?m\.?)`;
const compactClock = String.raw`T\d{2}(?:\d{2}){0,2}(?:[.,]\d+)?`;
const zone = String.raw`[a-z\s]*(?:[+-]\d{1,2}:?(?:\d{2})?)?[a-z\s]*(?:[([][^)\]]*[)\]])?`;
const rest = String.raw`(?:(?:${compactClock}|(?:T|,?\s+(?:at\s+)?|,)${clock})${zone})?`;

const formOf = (date: string, ...parts: Form['parts']): Form => ({
  form: new RegExp(`^${date}${rest}$`, 'i'),
  parts,
});

/** With the year first, or the month in letters, a date can be read in one way only. */
const clear: readonly Form[] = [
  formOf(String.raw`(\d{4})(\d{2})(\d{2})`, 'year', 'month', 'day'),
  formOf(String.raw`(\d{4})([-./])(\d{1,2})\2(\d{1,2})`, 'year', 'month', 'day'),
  formOf(String.raw`${weekday}${month}\.?[\s-]+${day},?[\s-]+${year}`, 'month', 'day', 'year'),
  formOf(String.raw`${weekday}${day}\.?[\s-]+${month}\.?,?[\s-]+${year}`, 'day', 'month', 'year'),
  // Whoever puts dots writes the day first.
  formOf(String.raw`(\d{1,2})(\.)\s?(\d{1,2})\2\s?(\d{4})`, 'day', 'month', 'year'),
];

const shortYear = String.raw`(\d{1,2})([-/])(\d{1,2})\2(\d{4}|\d{2})`;

/** Numbers alone: the month first, as on American forms, unless only the other way is a date. */
const unclear: readonly Form[] = [
  formOf(shortYear, 'month', 'day', 'year'),
  formOf(shortYear, 'day', 'month', 'year'),
];

/** No date takes as many characters, with its weekday, its time and the name of its zone. */
const longestDate = 100;

/**
 * The day that a date names on the calendar of whoever wrote it, whatever its time and offset.
 * `12/01/2025` is read as December 1. Undefined for what is no whole date.
 */
export function readCallDay(text: string): CallDay | undefined {
  if (text.length > longestDate) return undefined;
  const written = text.trim();
  const known = clear.map((form) => readAs(form, written)).find((found) => found !== undefined);
  if (known) return { day: known, isGuess: false };
  const [first, ...others] = unclear.flatMap((form) => readAs(form, written) ?? []);
  if (first === undefined) return undefined;
  const isShort = !/\d{4}/.test(written.split(/[\s,T]/i, 1)[0] ?? '');
  return { day: first, isGuess: isShort || others.some((other) => other !== first) };
}

function readAs({ form, parts }: Form, text: string): string | undefined {
  const found = form.exec(text)?.slice(1).filter(isPart) ?? [];
  const read = Object.fromEntries(parts.map((part, at) => [part, toNumber(found[at] ?? '')]));
  const { year: of = 0, month: in_ = 0, day: on = 0 } = read;
  try {
    const date = { year: of < 100 ? 2_000 + of : of, month: in_, day: on };
    return Temporal.PlainDate.from(date, { overflow: 'reject' }).toString();
  } catch {
    return undefined; // there is no such day
  }
}

/** Not the separator, which is remembered so that it stays the same. */
function isPart(found: string | undefined): found is string {
  return found !== undefined && /[a-z0-9]/i.test(found);
}

/** A number in digits, or a month in letters. */
function toNumber(part: string): number {
  return /^\d/.test(part) ? Number(part) : months.indexOf(part.slice(0, 3).toLowerCase()) + 1;
}
