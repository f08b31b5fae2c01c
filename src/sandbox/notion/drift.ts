import { Hono } from 'hono';
import { InvalidControl } from '../standin/check-faults.js';
import { readBody } from '../standin/control.js';
import { asUuid } from './ids.js';
import { findProperty, isPropertyType, updateProperties } from './properties.js';
import { plainText } from './rich-text.js';
import type { DataSourceRecord, NotionState } from './state.js';

/** A column changed by hand behind our back: renamed, retyped, or both. */
export function driftRoutes(state: NotionState): Hono {
  const app = new Hono();
  app.post('/drift', async (c) => {
    const { database, property, rename, type } = await readBody(c.req.raw);
    const source = findSource(state, String(database));
    const column = findProperty(source.properties, String(property));
    if (!column) throw new InvalidControl(`property: no ${String(property)} in this database`);
    if (rename === undefined && type === undefined) {
      throw new InvalidControl('expected "rename" or "type"');
    }
    if (type !== undefined && (typeof type !== 'string' || !isPropertyType(type))) {
      throw new InvalidControl(`type: ${JSON.stringify(type)} is not a type of property`);
    }
    const properties = updateProperties(source.properties, {
      [column.id]: {
        ...(typeof rename === 'string' && { name: rename }),
        ...(typeof type === 'string' && { [type]: {} }),
      },
    });
    state.dataSources.set(source.id, { ...source, properties });
    return c.json({ ok: true });
  });
  return app;
}

/** By id of the database or the data source, or by title. */
function findSource(state: NotionState, name: string): DataSourceRecord {
  const id = asUuid(name);
  const source = state.dataSources
    .values()
    .find((one) => one.id === id || one.databaseId === id || plainText(one.title) === name);
  if (!source) throw new InvalidControl(`database: no ${name} here`);
  return source;
}
