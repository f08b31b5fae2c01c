import type { DatabaseKey } from '../vendors/notion/schema.js';

/** Names under which earlier versions, and people who set them up by hand, have what is ours. */

/** Titles of databases, beside our own. */
export const olderTitles: Readonly<Record<DatabaseKey, readonly string[]>> = {
  contacts: ['BusinessX Contacts', 'BusinessX'],
  tracker: ['Sequence Tracker', 'Email Sequence', 'Email Tracker'],
  templates: ['Templates', 'Christmas Email Templates'],
};

/** By our name of a property. Names that differ from ours in case, spaces and punctuation alone need no entry. */
const olderProperties: Readonly<Record<DatabaseKey, Readonly<Record<string, readonly string[]>>>> =
  {
    contacts: {
      email: ['Email Address', 'Contact Email'],
      first_name: ['Name', 'Contact', 'Contact Name', 'Full Name'],
      last_name: ['Surname', 'Family Name'],
      business_name: ['Business', 'Company', 'Company Name', 'Salon', 'Salon Name'],
      'Assessment Score': ['Score', 'BusOS Score', 'Overall Score'],
      'Christmas Campaign Status': ['Campaign Status', 'Campaign'],
      'Email Status': ['Subscription', 'Subscription Status'],
    },
    tracker: {
      Name: ['Title'],
      Email: ['Email Address', 'Contact Email'],
      'Email Number': ['Number', 'Email #'],
      'Sent At': ['Sent', 'Sent Date', 'Sent On'],
      'Resend ID': ['Resend Email ID', 'Email ID', 'Message ID'],
      'Sequence Type': ['Sequence'],
      Template: ['Template Name', 'Template Type'],
      'Scheduled At': ['Scheduled', 'Scheduled For', 'Scheduled Time', 'Due', 'Due At'],
    },
    templates: {
      'Template Name': ['Name', 'Title', 'Template'],
      'Subject Line': ['Subject', 'Email Subject'],
      'Email Body HTML': ['HTML', 'Email Body', 'Body', 'HTML Body', 'Body HTML'],
      'Email Body Plain Text': ['Plain Text', 'Text', 'Text Body'],
      Status: ['State'],
    },
  };

/** A name without what people write differently: `first_name`, `First Name` and `FirstName` are one. */
export function bare(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}#]+/gu, '');
}

/** Whether a column may be the one that we call by this name, judged by its own name. */
export function looksLike(key: DatabaseKey, ours: string, theirs: string): boolean {
  const names = [ours, ...(olderProperties[key][ours] ?? [])];
  return names.some((name) => bare(name) === bare(theirs));
}
