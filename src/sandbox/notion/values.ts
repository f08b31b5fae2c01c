import { asUuid } from './ids.js';
import { optionNamed, optionsOf, type Property, typeIn } from './properties.js';
import { invalid, misfit, notFound } from './refusal.js';
import { readRichText, refuseLonger } from './rich-text.js';

/** What a value may refer to. */
export interface Known {
  hasPage(id: string): boolean;
}

type ReadValue = (value: unknown, path: string, property: Property, known: Known) => unknown;

const maxItems = 100;
const dateTime = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/;

const readers: Record<string, ReadValue> = {
  title: readRichText,
  rich_text: readRichText,
  email: textUpTo(200),
  url: textUpTo(2000),
  phone_number: textUpTo(200),
  number: (value, path) => {
    if (value === null || typeof value === 'number') return value;
    throw misfit(path, 'a number or `null`', value);
  },
  checkbox: (value, path) => {
    if (typeof value === 'boolean') return value;
    throw misfit(path, 'a boolean', value);
  },
  select: (value, path, property) => (value === null ? null : readOption(value, path, property)),
  status: (value, path, property) => {
    if (value === null) return null;
    const { name } = (value ?? {}) as { name?: unknown };
    if (name !== undefined && !optionsOf(property).some((option) => option.name === name)) {
      throw invalid(`Invalid status option. Status option ${JSON.stringify(name)} does not exist.`);
    }
    return readOption(value, path, property);
  },
  multi_select: (value, path, property) =>
    asList(value, path).map((option, index) => readOption(option, `${path}[${index}]`, property)),
  date: (value, path) => (value === null ? null : readDate(value, path)),
  relation: (value, path, _property, known) =>
    asList(value, path).map((item, index) => {
      const { id: sent } = (item ?? {}) as { id?: unknown };
      const id = asUuid(sent);
      if (id === undefined) throw misfit(`${path}[${index}].id`, 'a valid uuid', sent);
      if (!known.hasPage(id)) throw notFound('page', id);
      return { id };
    }),
  people: (value, path) =>
    asList(value, path).map((item) => ({ ...(item as object), object: 'user' })),
  files: asList,
};

/** Reads a value that is written to a column. @throws NotionRefusal naming the column */
export function readValue(property: Property, sent: unknown, known: Known): unknown {
  const path = `body.properties.${property.name}`;
  if (typeof sent !== 'object' || sent === null) throw misfit(path, 'an object', sent);
  const fields = sent as Record<string, unknown>;
  const type = typeIn(fields);
  if (type === undefined) throw misfit(`${path}.${property.type}`, 'defined', undefined);
  const read = readers[property.type];
  if (type !== property.type) throw invalid(`${property.name} is expected to be ${property.type}.`);
  if (!read) throw invalid(`${property.name} cannot be written: it is ${property.type}.`);
  return read(fields[type], `${path}.${type}`, property, known);
}

/** What an unset column of this type reads back. */
export function emptyValue(type: string): unknown {
  if (type === 'checkbox') return false;
  return ['title', 'rich_text', 'multi_select', 'relation', 'people', 'files'].includes(type)
    ? []
    : null;
}

function textUpTo(limit: number): ReadValue {
  return (value, path) => {
    if (value === null || value === '') return null;
    if (typeof value !== 'string') throw misfit(path, 'a string or `null`', value);
    refuseLonger(value.length, limit, path);
    return value;
  };
}

function asList(value: unknown, path: string): unknown[] {
  if (!Array.isArray(value)) throw misfit(path, 'an array', value);
  refuseLonger(value.length, maxItems, path);
  return value;
}

function readOption(value: unknown, path: string, property: Property) {
  const sent = (value ?? {}) as { id?: unknown; name?: unknown };
  const known = optionsOf(property).find(({ id }) => id === sent.id);
  if (!known && typeof sent.name !== 'string') throw misfit(`${path}.name`, 'a string', sent.name);
  const { id, name, color } = known ?? optionNamed(property, String(sent.name));
  return { id, name, color };
}

function readDate(value: unknown, path: string) {
  const { start, end, time_zone = null } = value as Record<string, unknown>;
  return {
    start: readInstant(start, `${path}.start`),
    end: end === undefined || end === null ? null : readInstant(end, `${path}.end`),
    time_zone,
  };
}

/** Days stay as they are; times come back with milliseconds and a numeric offset. */
function readInstant(value: unknown, path: string): string {
  if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) {
    throw misfit(path, 'a valid ISO 8601 date string', value);
  }
  const [, day, minute, seconds = ':00', fraction = '.', offset = 'Z'] = dateTime.exec(value) ?? [];
  if (day === undefined) return value;
  const milliseconds = fraction.slice(0, 4).padEnd(4, '0');
  return `${day}T${minute}${seconds}${milliseconds}${offset === 'Z' ? '+00:00' : offset}`;
}
