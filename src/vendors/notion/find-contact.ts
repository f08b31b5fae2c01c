import { normaliseEmail } from '../../domain/contact.js';
import type { Workspace } from './connect.js';
import type { contactsSchema } from './schema.js';
import type { Row } from './table.js';

/** A contact as Notion has it. */
export interface Contact {
  pageId: string;
  firstName: string | null;
  businessName: string | null;
  emailStatus: string | null;
  bookingStatus: string | null;
  campaignStatus: string | null;
  segment: string | null;
}

/** A row as a contact; names that are blank are none. */
export function toContact({ id, values }: Row<typeof contactsSchema>): Contact {
  return {
    pageId: id,
    ...values,
    firstName: values.firstName?.trim() || null,
    businessName: values.businessName?.trim() || null,
  };
}

type Contacts = Workspace['contacts'];

/** The contact of this address, if there is one; see `lookForContact`. */
export async function findContact(contacts: Contacts, email: string): Promise<Contact | undefined> {
  return (await lookForContact(contacts, email)).found;
}

/**
 * The oldest row with exactly this address, else the oldest that has it in another case. `doubles`
 * are the ids of the other rows: somebody should make them one.
 */
export async function lookForContact(
  contacts: Contacts,
  email: string,
): Promise<{ found: Contact | undefined; doubles: string[] }> {
  const address = normaliseEmail(email);
  // Older rows hold the address as it was given, and equality in Notion may mind its case.
  for (const form of new Set([address, email.trim()])) {
    const rows = (await contacts.find('email', 'equals', form)).filter(
      ({ values }) => values.email && normaliseEmail(values.email) === address,
    );
    const row = rows.find(({ values }) => values.email === address) ?? rows[0];
    if (row) {
      const doubles = rows.filter((other) => other !== row).map(({ id }) => id);
      return { found: toContact(row), doubles };
    }
  }
  return { found: undefined, doubles: [] };
}
