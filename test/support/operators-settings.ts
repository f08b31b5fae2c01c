import { sandboxSecrets } from '../../src/config/known-secrets.js';
import { databaseIds } from '../../src/sandbox/seed.js';
import type { World } from './world.js';

/** What a command finds in its environment that asks Notion and Resend as a world does, by keys of this name. */
export function operatorsSettings(
  { config: { notion, resend, isShadow } }: World,
  keys = 'sandbox',
): Record<string, string> {
  return {
    USER: 'Ann',
    SHADOW: String(isShadow),
    NOTION_TOKEN: `ntn_${keys}`,
    NOTION_BASE_URL: notion.baseUrl ?? '',
    NOTION_CONTACTS_DB_ID: databaseIds.contacts,
    NOTION_EMAIL_SEQUENCE_DB_ID: databaseIds.tracker,
    NOTION_TEMPLATES_DB_ID: databaseIds.templates,
    NOTION_REQUESTS_PER_SECOND: '100000',
    RESEND_API_KEY: `re_${keys}`,
    RESEND_BASE_URL: resend.baseUrl ?? '',
    CONTACT_KEY_SECRET: sandboxSecrets.CONTACT_KEY_SECRET,
  };
}
