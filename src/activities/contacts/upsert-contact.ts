import { activityInfo, log } from '@temporalio/activity';
import { suppressionOf } from '../../campaign/stops.js';
import { normaliseEmail } from '../../domain/contact.js';
import { VendorFault } from '../../domain/errors.js';
import type { Person } from '../../domain/run/run.js';
import { type Contact, lookForContact, toContact } from '../../vendors/notion/find-contact.js';
import type { contactsSchema } from '../../vendors/notion/schema.js';
import type { Values } from '../../vendors/notion/table.js';
import type { CreateOnce } from '../create-once.js';
import type { ActivityDeps } from '../deps.js';

/**
 * Brings the contact up to date with an event, and makes it when there is none. Only what the event
 * gave is written; defaults such as "there" never reach Notion.
 */
export function upsertContact(
  deps: ActivityDeps,
  person: Person,
  createOnce: CreateOnce,
): Promise<Contact> {
  const { key } = person.contact;
  return deps.contactPages.inTurn(key, async () => {
    const found = await lookForPerson(deps, person);
    return found ? updateContact(deps, person, found) : createContact(deps, person, createOnce);
  });
}

/** A contact made a moment ago is read by its id: queries may not show it yet. */
async function lookForPerson(
  { workspace: { contacts }, contactPages }: ActivityDeps,
  { contact: { key, email } }: Person,
): Promise<Contact | undefined> {
  const madeId = contactPages.idOf(key);
  const made = madeId && (await contacts.read(madeId));
  if (made) return toContact(made);
  const { found, doubles } = await lookForContact(contacts, email);
  if (doubles.length > 0) {
    const pages = { contact: key, used: found?.pageId, doubles };
    log.warn('a contact has several rows in Notion', pages);
  }
  return found;
}

async function updateContact(
  { workspace: { contacts } }: ActivityDeps,
  person: Person,
  found: Contact,
): Promise<Contact> {
  const campaignStatus = campaignStatusFor(person, found);
  await contacts.update(found.pageId, {
    ...contactValues(person),
    ...(campaignStatus && { campaignStatus }),
  });
  const { firstName = found.firstName, businessName = found.businessName } = person.contact;
  return { ...found, firstName, businessName };
}

async function createContact(
  deps: ActivityDeps,
  person: Person,
  createOnce: CreateOnce,
): Promise<Contact> {
  const { workspace, contactPages } = deps;
  const { key, email, firstName, businessName } = person.contact;
  const campaignStatus = campaignStatusFor(person, undefined);
  await requireSight(deps, key);
  const pageId = await createOnce(key, () =>
    workspace.contacts.create({
      ...contactValues(person),
      ...(campaignStatus && { campaignStatus }),
      email: normaliseEmail(email),
      emailStatus: 'Subscribed',
      contactKey: key,
    }),
  );
  contactPages.made(key, pageId);
  return {
    pageId,
    firstName: firstName ?? null,
    businessName: businessName ?? null,
    emailStatus: 'Subscribed',
    bookingStatus: null,
    campaignStatus: campaignStatus ?? null,
    segment: person.segment,
  };
}

/**
 * For a minute after a process that spoke to Notion has died, another workflow of this person may have
 * made their contact through it, and queries not show it yet.
 * @throws {VendorFault} then: it is looked for again.
 */
async function requireSight({ contactPages, runs }: ActivityDeps, key: string): Promise<void> {
  const retryAfterMs = contactPages.blindForMs();
  if (retryAfterMs === 0) return;
  const workflowId = activityInfo().workflowExecution?.workflowId ?? '';
  if (await runs.isAlone(workflowId, key)) return;
  const message = 'the contact may have been made a moment ago; it is looked for again';
  throw new VendorFault(message, { kind: 'delay', retryAfterMs });
}

/** Signing up never overwrites a status; an event writes its own, unless its mail is suppressed. */
function campaignStatusFor(
  { sequence, keepsStatus }: Person,
  found: Contact | undefined,
): string | undefined {
  if (keepsStatus && found?.campaignStatus) return undefined;
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
