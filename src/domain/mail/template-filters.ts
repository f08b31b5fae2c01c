import { type FilterImplOptions, type Liquid, filters as ofLiquid } from 'liquidjs';
import { type Clock, formatDate, readDate, unknownIn } from './template-dates.js';

/** What copy can do to its values beside Liquid's own filters, and what it must do in another way. */

/** Under this, which no variable can be called, a render's clock is handed to the filters. */
const clockKey = Symbol('clock');

/** What a render takes beside its values. */
export function globalsWith(clock: Clock): object {
  return { [clockKey]: clock };
}

type Context = Pick<
  ThisParameterType<Extract<FilterImplOptions, (...args: never[]) => unknown>>,
  'context'
>;

/** The same on every machine: by English rules. */
const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 20 });

/** Liquid's `date`, and its older forms, with the pattern of each. */
const longDate = '%B %-d, %Y';
const datePatterns: Record<string, string> = {
  date_to_string: '%d %b %Y',
  date_to_long_string: '%d %B %Y',
  date_to_xmlschema: '%Y-%m-%dT%H:%M:%S%:z',
  date_to_rfc822: '%a, %d %b %Y %H:%M:%S %z',
};

/** Liquid's arithmetic, which takes words for 0. */
const sums = [
  'abs',
  'at_least',
  'at_most',
  'ceil',
  'divided_by',
  'floor',
  'minus',
  'modulo',
  'plus',
  'round',
  'times',
] as const;

/** Filters that say something else here than in Liquid, or that it lacks. */
export function registerFilters(liquid: Liquid): void {
  const filters: Record<string, FilterImplOptions> = {
    // The engine escapes every output; its own `raw` would defeat that, and the others would double it.
    raw: (value: unknown) => value,
    escape: (value: unknown) => value,
    escape_once: (value: unknown) => value,
    xml_escape: (value: unknown) => value,
    // Liquid writes a blank as `+`, which is one in a form's answers only.
    url_encode: encodePart,
    cgi_escape: encodePart,
    mailbox_encode: (value: unknown) =>
      encodePart(value).replaceAll(/%40|%2B/g, (found) => decodeURIComponent(found)),
    date(this: Context, value: unknown, pattern: unknown, zone: unknown) {
      return sayDate(this, value, typeof pattern === 'string' ? pattern : longDate, zone);
    },
    ...Object.fromEntries(
      Object.entries(datePatterns).map(([name, pattern]) => [
        name,
        function (this: Context, value: unknown) {
          return sayDate(this, value, pattern);
        },
      ]),
    ),
    first: (value: unknown) => listOf('first', value)[0],
    last: (value: unknown) => listOf('last', value).at(-1),
    money: (value: unknown, currency: unknown = 'USD') => sayMoney(value, textOf(currency)),
    number_with_delimiter: (value: unknown, delimiter: unknown = ',') => {
      const amount = readNumber(value);
      return amount === undefined
        ? value
        : grouped.format(amount).replaceAll(',', textOf(delimiter));
    },
  };
  for (const name of sums) {
    const sum = ofLiquid[name] as (...values: unknown[]) => unknown;
    filters[name] = function (this: unknown, ...values: unknown[]) {
      if (values.some(isNoNumber)) {
        throw new Error(`"| ${name}" needs numbers, such as 14700, and this is none`);
      }
      return sum.apply(this, values);
    };
  }
  liquid.unregisterFilter('newline_to_br');
  for (const [name, filter] of Object.entries(filters)) liquid.registerFilter(name, filter);
}

/** Of a text Liquid would give a letter. */
function listOf(filter: string, value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`"| ${filter}" needs a list; write "| split: ', ' | ${filter}"`);
}

function encodePart(value: unknown): string {
  return encodeURIComponent(textOf(value).toWellFormed());
}

/** As a list of days stands in copy. */
const listOfDays = /^\d{4}-\d\d-\d\d(?:, \d{4}-\d\d-\d\d)+$/;

function sayDate({ context }: Context, value: unknown, pattern: string, zone?: unknown): unknown {
  const clock = (context.globals as { [clockKey]?: Clock })[clockKey];
  if (!clock) throw new Error('a date was to be said where there is no clock');
  if (value === undefined || value === null) return '';
  const unknown = unknownIn(pattern);
  if (unknown !== undefined) {
    throw new Error(`"${unknown}" says nothing of a date; write it as "%B %-d, %Y"`);
  }
  const text = textOf(value);
  if (listOfDays.test(text)) {
    return text.replaceAll(/[^, ]+/g, (day) => textOf(sayDate({ context }, day, pattern, zone)));
  }
  const date = readDate(value, clock);
  if (!date) return value;
  if (zone === undefined) return formatDate(date, pattern);
  try {
    return formatDate(date.withTimeZone(textOf(zone)), pattern);
  } catch {
    throw new Error(`"${textOf(zone)}" is no time zone; write it as "Europe/Berlin"`);
  }
}

/** `$14,700`, and `$14,700.50` where there are cents. */
function sayMoney(value: unknown, currency: string): unknown {
  const amount = readNumber(value);
  if (amount === undefined) return value;
  const minimumFractionDigits = Number.isInteger(amount) ? 0 : 2;
  try {
    return new Intl.NumberFormat('en-US', {
      style: 'currency',
      currency,
      minimumFractionDigits,
      maximumFractionDigits: 2,
    }).format(amount);
  } catch {
    throw new Error(`"${currency}" is no currency; write it as "EUR"`);
  }
}

/** An amount; undefined for what is told in words or with its separators already, and so stays as it is. */
function readNumber(value: unknown): number | undefined {
  const text = textOf(value).trim();
  // Of nothing there is no less: "-0" is 0.
  return /^-?\d{1,15}(\.\d{1,20})?$/.test(text) ? Number(text) + 0 : undefined;
}

/** Words, or an amount with its signs, of which nothing can be taken away. */
function isNoNumber(value: unknown): boolean {
  const text = textOf(value).trim();
  return text !== '' && !Number.isFinite(Number(text));
}

/** Values are texts and numbers; copy may make lists of them. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join('');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
