import { z } from 'zod';
import { InvalidConfig } from '../domain/errors.js';
import { campaignSettings } from './campaign-settings.js';
import { type Environment, environment, withoutEmpty } from './environment.js';

const copy = environment
  .pick({
    CAMPAIGN_BOOKING_LINK: true,
    CAMPAIGN_PDF_DOWNLOAD_LINK: true,
    CAMPAIGN_DEADLINE_AT: true,
    CAMPAIGN_ZONE: true,
    CAMPAIGN_SPOTS_REMAINING: true,
    CAMPAIGN_BOOKINGS_COUNT: true,
  })
  .extend({ SENDER_NAME: z.string().optional(), SENDER_ADDRESS: z.string().optional() });

/**
 * Reads what copy in files is looked at with; nothing of it is required.
 * @throws {InvalidConfig} listing every fault at once, by name, with what was expected.
 */
export function loadCopyConfig(env: Environment) {
  const { data, error } = copy.safeParse(withoutEmpty(env));
  if (!data) {
    const faults = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new InvalidConfig(`The environment is not as expected: ${faults.join('; ')}`);
  }
  return {
    settings: campaignSettings(data),
    sender: {
      name: data.SENDER_NAME ?? 'Your name',
      address: data.SENDER_ADDRESS ?? '1 Example Street, Example Town',
    },
  };
}
