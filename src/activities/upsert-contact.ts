import { suppressionOf } from '../campaign/stops.js';
import { normaliseEmail } from '../domain/contact.js';
import type { Person } from '../domain/run.js';
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
  segment: string | null;
}

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
  const campaignStatus = campaignStatusFor(person, found);
  const values = { ...contactValues(person), ...(campaignStatus && { campaignStatus }) };
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
    campaignStatus: campaignStatus ?? null,
    segment: person.segment,
  };
}

export function toContact({ id, values }: Row<typeof contactsSchema>): Contact {
  return { pageId: id, ...values };
}

/** The contact of this address; the oldest when there are several. */
export async function findContact(
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

/** Signing up never overwrites a status; an event writes its own, unless its mail is suppressed. */
function campaignStatusFor({ sequence }: Person, found: Contact | undefined): string | undefined {
  if (!sequence) return found?.campaignStatus ? undefined : 'Signed Up';
  const isSuppressed = suppressionOf(sequence, found?.emailStatus ?? null) !== undefined;
  return isSuppressed ? undefined : sequence.campaignStatus;
}

function contactValues({ contact, data, segment }: Person): Values<typeof contactsSchema> {
  const score = data['assessment_score'];
  return {
    ...(contact.firstName && { firstName: contact.firstName }),
    ...(contact.lastName && { lastName: contact.lastName }),
    ...(contact.businessName && { businessName: contact.businessName }),
    ...(typeof score === 'number' && { score }),
    ...(segment && { segment }),
  };
}
