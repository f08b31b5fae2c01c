import { sequences } from './sequences/index.js';
import { signup } from './signup.js';

/** What we write into the selects of Notion, in the order in which people read it. */
export const notionWords = {
  campaignStatuses: [
    signup.notion.status,
    ...sequences.map(({ notion }) => notion.status),
    'Booked',
    'Completed',
    'Unsubscribed',
  ],
  bookingStatuses: [
    'Not Booked',
    'Booked',
    ...sequences.flatMap(({ notion }) => notion.booking ?? []),
  ],
  sequenceTypes: sequences.map(({ notion }) => notion.type),
};
