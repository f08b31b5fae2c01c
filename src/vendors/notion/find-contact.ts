import { addressesIn, normaliseEmail, spellingsOf } from '../../domain/contact.js';
import type { Workspace } from './connect.js';
import type { contactsSchema } from './schema.js';
import type { Row } from './table.js';

/** A contact as Notion has it. */
export interface Contact {
  pageId: string;
  /** ISO instant, to the minute; null for one that has just been made. */
  createdAt: string | null;
  /** Null for whom we were to forget, but for that they must not be mailed. */
  email: string | null;
  firstName: string | null;
  businessName: string | null;
  emailStatus: string | null;
  bookingStatus: string | null;
  campaignStatus: string | null;
  segment: string | null;
}

/** A row as a contact; names that are blank are none. */
export function toContact({ id, createdAt, values }: Row<typeof contactsSchema>): Contact {
  return {
    pageId: id,
    createdAt,
    ...values,
    firstName: values.firstName?.trim() || null,
    businessName: values.businessName?.trim() || null,
  };
}

type Contacts = Workspace['contacts'];

/**
 * The oldest row with exactly this address, else the oldest that names it in any other way. `doubles` are
 * the other rows, the oldest first: somebody should make them one.
 *
 * Where a key is given, a row without an address is found by it too: what is kept of somebody who was
 * forgotten, and must not be mailed.
 */
export async function lookForContact(
  contacts: Contacts,
  email: string,
  contactKey?: string,
): Promise<{ found: Contact | undefined; doubles: Contact[] }> {
  const address = normaliseEmail(email);
  // Older rows hold the address as it was given, and hands type it with a blank or a name around it.
  const rows = await contacts.findAny([
    ...spellingsOf(email).map((text) => ({ key: 'email', is: 'contains', text }) as const),
    ...(contactKey ? [{ key: 'contactKey', is: 'equals', text: contactKey } as const] : []),
  ]);
  const own = rows.filter(({ values }) =>
    values.email ? addressesIn(values.email).includes(address) : isOf(values, contactKey),
  );
  const all = own.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
  const used =
    all.find(({ values }) => values.email === address) ??
    all.find(({ values }) => values.email) ??
    all[0];
  const doubles = all.filter((row) => row !== used).map(toContact);
  return { found: used && toContact(used), doubles };
}

function isOf(values: { contactKey: string | null }, contactKey: string | undefined): boolean {
  return contactKey !== undefined && values.contactKey === contactKey;
}
