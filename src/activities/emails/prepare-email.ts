import { activityInfo, log } from '@temporalio/activity';
import { sequenceOf } from '../../campaign/sequences/index.js';
import { bookingStopOf, isUnknown, suppressionOf, worstOf } from '../../campaign/stops.js';
import { copyVariables } from '../../campaign/variables.js';
import { SECOND } from '../../domain/duration.js';
import { BlockedTemplate } from '../../domain/errors.js';
import { clippedAtBytes, type Prepared } from '../../domain/mail/mail.js';
import type { RenderedEmail, Template } from '../../domain/mail/template.js';
import type { Enrolment } from '../../domain/run/enrolment.js';
import type { RunInput } from '../../domain/run/run.js';
import { type Heard, unheardOf } from '../../domain/run/switch.js';
import { type Contact, toContact } from '../../vendors/notion/find-contact.js';
import { upsertContact } from '../contacts/upsert-contact.js';
import type { ActivityDeps } from '../deps.js';
import { refusalOf } from '../failures.js';
import { sending } from './lessons.js';
import { templateLoader } from './load-template.js';
import { asFault } from './look-over-templates.js';
import { packMail } from './pack-mail.js';
import { toMail } from './to-mail.js';

/** How old the answer that sending is on may be. */
const switchMayBeMs = SECOND;

/** Which email to prepare, for whom, and what their run knew of them at its start. */
export interface PrepareRequest {
  person: Pick<RunInput, 'contact' | 'data' | 'segment' | 'sequence' | 'occasion'>;
  number: number;
  template: string;
  isTesting: boolean;
  enrolment: Pick<Enrolment, 'contactPageId' | 'doubleIds' | 'bookingStatus' | 'segment'>;
  /** What the run has heard of the sending switch. */
  heard: Heard;
  /** An operator wants it now, and may have mended what is known to be at fault. */
  isWanted?: true;
}

/**
 * Makes one email ready to send: reads the contact as it is now, says so when they must not be
 * mailed, and renders the copy. The mail is sent exactly as returned, however often it is tried.
 */
export function prepareEmail(deps: ActivityDeps) {
  const loadTemplate = templateLoader(deps);
  return async (request: PrepareRequest): Promise<Prepared> => {
    const { person, number, template, isTesting, enrolment } = request;
    const held = await askSwitch(deps, request);
    if (held) return held;
    if (request.isWanted) {
      deps.faults.template.letOneTry(template);
      deps.faults.resend.letOneTry(sending);
    }
    // Mail that cannot go is not made, or it would wait with an old look at its person.
    const unsent = deps.isShadow ? undefined : await deps.faults.resend.peek(sending);
    if (unsent)
      return { kind: 'blocked', reason: unsent.message, isLasting: true, about: 'resend' };
    const moved: Pick<Prepared, 'contactPageId'> = {};
    try {
      const readAt = (await deps.now()).toISOString();
      const contact = await readContact(deps, request);
      if (contact.pageId !== enrolment.contactPageId) moved.contactPageId = contact.pageId;
      const standing = await standingOf(deps, request, contact);
      if (standing) return { ...standing, ...moved };
      if (isTesting && !deps.isTestRecipient(person.contact.email)) {
        return { kind: 'skip', reason: 'testing_mode', ...moved };
      }
      const unsubscribeUrl = deps.unsubscribeUrl(person.contact.email);
      const copy = await loadSharedTemplate(deps, loadTemplate, template);
      const rendered = await render(deps, request, { copy, contact, unsubscribeUrl });
      warnOfClipping(template, rendered);
      const mail = toMail(deps.sender, person, number, { ...rendered, unsubscribeUrl });
      const { activityId: id, workflowExecution } = activityInfo();
      if (workflowExecution) deps.mails.keep(workflowExecution, id, mail);
      return { kind: 'ready', id, mail: packMail(mail), readAt, ...moved };
    } catch (error) {
      const refusal = isOfCopy(error)
        ? { reason: error.message, isLasting: true }
        : refusalOf(error);
      if (!refusal) throw error;
      return { kind: 'blocked', ...refusal, ...moved };
    }
  };
}

/** Whether sending is off, or was off without the run's knowing; then its plan may be another. */
async function askSwitch(
  { runs }: ActivityDeps,
  { heard }: PrepareRequest,
): Promise<Prepared | undefined> {
  const state = await runs.switchState(switchMayBeMs);
  if (state.offAt !== undefined) return { kind: 'held', offAt: state.offAt };
  const offTimes = unheardOf(state, heard);
  return offTimes.some(({ mode }) => mode === 'shift') ? { kind: 'unheard', offTimes } : undefined;
}

/** A template that is at fault is so for all: it is one incident, and looked at for all who wait. */
function loadSharedTemplate(
  { faults }: ActivityDeps,
  load: (name: string) => Promise<Template>,
  name: string,
): Promise<Template> {
  return faults.template.guard(name, () => asFault(name, () => load(name)));
}

/**
 * By id, which Notion answers truthfully at once; a deleted contact is made again. Of several rows the
 * worst Email Status counts.
 */
async function readContact(deps: ActivityDeps, request: PrepareRequest): Promise<Contact> {
  const { contacts } = deps.workspace;
  const { contactPageId, doubleIds = [] } = request.enrolment;
  const row = await contacts.read(contactPageId);
  if (!row) return upsertContact(deps, request.person);
  const doubles = await Promise.all(doubleIds.map((id) => contacts.read(id)));
  const statuses = [row, ...doubles].map((one) => one?.values.emailStatus ?? null);
  return { ...toContact(row), emailStatus: worstOf(statuses) };
}

/**
 * Why the person gets no more mail of this run, as Notion and stops that hold have it now; or why nobody
 * can tell whether they do.
 */
async function standingOf(
  { runs, workspace }: ActivityDeps,
  { person: { sequence, contact }, enrolment }: PrepareRequest,
  { emailStatus, bookingStatus }: Contact,
): Promise<Extract<Prepared, { kind: 'stop' | 'blocked' }> | undefined> {
  const openStops = await runs.listedStops(contact.key);
  const cause =
    suppressionOf(sequence, emailStatus, openStops) ??
    bookingStopOf(sequence, { before: enrolment.bookingStatus, now: bookingStatus });
  if (cause) return { kind: 'stop', cause };
  if (!isUnknown(emailStatus)) return undefined;
  const property = await workspace.contacts.nameOf('emailStatus');
  const reason = `contacts: "${property}" is "${emailStatus?.trim()}", which may mean anything`;
  return { kind: 'blocked', reason, isLasting: true };
}

/** The copy for this person: names as Notion has them now, else as the event gave them. */
async function render(
  { renderer, layout, settings, sender, now: currentTime }: ActivityDeps,
  { person, enrolment }: PrepareRequest,
  { copy, contact, unsubscribeUrl }: { copy: Template; contact: Contact; unsubscribeUrl: string },
): Promise<RenderedEmail> {
  const now = await currentTime();
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
    now,
  });
  const clock = { now, zone: settings.zone };
  return renderer.render(copy, layout, variables, person.sequence.kind, clock);
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
