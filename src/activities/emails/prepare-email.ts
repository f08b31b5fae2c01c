import { log } from '@temporalio/activity';
import { LRUCache } from 'lru-cache';
import { templateNames } from '../../campaign/copy/template-names.js';
import { copyVariables } from '../../campaign/copy/variables.js';
import { bookingStopOf, suppressionOf } from '../../campaign/stops.js';
import { deliveryAddress } from '../../domain/contact.js';
import { SECOND } from '../../domain/duration.js';
import { BlockedTemplate, VendorFault } from '../../domain/errors.js';
import type { Enrolment, Mail, Prepared } from '../../domain/mail/mail.js';
import {
  clippedAtBytes,
  type RenderedEmail,
  renderEmail,
  type Template,
} from '../../domain/mail/template.js';
import type { RunInput } from '../../domain/run/run.js';
import { type Contact, toContact } from '../../vendors/notion/find-contact.js';
import type { templatesSchema } from '../../vendors/notion/schema.js';
import type { Row } from '../../vendors/notion/table.js';
import { upsertContact } from '../contacts/upsert-contact.js';
import { createsOfThisActivity } from '../create-once.js';
import type { ActivityDeps } from '../deps.js';

/** How old the answer that sending is on may be. */
const switchMayBeMs = SECOND;

type TemplateRow = Row<typeof templatesSchema>;

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
  const loadTemplate = cachedTemplates(deps);
  return async (request: PrepareRequest): Promise<Prepared> => {
    const { person, number, template, isTesting, enrolment } = request;
    const offAt = await deps.runs.sendingOffAt(switchMayBeMs);
    if (offAt) return { kind: 'held', offAt };
    try {
      const contact = await readContact(deps, request);
      const openStops = await deps.runs.openStops(person.contact.key);
      const cause =
        suppressionOf(person.sequence, contact.emailStatus, openStops) ??
        bookingStopOf(person.sequence, {
          before: enrolment.bookingStatus,
          now: contact.bookingStatus,
        });
      if (cause) return { kind: 'stop', cause };
      if (isTesting && !deps.isTestRecipient(person.contact.email)) {
        return { kind: 'skip', reason: 'testing_mode' };
      }
      const unsubscribeUrl = deps.unsubscribeUrl(person.contact.email);
      const rendered = renderEmail(
        await loadTemplate(template),
        deps.layout,
        copyVariables({
          unsubscribeUrl,
          email: person.contact.email,
          firstName: contact.firstName ?? person.contact.firstName,
          businessName: contact.businessName ?? person.contact.businessName,
          segment: person.segment ?? enrolment.segment ?? undefined,
          event: person.data,
          settings: deps.settings,
          sender: deps.sender,
          now: await deps.now(),
        }),
        person.sequence.kind,
      );
      warnOfClipping(template, rendered);
      return { kind: 'ready', mail: toMail(deps, person, number, { ...rendered, unsubscribeUrl }) };
    } catch (error) {
      if (error instanceof BlockedTemplate) return { kind: 'blocked', reason: error.message };
      if (error instanceof VendorFault && error.kind === 'permanent') {
        return { kind: 'blocked', reason: error.message };
      }
      throw error;
    }
  };
}

/** By id, which Notion answers truthfully at once; a deleted contact is made again. */
async function readContact(deps: ActivityDeps, request: PrepareRequest): Promise<Contact> {
  const row = await deps.workspace.contacts.read(request.enrolment.contactPageId);
  if (row) return toContact(row);
  return upsertContact(deps, request.person, createsOfThisActivity());
}

/** The one Active template of a name; kept for a while, as many runs need the same copy at once. */
function cachedTemplates({ workspace, templateCacheMs }: ActivityDeps) {
  const cache = new LRUCache<string, Template>({ max: 100, ttl: templateCacheMs });
  return async (name: string): Promise<Template> => {
    const cached = cache.get(name);
    if (cached) return cached;
    const rows = await findRows(workspace.templates, [name, ...(templateNames[name] ?? [])]);
    const active = rows.filter(({ values }) => values.status === 'Active');
    const [row] = active;
    if (!row || active.length > 1) {
      const found = `found ${active.length || 'none'} (${rows.length} by that name)`;
      throw new BlockedTemplate(`template "${name}": expected one Active template, ${found}`);
    }
    const { subject, text } = row.values;
    if (!subject) throw new BlockedTemplate(`template "${name}": the subject is empty`);
    const html = row.values.html?.trim() || (await readPage(workspace, name, row.id));
    if (!html) throw new BlockedTemplate(`template "${name}": the body is empty`);
    const template = { name, subject, html, ...(text && { text }) };
    cache.set(name, template);
    return template;
  };
}

/** The copy that stands on the row's own page, where its HTML property is empty. */
async function readPage(
  { readPageBody }: ActivityDeps['workspace'],
  name: string,
  pageId: string,
): Promise<string> {
  try {
    return await readPageBody(pageId);
  } catch (error) {
    if (!(error instanceof BlockedTemplate)) throw error;
    throw new BlockedTemplate(`template "${name}": ${error.message}`, { cause: error });
  }
}

/** The templates under the first of these names that has any, Active or not. */
async function findRows(
  templates: ActivityDeps['workspace']['templates'],
  names: readonly string[],
): Promise<TemplateRow[]> {
  for (const name of names) {
    const rows = await templates.find('name', 'equals', name);
    const exact = rows.filter(({ values }) => values.name === name);
    if (exact.length > 0) return exact;
  }
  return [];
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

function toMail(
  { sender }: ActivityDeps,
  { contact, sequence, occasion }: PrepareRequest['person'],
  number: number,
  { subject, html, text, unsubscribeUrl }: RenderedEmail & { unsubscribeUrl: string },
): Mail {
  return {
    from: sender.from,
    to: deliveryAddress(contact.email),
    replyTo: sender.replyTo,
    subject,
    html,
    text,
    headers: sequence.kind === 'marketing' ? oneClick(unsubscribeUrl) : {},
    tags: [
      { name: 'contact', value: contact.key },
      { name: 'sequence', value: sequence.name },
      ...(occasion ? [{ name: 'event', value: occasion }] : []),
      { name: 'email', value: String(number) },
    ],
  };
}

/** Source: RFC 8058, asked for by the large mailbox providers. */
function oneClick(url: string): Mail['headers'] {
  return {
    'List-Unsubscribe': `<${url}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}
