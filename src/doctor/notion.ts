import { checkNotionWorkspace } from '../setup/check-notion.js';
import type { Check } from './check.js';

/** Databases, properties, options and templates, as setting them up has them. */
export const notionWorkspace: Check = {
  id: 'notion-workspace',
  ids: ['notion-workspace', 'notion-*', 'templates', 'template-*'],
  group: 'Notion',
  what: 'the Notion workspace',
  worst: 'wrong',
  needs: ['NOTION_TOKEN'],
  limitMs: 60_000,
  async look({ config: { notion }, unusable }) {
    const { contacts, tracker, templates } = notion.databases;
    const known = (name: string, id: string) => (unusable.has(name) ? undefined : id);
    const databases = Object.fromEntries(
      Object.entries({
        contacts: known('NOTION_CONTACTS_DB_ID', contacts),
        tracker: known('NOTION_EMAIL_SEQUENCE_DB_ID', tracker),
        templates: known('NOTION_TEMPLATES_DB_ID', templates),
      }).filter(([, id]) => id !== undefined),
    );
    return checkNotionWorkspace({ ...notion, databases });
  },
};
