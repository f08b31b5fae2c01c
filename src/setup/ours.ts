import { notionWords } from '../campaign/notion-words.js';
import { sequences } from '../campaign/sequences/index.js';
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
