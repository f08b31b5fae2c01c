import { deliveries } from '../../domain/run/delivery.js';
import type { PropertyType } from './values.js';

/** One property that we use: its usual name, its type, and whether we can do without it. */
export interface Property {
  name: string;
  type: PropertyType;
  isOptional?: true;
  /** What we write or read in a select. */
  options?: readonly string[];
}

export type Schema = Record<string, Property>;

const property = <T extends PropertyType>(name: string, type: T) => ({ name, type });
const optional = <T extends PropertyType>(name: string, type: T) =>
  ({ name, type, isOptional: true }) as const;
const select = (name: string, ...options: readonly string[]) =>
  ({ name, type: 'select', options }) as const;
const optionalSelect = (name: string, ...options: readonly string[]) =>
  ({ name, type: 'select', options, isOptional: true }) as const;

export const contactsSchema = {
  email: property('email', 'email'),
  firstName: property('first_name', 'title'),
  lastName: optional('last_name', 'rich_text'),
  businessName: optional('business_name', 'rich_text'),
  score: optional('Assessment Score', 'number'),
  segment: optionalSelect('Segment', 'CRITICAL', 'URGENT', 'OPTIMIZE'),
  campaignStatus: optionalSelect('Christmas Campaign Status'),
  bookingStatus: optionalSelect('Booking Status'),
  emailStatus: select('Email Status', 'Subscribed', 'Unsubscribed', 'Bounced', 'Complained'),
  contactKey: optional('Contact Key', 'rich_text'),
} satisfies Schema;

export const trackerSchema = {
  name: property('Name', 'title'),
  email: property('Email', 'email'),
  number: property('Email Number', 'number'),
  status: select('Status', 'scheduled', 'sent', 'skipped', 'failed', 'unknown', 'stopped'),
  sentAt: property('Sent At', 'date'),
  resendId: property('Resend ID', 'rich_text'),
  sentBy: select('Sent By', 'website', 'evergreen'),
  sequence: select('Sequence Type'),
  template: property('Template', 'rich_text'),
  scheduledAt: property('Scheduled At', 'date'),
  key: property('Key', 'rich_text'),
  contact: optional('Contact', 'relation'),
  segment: optionalSelect('Segment', 'CRITICAL', 'URGENT', 'OPTIMIZE'),
  campaign: optionalSelect('Campaign'),
  reason: optional('Reason', 'rich_text'),
  delivery: optionalSelect('Delivery', ...deliveries),
  run: optional('Run', 'url'),
} satisfies Schema;

export const templatesSchema = {
  name: property('Template Name', 'title'),
  subject: property('Subject Line', 'rich_text'),
  html: property('Email Body HTML', 'rich_text'),
  text: optional('Email Body Plain Text', 'rich_text'),
  status: select('Status', 'Active', 'Inactive', 'Archived'),
} satisfies Schema;

/** What our databases are called where we make them. */
export const databaseTitles = {
  contacts: 'Contacts',
  tracker: 'Email Sequence Tracker',
  templates: 'Email Templates',
} as const;

export type DatabaseKey = keyof typeof databaseTitles;

/** What the campaign writes into selects, in the order in which people read it. */
export interface CampaignWords {
  campaignStatuses: readonly string[];
  bookingStatuses: readonly string[];
  sequenceTypes: readonly string[];
}

/** The three databases as we need them, with the options that a campaign writes. */
export function workspaceSchema(words: CampaignWords) {
  const { campaignStatus, bookingStatus } = contactsSchema;
  return {
    contacts: {
      ...contactsSchema,
      campaignStatus: { ...campaignStatus, options: words.campaignStatuses },
      bookingStatus: { ...bookingStatus, options: words.bookingStatuses },
    },
    tracker: {
      ...trackerSchema,
      sequence: { ...trackerSchema.sequence, options: words.sequenceTypes },
    },
    templates: templatesSchema,
  };
}
