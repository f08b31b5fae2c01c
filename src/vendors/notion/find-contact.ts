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

/**
 * The oldest row with exactly this address, else the oldest that has it in another case. `doubles` are
 * the other rows, the oldest first: somebody should make them one.
 */
export async function lookForContact(
  contacts: Contacts,
  email: string,
): Promise<{ found: Contact | undefined; doubles: Contact[] }> {
  const address = normaliseEmail(email);
  const rows = new Map<string, Row<typeof contactsSchema>>();
  // Older rows hold the address as it was given, and equality in Notion may mind its case.
  for (const form of new Set([address, email.trim()])) {
    for (const row of await contacts.find('email', 'equals', form)) {
      if (row.values.email && normaliseEmail(row.values.email) === address) rows.set(row.id, row);
    }
  }
  const all = [...rows.values()].toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
  const used = all.find(({ values }) => values.email === address) ?? all[0];
  const doubles = all.filter((row) => row !== used).map(toContact);
  return { found: used && toContact(used), doubles };
}
