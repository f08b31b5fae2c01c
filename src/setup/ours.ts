import { notionWords } from '../campaign/notion-words.js';
import { sequences } from '../campaign/sequences/index.js';
import type { FoundRow } from '../vendors/notion/builder.js';
import type { PropertyNames } from '../vendors/notion/property-names.js';
import { type DatabaseKey, workspaceSchema } from '../vendors/notion/schema.js';
import type { NeededTemplate } from './template-plan.js';

/** In the order in which they are made: the tracker refers to the contacts. */
export const databaseKeys = ['contacts', 'tracker', 'templates'] as const;

/** The setting that names each. */
export const databaseSettings: Readonly<Record<DatabaseKey, string>> = {
  contacts: 'NOTION_CONTACTS_DB_ID',
  tracker: 'NOTION_EMAIL_SEQUENCE_DB_ID',
  templates: 'NOTION_TEMPLATES_DB_ID',
};

export const schemas = workspaceSchema(notionWords);

/** Every template there is; the website alone sends some. */
export const neededTemplates: readonly NeededTemplate[] = sequences.flatMap(({ sequence }) =>
  sequence.emails.map(({ template, sentBy }) => ({
    name: template,
    isOurs: sentBy === 'evergreen',
  })),
);

/** Which workspace is looked at, and which of it is ours. */
export interface Asked {
  /** Ids or URLs of databases or data sources, of those that are known. */
  databases: { [Key in DatabaseKey]?: string | undefined };
  propertyNames?: PropertyNames | undefined;
  /** Id or URL of the page under which databases are looked for, and made. */
  parent?: string | undefined;
  /** Rows of templates that were just made: a query may not show them yet. */
  justMade?: readonly FoundRow[];
}
