import { InvalidArgumentError } from 'commander';
import { z } from 'zod';
import type { WebsiteEvent } from '../campaign/events.js';

/** The fields of an event's body as they are typed: `--field red_systems=2`. */
export type Fields = Record<string, string | string[]>;

/**
 * Adds one `name=value`; a name given again makes a list.
 * @throws {InvalidArgumentError}
 */
export function addField(pair: string, fields: Fields): Fields {
  const [, path, value] = /^([^=\s]+)=(.*)$/s.exec(pair) ?? [];
  if (path === undefined || value === undefined) {
    throw new InvalidArgumentError('Expected a name and a value, such as red_systems=2.');
  }
  const before = fields[path];
  return { ...fields, [path]: before === undefined ? value : [before, value].flat() };
}

/** The body as a website would post it: what the event takes as a number or yes-or-no becomes one. */
export function toBody(event: WebsiteEvent, fields: Fields): object {
  const types = typesOf(event);
  return Object.fromEntries(
    Object.entries(fields).map(([path, value]) => [path, toValue(value, types[path] ?? [])]),
  );
}

/** What was typed for fields that the event does not know, which it would pass over. */
export function warnOfUnknown(event: WebsiteEvent, fields: Fields): string[] {
  const known = Object.keys(typesOf(event));
  return Object.keys(fields)
    .filter((path) => !known.includes(path))
    .map((path) => `${path} is no field of this event; known are ${known.join(', ')}`);
}

/** The fields that must be there. */
export function requiredOf({ body }: WebsiteEvent): string[] {
  const { required = [] } = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' });
  return required;
}

function toValue(value: string | string[], types: readonly string[]): unknown {
  if (types.includes('boolean') && (value === 'true' || value === 'false')) return value === 'true';
  const isNumber = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value);
  return isNumber && types.some((type) => /number|integer/.test(type)) ? Number(value) : value;
}

/** The types that each field may have, as the API describes them. */
function typesOf({ body }: WebsiteEvent): Record<string, string[]> {
  const { properties = {} } = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' });
  return Object.fromEntries(
    Object.entries(properties).map(([path, schema]) => {
      const type: unknown = typeof schema === 'object' ? schema.type : undefined;
      return [path, [type].flat().map(String)];
    }),
  );
}
