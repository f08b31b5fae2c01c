import { conditionsByType } from './conditions.js';
import { propertyValue } from './page-values.js';
import { findProperty, type Property } from './properties.js';
import { invalid, misfit } from './refusal.js';
import type { PageRecord } from './state.js';

export type Matches = (page: PageRecord) => boolean;

const maxDepth = 2;

/** Turns a query's filter into a test for rows. @throws NotionRefusal when it fits no schema */
export function compileFilter(filter: unknown, properties: Property[], now: Date): Matches {
  return filter === undefined ? () => true : compile(filter, 'body.filter', 0);

  function compile(part: unknown, path: string, depth: number): Matches {
    if (typeof part !== 'object' || part === null) throw misfit(path, 'an object', part);
    const fields = part as Record<string, unknown>;
    for (const group of ['and', 'or'] as const) {
      if (!(group in fields)) continue;
      const parts = fields[group];
      if (!Array.isArray(parts)) throw misfit(`${path}.${group}`, 'an array', parts);
      if (depth >= maxDepth) throw misfit(`${path}.${group}`, 'not present', parts);
      const tests = parts.map((inner, index) =>
        compile(inner, `${path}.${group}[${index}]`, depth + 1),
      );
      return group === 'and'
        ? (page) => tests.every((test) => test(page))
        : (page) => tests.some((test) => test(page));
    }
    return 'timestamp' in fields ? timestamp(fields, path) : property(fields, path);
  }

  function timestamp(fields: Record<string, unknown>, path: string): Matches {
    const type = fields.timestamp;
    if (type !== 'created_time' && type !== 'last_edited_time') {
      throw misfit(`${path}.timestamp`, '`"created_time"` or `"last_edited_time"`', type);
    }
    return condition({ id: type, name: type, type, config: {} }, fields[type], `${path}.${type}`);
  }

  function property(fields: Record<string, unknown>, path: string): Matches {
    const name = String(fields.property);
    const column = findProperty(properties, name);
    if (!column) throw invalid(`Could not find property with name or id: ${name}`);
    const type = Object.keys(fields).find((key) => key !== 'property' && key !== 'type');
    if (type !== column.type) {
      throw invalid(`database property ${column.type} does not match filter ${type}`);
    }
    return condition(column, fields[type], `${path}.${type}`);
  }

  function condition(column: Property, sent: unknown, path: string): Matches {
    const entries = Object.entries((sent ?? {}) as Record<string, unknown>);
    const tests = entries.map(([operator, operand]) => {
      const at = `${path}.${operator}`;
      const read = conditionsByType[column.type]?.[operator];
      if (!read) throw misfit(at, 'not present', operand);
      return read(operand, at, now);
    });
    if (tests.length === 0) throw misfit(`${path}.is_empty`, 'defined', undefined);
    return (page) => {
      const value = propertyValue(page, column);
      return tests.every((test) => test(value));
    };
  }
}
