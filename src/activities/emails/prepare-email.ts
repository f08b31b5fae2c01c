import { log } from '@temporalio/activity';
import { sequenceOf } from '../../campaign/sequences/index.js';
import { bookingStopOf, suppressionOf } from '../../campaign/stops.js';
import { copyVariables } from '../../campaign/variables.js';
import { SECOND } from '../../domain/duration.js';
import { BlockedTemplate, VendorFault } from '../../domain/errors.js';
import { aboutTemplate } from '../../domain/incident.js';
import type { Prepared } from '../../domain/mail/mail.js';
import {
  clippedAtBytes,
  type RenderedEmail,
  renderEmail,
  type Template,
} from '../../domain/mail/template.js';
import type { Enrolment } from '../../domain/run/enrolment.js';
import type { RunInput } from '../../domain/run/run.js';
import type { StopCause } from '../../domain/run/stop.js';
import { type Contact, toContact } from '../../vendors/notion/find-contact.js';
import { upsertContact } from '../contacts/upsert-contact.js';
import { createsOfThisActivity } from '../create-once.js';
import type { ActivityDeps } from '../deps.js';
import { refusalOf } from '../failures.js';
import { templateLoader } from './load-template.js';
import { sending } from './send-email.js';
import { toMail } from './to-mail.js';

/** How old the answer that sending is on may be. */
const switchMayBeMs = SECOND;

/** Which email to prepare, for whom, and what their run knew of them at its start. */
export interface PrepareRequest {
  person: Pick<RunInput, 'contact' | 'data' | 'segment' | 'sequence' | 'occasion'>;
  number: number;
  template: string;
  isTesting: boolean;
  enrolment: Pick<Enrolment, 'contactPageId' | 'bookingStatus' | 'segment'>;
}

/**
 * Makes one email ready to send: reads the contact as it is now, says so when they must not be
 * mailed, and renders the copy. The mail is sent exactly as returned, however often it is tried.
 */
export function prepareEmail(deps: ActivityDeps) {
  const loadTemplate = templateLoader(deps);
  return async (request: PrepareRequest): Promise<Prepared> => {
    const { person, number, template, isTesting } = request;
    const offAt = await deps.runs.sendingOffAt(switchMayBeMs);
    if (offAt) return { kind: 'held', offAt };
    // Mail that cannot go is not made, or it would wait with an old look at its person.
    const unsent = await deps.faults.resend.peek(sending);
    if (unsent)
      return { kind: 'blocked', reason: unsent.message, isLasting: true, about: 'resend' };
    try {
      const contact = await readContact(deps, request);
      const cause = await stopCauseOf(deps, request, contact);
      if (cause) return { kind: 'stop', cause };
      if (isTesting && !deps.isTestRecipient(person.contact.email)) {
        return { kind: 'skip', reason: 'testing_mode' };
      }
      const unsubscribeUrl = deps.unsubscribeUrl(person.contact.email);
      const copy = await loadSharedTemplate(deps, loadTemplate, template);
      const rendered = await render(deps, request, { copy, contact, unsubscribeUrl });
      warnOfClipping(template, rendered);
      const mail = toMail(deps.sender, person, number, { ...rendered, unsubscribeUrl });
      return { kind: 'ready', mail };
    } catch (error) {
      const refusal = isOfCopy(error)
        ? { reason: error.message, isLasting: true }
        : refusalOf(error);
      if (!refusal) throw error;
      return { kind: 'blocked', ...refusal };
    }
  };
}

/** A template that is at fault is so for all: it is one incident, and looked at for all who wait. */
function loadSharedTemplate(
  { faults }: ActivityDeps,
  load: (name: string) => Promise<Template>,
  name: string,
): Promise<Template> {
  return faults.template.guard(name, async () => {
    try {
      return await load(name);
    } catch (error) {
      if (!(error instanceof BlockedTemplate)) throw error;
      throw new VendorFault(error.message, { kind: 'permanent', about: aboutTemplate(name) });
    }
  });
}

/** By id, which Notion answers truthfully at once; a deleted contact is made again. */
async function readContact(deps: ActivityDeps, request: PrepareRequest): Promise<Contact> {
  const row = await deps.workspace.contacts.read(request.enrolment.contactPageId);
  if (row) return toContact(row);
  return upsertContact(deps, request.person, createsOfThisActivity());
}

/** Why the person gets no more mail of this run, as Notion and stops under way have it now. */
async function stopCauseOf(
  { runs }: ActivityDeps,
  { person: { sequence, contact }, enrolment }: PrepareRequest,
  { emailStatus, bookingStatus }: Contact,
): Promise<StopCause | undefined> {
  const openStops = await runs.openStops(contact.key);
  return (
    suppressionOf(sequence, emailStatus, openStops) ??
    bookingStopOf(sequence, { before: enrolment.bookingStatus, now: bookingStatus })
  );
}

/** The copy for this person: names as Notion has them now, else as the event gave them. */
async function render(
  { layout, settings, sender, now }: ActivityDeps,
  { person, enrolment }: PrepareRequest,
  { copy, contact, unsubscribeUrl }: { copy: Template; contact: Contact; unsubscribeUrl: string },
): Promise<RenderedEmail> {
  const variables = copyVariables({
    unsubscribeUrl,
    email: person.contact.email,
    firstName: contact.firstName ?? person.contact.firstName,
    businessName: contact.businessName ?? person.contact.businessName,
    segment: person.segment ?? enrolment.segment ?? undefined,
    event: person.data,
    settings,
    sender,
    because: sequenceOf(person.sequence.name)?.because ?? 'you gave us your address',
    now: await now(),
  });
  return renderEmail(copy, layout, variables, person.sequence.kind);
}

/** In the copy, or in what this run's event tells of it: a template's own faults are met as it is loaded. */
function isOfCopy(error: unknown): error is BlockedTemplate {
  return error instanceof BlockedTemplate;
}

/** Such a mail still arrives, but a reader may have to open the rest, and the footer, by hand. */
function warnOfClipping(template: string, { html }: RenderedEmail): void {
  const bytes = Buffer.byteLength(html);
  if (bytes <= clippedAtBytes) return;
  log.warn('the HTML is so large that mail readers cut it off', {
    template,
    bytes,
    clippedAtBytes,
  });
}
