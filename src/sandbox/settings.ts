import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import type { Environment } from '../config/environment.js';
import { sandboxSecrets } from '../config/known-secrets.js';
import { InvalidConfig } from '../domain/errors.js';
import { databaseIds } from './seed.js';

const port = (standard: number) =>
  z.coerce.number('expected a port').int().min(1, 'expected a port').max(65_535).default(standard);

const ports = z.object({
  PORT: port(8000),
  SANDBOX_RESEND_PORT: port(4010),
  SANDBOX_NOTION_PORT: port(4020),
  SANDBOX_TEMPORAL_PORT: port(7233),
  SANDBOX_TEMPORAL_UI_PORT: port(8233),
});

export interface SandboxSettings {
  /** Where its state lies. */
  folder: string;
  ports: z.infer<typeof ports>;
  /** The product's environment, complete without any account; whatever is set wins. */
  env: Environment;
}

/** @throws {InvalidConfig} naming every port that is none. */
export function sandboxSettings(given: Environment, project: string): SandboxSettings {
  const env = Object.fromEntries(Object.entries(given).filter(([, value]) => value?.trim()));
  const result = ports.safeParse(env);
  if (!result.success) {
    const faults = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new InvalidConfig(`The environment is not as expected:\n  ${faults.join('\n  ')}`);
  }
  const folder = env['SANDBOX_DIR'] ?? '.sandbox';
  return {
    folder: isAbsolute(folder) ? folder : join(project, folder),
    ports: result.data,
    env: { ...defaults(result.data), ...env },
  };
}

function defaults(at: z.infer<typeof ports>): Environment {
  return {
    ...sandboxSecrets,
    NOTION_TOKEN: 'ntn_sandbox',
    NOTION_BASE_URL: `http://127.0.0.1:${at.SANDBOX_NOTION_PORT}`,
    NOTION_CONTACTS_DB_ID: databaseIds.contacts,
    NOTION_EMAIL_SEQUENCE_DB_ID: databaseIds.tracker,
    NOTION_TEMPLATES_DB_ID: databaseIds.templates,
    RESEND_API_KEY: 're_sandbox',
    RESEND_BASE_URL: `http://127.0.0.1:${at.SANDBOX_RESEND_PORT}`,
    RESEND_FROM_EMAIL: 'Evergreen Sandbox <hello@evergreen.example>',
    RESEND_REPLY_TO: 'hello@evergreen.example',
    SENDER_NAME: 'Evergreen Sandbox',
    SENDER_ADDRESS: '1 Example Street, Example Town',
    PUBLIC_URL: `http://127.0.0.1:${at.PORT}`,
    TESTING_MODE: 'true',
    TESTING_RECIPIENTS: '*', // it delivers nowhere
    TEMPORAL_ADDRESS: `127.0.0.1:${at.SANDBOX_TEMPORAL_PORT}`,
    TEMPORAL_UI_URL: `http://127.0.0.1:${at.SANDBOX_TEMPORAL_UI_PORT}`,
    LOG_LEVEL: 'warn',
    CAMPAIGN_BOOKING_LINK: 'https://calendar.evergreen.example/call',
  };
}
