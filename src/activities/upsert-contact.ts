import { suppressionOf } from '../campaign/stops.js';
import { normaliseEmail } from '../domain/contact.js';
import type { RunInput } from '../domain/run.js';
import type { contactsSchema } from '../vendors/notion/schema.js';
import type { Row, Values } from '../vendors/notion/table.js';
import type { CreateOnce } from './create-once.js';
import type { ActivityDeps } from './deps.js';

/** A contact as Notion has it. */
export interface Contact {
  pageId: string;
  firstName: string | null;
  businessName: string | null;
  emailStatus: string | null;
  bookingStatus: string | null;
  campaignStatus: string | null;
}

export type Person = Pick<RunInput, 'sequence' | 'contact' | 'data' | 'segment'>;

/**
 * Brings the contact up to date with an event, and makes it when there is none. Only what the event
 * gave is written; defaults such as "there" never reach Notion.
 */
export async function upsertContact(
  { workspace: { contacts } }: ActivityDeps,
  person: Person,
  createOnce: CreateOnce,
): Promise<Contact> {
  const found = await findContact(contacts, person.contact.email);
  const isSuppressed = suppressionOf(person.sequence, found?.emailStatus ?? null) !== undefined;
  const values = contactValues(person, isSuppressed);
  if (found) {
    await contacts.update(found.pageId, values);
    return found;
  }
  const { key, email } = person.contact;
  const pageId = await createOnce(key, () =>
    contacts.create({
      ...values,
      email: normaliseEmail(email),
      emailStatus: 'Subscribed',
      contactKey: key,
    }),
  );
  return {
    pageId,
    firstName: person.contact.firstName ?? null,
    businessName: person.contact.businessName ?? null,
    emailStatus: 'Subscribed',
    bookingStatus: null,
    campaignStatus: person.sequence.campaignStatus,
  };
}

export function toContact({ id, values }: Row<typeof contactsSchema>): Contact {
  return { pageId: id, ...values };
}

/** The contact of this address; the oldest when there are several. */
async function findContact(
  contacts: ActivityDeps['workspace']['contacts'],
  email: string,
): Promise<Contact | undefined> {
  const address = normaliseEmail(email);
  // Older rows hold the address as it was given, and equality in Notion may mind its case.
  for (const form of new Set([address, email.trim()])) {
    const rows = await contacts.find('email', 'equals', form);
    const match = rows.find(
      ({ values }) => values.email && normaliseEmail(values.email) === address,
    );
    if (match) return toContact(match);
  }
  return undefined;
}

function contactValues(
  { sequence, contact, data, segment }: Person,
  isSuppressed: boolean,
): Values<typeof contactsSchema> {
  const score = data['assessment_score'];
  return {
    ...(contact.firstName && { firstName: contact.firstName }),
    ...(contact.lastName && { lastName: contact.lastName }),
    ...(contact.businessName && { businessName: contact.businessName }),
    ...(typeof score === 'number' && { score }),
    ...(segment && { segment }),
    ...(!isSuppressed && { campaignStatus: sequence.campaignStatus }),
  };
}
