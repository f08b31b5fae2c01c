/** What the copy says of the campaign itself. Nothing is invented: what is not set stays unset. */
export interface CampaignSettings {
  bookingLink?: string;
  pdfDownloadLink?: string;
  spotsRemaining?: number;
  bookingsCount?: number;
  /** ISO instant; copy shows its day in `zone`. */
  deadlineAt?: string;
  zone: string;
}

export const settings: CampaignSettings = { zone: 'UTC' };
