import { readTemplates } from '../campaign/copy/templates.js';
import { notionWords } from '../campaign/notion-words.js';
import { templateNames } from '../campaign/sequences/index.js';
import { databaseIds } from '../config/known-environment.js';
import {
  type DatabaseKey,
  databaseTitles,
  type Property,
  type Schema,
  workspaceSchema,
} from '../vendors/notion/schema.js';
import { toNotion } from '../vendors/notion/values.js';
import type { NotionSeed } from './notion/server.js';

export { databaseIds };

export const dataSourceIds = {
  contacts: 'd0000000-0000-4000-8000-000000000001',
  tracker: 'd0000000-0000-4000-8000-000000000002',
  templates: 'd0000000-0000-4000-8000-000000000003',
};

/** A Notion workspace as a new customer has it: three databases and our own copy. */
export async function notionSeed(): Promise<NotionSeed> {
  const templates = await readTemplates(templateNames);
  const schema = workspaceSchema(notionWords);
  return {
    databases: [
      database('contacts', schema.contacts),
      database('tracker', schema.tracker),
      {
        ...database('templates', schema.templates),
        rows: templates.map(({ name, subject, html, text }) =>
          row(schema.templates, { name, subject, html, ...(text && { text }), status: 'Active' }),
        ),
      },
    ],
  };
}

function database(key: DatabaseKey, schema: Schema) {
  const properties = Object.values(schema).map((property) => [property.name, configure(property)]);
  return {
    id: databaseIds[key],
    dataSourceId: dataSourceIds[key],
    title: databaseTitles[key],
    properties: Object.fromEntries(properties),
    rows: [],
  };
}

function configure({ type, options }: Property): unknown {
  if (type === 'select') return { select: { options: (options ?? []).map((name) => ({ name })) } };
  if (type === 'relation') {
    return { relation: { data_source_id: dataSourceIds.contacts, single_property: {} } };
  }
  return { [type]: {} };
}

function row(schema: Schema, values: Record<string, string>): Record<string, unknown> {
  const entries = Object.entries(values).map(([key, value]) => {
    const property = schema[key];
    return property ? [property.name, toNotion(property.type, value)] : [];
  });
  return Object.fromEntries(entries);
}
