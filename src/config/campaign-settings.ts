import type { z } from 'zod';
import { type CampaignSettings, settings } from '../campaign/copy/settings.js';
import { dropMissing } from '../domain/drop-missing.js';
import type { environment } from './environment.js';

type Data = z.infer<typeof environment>;

/** The campaign's settings, with what the environment says instead. */
export function campaignSettings(
  data: Pick<Data, Exclude<Extract<keyof Data, `CAMPAIGN_${string}`>, 'CAMPAIGN_NAME'>> &
    Partial<Pick<Data, 'CAMPAIGN_NAME'>>,
): CampaignSettings {
  return {
    ...settings,
    ...dropMissing({
      name: data.CAMPAIGN_NAME,
      bookingLink: data.CAMPAIGN_BOOKING_LINK,
      pdfDownloadLink: data.CAMPAIGN_PDF_DOWNLOAD_LINK,
      deadlineAt: data.CAMPAIGN_DEADLINE_AT,
      zone: data.CAMPAIGN_ZONE,
      spotsRemaining: data.CAMPAIGN_SPOTS_REMAINING,
      bookingsCount: data.CAMPAIGN_BOOKINGS_COUNT,
    }),
  };
}
