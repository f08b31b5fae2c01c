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
const select = (name: string, ...options: string[]) => ({ name, type: 'select', options }) as const;
const optionalSelect = (name: string, ...options: string[]) =>
  ({ name, type: 'select', options, isOptional: true }) as const;

export const contactsSchema = {
  email: property('email', 'email'),
  firstName: property('first_name', 'title'),
  lastName: optional('last_name', 'rich_text'),
  businessName: optional('business_name', 'rich_text'),
  score: optional('Assessment Score', 'number'),
  segment: optionalSelect('Segment', 'CRITICAL', 'URGENT', 'OPTIMIZE'),
  campaignStatus: optionalSelect(
    'Christmas Campaign Status',
    'Signed Up',
    'Nurture Sequence',
    'No-Show Recovery',
    'Post-Call Follow-Up',
    'Onboarding',
    'Booked',
    'Completed',
    'Unsubscribed',
  ),
  bookingStatus: optionalSelect('Booking Status', 'Not Booked', 'Booked', 'Completed', 'No-Show'),
  emailStatus: optionalSelect(
    'Email Status',
    'Subscribed',
    'Unsubscribed',
    'Bounced',
    'Complained',
  ),
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
  sequence: select('Sequence Type', '5day', 'noshow', 'postcall', 'onboarding'),
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
