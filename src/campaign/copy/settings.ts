/** What the copy says of the campaign itself. Nothing is invented: what is not set stays unset. */
export interface CampaignSettings {
  /** As the tracker shows it, where it has a column for that. */
  name?: string;
  bookingLink?: string;
  pdfDownloadLink?: string;
  spotsRemaining?: number;
  bookingsCount?: number;
  /** ISO instant; copy shows its day in `zone`. */
  deadlineAt?: string;
  zone: string;
}

export const settings: CampaignSettings = { zone: 'UTC' };
