import type { EventData } from '../domain/event/event.js';
import { greetable } from '../domain/event/greeting.js';
import type { Segment } from '../domain/event/segment.js';
import type { CampaignSettings } from './copy/settings.js';
import { field, type Value } from './copy/values.js';
import { events } from './events.js';

/** What the copy of one email can draw on. */
export interface CopySource {
  email: string;
  firstName: string | undefined;
  businessName: string | undefined;
  segment: Segment | undefined;
  event: EventData;
  settings: CampaignSettings;
  sender: { name: string; address: string };
  unsubscribeUrl: string;
  /** Completes "You get this email because …". */
  because: string;
  now: Date;
}

const zones: Record<Segment, string> = {
  CRITICAL: 'Crisis Zone',
  URGENT: 'Warning Zone',
  OPTIMIZE: 'Growth Zone',
};

const deadline = ({ settings, now }: CopySource) =>
  settings.deadlineAt && Date.parse(settings.deadlineAt) > now.getTime()
    ? new Date(settings.deadlineAt)
    : undefined;

/** What every email can say, whatever it is about. */
const general: Record<string, (source: CopySource) => Value> = {
  email: ({ email }) => email,
  first_name: ({ firstName }) => greetable(firstName) ?? 'there',
  business_name: ({ businessName }) => greetable(businessName) ?? 'your business',
  segment: ({ segment }) => segment ?? 'OPTIMIZE',
  readiness_zone: ({ segment }) => zones[segment ?? 'OPTIMIZE'],
  deadline_date: (source) =>
    deadline(source)?.toLocaleDateString('en-US', {
      dateStyle: 'long',
      timeZone: source.settings.zone,
    }),
  days_to_deadline: (source) => {
    const at = deadline(source);
    return at && Math.floor((at.getTime() - source.now.getTime()) / 86_400_000);
  },
  booking_link: ({ settings }) => settings.bookingLink,
  calendly_link: ({ settings }) => settings.bookingLink,
  pdf_download_link: ({ settings }) => settings.pdfDownloadLink,
  spots_remaining: ({ settings }) => settings.spotsRemaining,
  bookings_count: ({ settings }) => settings.bookingsCount,
  because: ({ because }) => because,
  unsubscribe_url: ({ unsubscribeUrl }) => unsubscribeUrl,
  sender_name: ({ sender }) => sender.name,
  sender_address: ({ sender }) => sender.address,
};

/** What comes from the events, by their own definitions. */
const fromEvents: Record<string, (data: EventData) => Value> = Object.assign(
  {},
  ...events.map(({ copy, variables }) => ({
    ...Object.fromEntries(copy.map((name) => [name, field(name)])),
    ...variables,
  })),
);

/** The variables that every email may use, as they do not depend on what its event tells. */
export const generalVariables = [
  ...Object.keys(general),
  ...Object.entries(fromEvents).flatMap(([name, read]) => (read({}) === undefined ? [] : [name])),
];

/** What all variables of copy are called, whichever event tells them. */
export const copyNames = [...new Set([...Object.keys(fromEvents), ...Object.keys(general)])];

/** Variables that have no value while a setting has none, or its deadline has passed. */
export const settingVariables: Record<string, string> = {
  booking_link: 'CAMPAIGN_BOOKING_LINK',
  calendly_link: 'CAMPAIGN_BOOKING_LINK',
  pdf_download_link: 'CAMPAIGN_PDF_DOWNLOAD_LINK',
  spots_remaining: 'CAMPAIGN_SPOTS_REMAINING',
  bookings_count: 'CAMPAIGN_BOOKINGS_COUNT',
  deadline_date: 'CAMPAIGN_DEADLINE_AT',
  days_to_deadline: 'CAMPAIGN_DEADLINE_AT',
};

/** The values for one email. Absent ones are left out, so that using them blocks the email. */
export function copyVariables(source: CopySource): Record<string, string | number> {
  const values = [
    ...Object.entries(fromEvents).map(([name, read]) => [name, read(source.event)] as const),
    ...Object.entries(general).map(([name, read]) => [name, read(source)] as const),
  ];
  return Object.fromEntries(
    values.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}
