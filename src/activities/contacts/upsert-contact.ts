import { activityInfo, log } from '@temporalio/activity';
import {
  emailStatusOf,
  isOfLaterStop,
  isWordOfStop,
  suppressionOf,
  worstOf,
} from '../../campaign/stops.js';
import { normaliseEmail } from '../../domain/contact.js';
import { VendorFault } from '../../domain/errors.js';
import type { Person } from '../../domain/run/run.js';
import type { LastingCause } from '../../domain/run/stop.js';
import { type Contact, lookForContact, toContact } from '../../vendors/notion/find-contact.js';
import type { contactsSchema } from '../../vendors/notion/schema.js';
import type { Values } from '../../vendors/notion/table.js';
import { createOnce } from '../create-once.js';
import type { ActivityDeps } from '../deps.js';

/** A contact as all rows of theirs, and all stops of theirs, have them. */
export interface KnownContact extends Contact {
  /** The worst of all their rows. */
  emailStatus: string | null;
  openStops: LastingCause[];
  /** Page ids of rows that should not be there beside this one. */
  doubleIds: string[];
}

/**
 * Brings the contact up to date with an event, and makes it when there is none. Only what the event
 * gave is written; defaults such as "there" never reach Notion. `whenRead` hears how they were before that, if
 * they were there; `andThen` is done in the same turn, so that nothing else is written for this contact in between.
 * What `isOfStop` says that somebody wants no mail, or gets none: nobody signs up by it, and whoever was forgotten stays so.
 */
export function upsertContact(
  deps: ActivityDeps,
  person: Person,
  how: {
    isOfStop?: boolean;
    whenRead?: (found: Contact | undefined) => void;
    andThen?: (contact: KnownContact) => Promise<void>;
  } = {},
): Promise<KnownContact> {
  const { key } = person.contact;
  const { isOfStop = false } = how;
  return deps.contactPages.inTurn(key, async () => {
    const openStops = await deps.runs.openStops(key);
    const { found, doubles } = await lookForPerson(deps, person);
    how.whenRead?.(found);
    const contact = found
      ? await updateContact(deps, person, { found, openStops, isOfStop })
      : await createContact(deps, person, { openStops, isOfStop });
    const emailStatus = worstOf([contact, ...doubles].map((row) => row.emailStatus));
    const doubleIds = doubles.map(({ pageId }) => pageId);
    const known = { ...contact, emailStatus, openStops, doubleIds };
    await how.andThen?.(known);
    return known;
  });
}

/** A contact made a moment ago is read by its id: queries may not show it yet. */
async function lookForPerson(
  { workspace: { contacts }, contactPages }: ActivityDeps,
  { contact: { key, email } }: Person,
): Promise<{ found: Contact | undefined; doubles: Contact[] }> {
  const madeId = contactPages.idOf(key);
  const made = madeId && (await contacts.read(madeId));
  if (made) return { found: toContact(made), doubles: [] };
  const { found, doubles } = await lookForContact(contacts, email, key);
  if (doubles.length > 0) {
    const ids = doubles.map(({ pageId }) => pageId);
    const pages = { contact: key, used: found?.pageId, doubles: ids };
    log.warn('a contact has several rows in Notion', pages);
  }
  return { found, doubles };
}

interface Known {
  openStops: LastingCause[];
  isOfStop: boolean;
}

async function updateContact(
  deps: ActivityDeps,
  person: Person,
  { found, ...known }: Known & { found: Contact },
): Promise<Contact> {
  const campaignStatus = await campaignStatusFor(deps, person, { found, ...known });
  await deps.workspace.contacts.update(found.pageId, {
    ...contactValues(person),
    // Whoever was forgotten tells us of themselves anew.
    ...(found.email === null && !known.isOfStop && { email: normaliseEmail(person.contact.email) }),
    ...(campaignStatus && { campaignStatus }),
  });
  const { firstName = found.firstName, businessName = found.businessName } = person.contact;
  return { ...found, firstName, businessName };
}

async function createContact(deps: ActivityDeps, person: Person, known: Known): Promise<Contact> {
  const { workspace, contactPages } = deps;
  const { key, email, firstName, businessName } = person.contact;
  const campaignStatus = await campaignStatusFor(deps, person, known);
  const emailStatus = emailStatusOf(known.openStops) ?? 'Subscribed';
  await requireSight(deps, key);
  const create = () =>
    workspace.contacts.create({
      ...contactValues(person),
      ...(campaignStatus && { campaignStatus }),
      email: normaliseEmail(email),
      emailStatus,
      contactKey: key,
    });
  const pageId = await createOnce(key, () => orDoubt(deps, key, create));
  contactPages.made(key, pageId);
  return {
    pageId,
    createdAt: null,
    email: normaliseEmail(email),
    firstName: firstName ?? null,
    businessName: businessName ?? null,
    emailStatus,
    bookingStatus: null,
    campaignStatus: campaignStatus ?? null,
    segment: person.segment,
  };
}

/** Where nobody knows whether a contact was made, others of the same person hear of it; so does their own next one. */
async function orDoubt(
  { contactPages }: ActivityDeps,
  key: string,
  create: () => Promise<string>,
): Promise<string> {
  try {
    return await create();
  } catch (error) {
    if (error instanceof VendorFault && error.isAmbiguous) {
      contactPages.mayBeMade(key, ownActivity());
    }
    throw error;
  }
}

/** The same in each attempt of it, and another where its workflow begins anew what came to nothing. */
function ownActivity(): string {
  const { workflowExecution, activityId } = activityInfo();
  return `${workflowExecution?.runId ?? ''}/${activityId}`;
}

/**
 * For a minute after a process that spoke to Notion has died, or the answer to another activity for this person was
 * lost, that one may have made their contact, and queries not show it yet.
 * @throws {VendorFault} then: it is looked for again.
 */
async function requireSight({ contactPages, runs }: ActivityDeps, key: string): Promise<void> {
  const workflowId = activityInfo().workflowExecution?.workflowId ?? '';
  const blindForMs = contactPages.blindForMs();
  const isBlind = blindForMs > 0 && !(await runs.isAlone(workflowId, key));
  const doubtedForMs = contactPages.doubtedForMs(key, ownActivity());
  const retryAfterMs = Math.max(isBlind ? blindForMs : 0, doubtedForMs);
  if (retryAfterMs === 0) return;
  const message = 'the contact may have been made a moment ago; it is looked for again';
  throw new VendorFault(message, { kind: 'delay', retryAfterMs });
}

/**
 * Signing up never overwrites a status; an event writes its own, unless its mail is suppressed, or a stop
 * has written one since.
 */
async function campaignStatusFor(
  { runs }: ActivityDeps,
  { contact, sequence, keepsStatus, acceptedAt }: Person,
  { found, openStops, isOfStop }: Known & { found?: Contact },
): Promise<string | undefined> {
  const known = found?.campaignStatus?.trim() || null;
  if (keepsStatus && known) return undefined;
  if (!sequence) return known || isOfStop ? undefined : 'Signed Up';
  if (suppressionOf(sequence, found?.emailStatus ?? null, openStops)) return undefined;
  if (acceptedAt && isWordOfStop(known)) {
    const later = await runs.stopsSince(contact.key, acceptedAt);
    if (isOfLaterStop(known, later)) return undefined;
  }
  return sequence.campaignStatus;
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
