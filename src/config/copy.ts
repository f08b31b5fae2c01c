import { z } from 'zod';
import { settings } from '../campaign/copy/settings.js';
import { dropMissing } from '../domain/drop-missing.js';
import { InvalidConfig } from '../domain/errors.js';
import { type Environment, environment, port, withoutEmpty } from './environment.js';
import { sandboxEnvironment } from './known-environment.js';

/** What work on copy reads: where Notion is, and what the campaign's settings are. */
const copy = environment
  .pick({
    NOTION_TOKEN: true,
    NOTION_TEMPLATES_DB_ID: true,
    NOTION_PROPERTY_NAMES: true,
    NOTION_BASE_URL: true,
    NOTION_REQUESTS_PER_SECOND: true,
    SENDER_NAME: true,
    SENDER_ADDRESS: true,
    CAMPAIGN_BOOKING_LINK: true,
    CAMPAIGN_PDF_DOWNLOAD_LINK: true,
    CAMPAIGN_DEADLINE_AT: true,
    CAMPAIGN_ZONE: true,
    CAMPAIGN_SPOTS_REMAINING: true,
    CAMPAIGN_BOOKINGS_COUNT: true,
  })
  .extend({ SENDER_NAME: z.string().optional(), SENDER_ADDRESS: z.string().optional() });

const ports = z.object({
  PORT: port.default(8000),
  SANDBOX_RESEND_PORT: port.default(4010),
  SANDBOX_NOTION_PORT: port.default(4020),
  SANDBOX_TEMPORAL_PORT: port.default(7233),
  SANDBOX_TEMPORAL_UI_PORT: port.default(8233),
});

/**
 * Reads what work on copy needs; without a token of Notion's it is that of this computer's sandbox.
 * @throws {InvalidConfig} listing every fault at once, by name, with what was expected.
 */
export function loadCopyConfig(env: Environment) {
  const given = withoutEmpty(env);
  given['NOTION_TEMPLATES_DB_ID'] ??= given['NOTION_EMAIL_TEMPLATES_DB_ID'];
  const at = ports.safeParse(given);
  const defaults = at.data && !given['NOTION_TOKEN'] ? sandboxEnvironment(at.data) : {};
  const { data, error } = copy.safeParse({ ...defaults, ...dropMissing(given) });
  if (!data || at.error) {
    const issues = [...(error?.issues ?? []), ...(at.error?.issues ?? [])];
    const faults = issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new InvalidConfig(`The environment is not as expected: ${faults.join('; ')}`);
  }
  return {
    notion: {
      token: data.NOTION_TOKEN,
      baseUrl: data.NOTION_BASE_URL,
      requestsPerSecond: data.NOTION_REQUESTS_PER_SECOND,
      propertyNames: data.NOTION_PROPERTY_NAMES,
      templates: data.NOTION_TEMPLATES_DB_ID,
    },
    settings: {
      ...settings,
      ...dropMissing({
        bookingLink: data.CAMPAIGN_BOOKING_LINK,
        pdfDownloadLink: data.CAMPAIGN_PDF_DOWNLOAD_LINK,
        deadlineAt: data.CAMPAIGN_DEADLINE_AT,
        zone: data.CAMPAIGN_ZONE,
        spotsRemaining: data.CAMPAIGN_SPOTS_REMAINING,
        bookingsCount: data.CAMPAIGN_BOOKINGS_COUNT,
      }),
    },
    sender: {
      name: data.SENDER_NAME ?? 'Your name',
      address: data.SENDER_ADDRESS ?? '1 Example Street, Example Town',
    },
  };
}
