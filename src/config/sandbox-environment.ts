import type { Environment } from './environment.js';
import { sandboxSecrets } from './known-secrets.js';

/** The sandbox's databases keep their ids, so that bookmarks and scripts hold. */
export const databaseIds = {
  contacts: 'c0000000-0000-4000-8000-000000000001',
  tracker: 'c0000000-0000-4000-8000-000000000002',
  templates: 'c0000000-0000-4000-8000-000000000003',
};

/** Where its mail comes from: a domain that nobody can have. */
const sandboxDomain = 'evergreen.example';

/** The ports of a sandbox's parts, by the variables that move them. */
export interface SandboxPorts {
  PORT: number;
  SANDBOX_RESEND_PORT: number;
  SANDBOX_NOTION_PORT: number;
  SANDBOX_TEMPORAL_PORT: number;
  SANDBOX_TEMPORAL_UI_PORT: number;
}

/** The product's environment in a sandbox at these ports, complete without any account. */
export function sandboxEnvironment(at: SandboxPorts): Environment {
  return {
    ...sandboxSecrets,
    NOTION_TOKEN: 'ntn_sandbox',
    NOTION_BASE_URL: `http://127.0.0.1:${at.SANDBOX_NOTION_PORT}`,
    NOTION_CONTACTS_DB_ID: databaseIds.contacts,
    NOTION_EMAIL_SEQUENCE_DB_ID: databaseIds.tracker,
    NOTION_TEMPLATES_DB_ID: databaseIds.templates,
    RESEND_API_KEY: 're_sandbox',
    RESEND_BASE_URL: `http://127.0.0.1:${at.SANDBOX_RESEND_PORT}`,
    RESEND_FROM_EMAIL: `Evergreen Sandbox <hello@${sandboxDomain}>`,
    RESEND_REPLY_TO: `hello@${sandboxDomain}`,
    SENDER_NAME: 'Evergreen Sandbox',
    SENDER_ADDRESS: '1 Example Street, Example Town',
    PUBLIC_URL: `http://127.0.0.1:${at.PORT}`,
    TESTING_MODE: 'true',
    TEMPORAL_ADDRESS: `127.0.0.1:${at.SANDBOX_TEMPORAL_PORT}`,
    TEMPORAL_UI_URL: `http://127.0.0.1:${at.SANDBOX_TEMPORAL_UI_PORT}`,
    LOG_LEVEL: 'warn',
    CAMPAIGN_BOOKING_LINK: 'https://calendar.evergreen.example/call',
  };
}
