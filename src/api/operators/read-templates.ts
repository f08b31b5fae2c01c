import type { FoundTemplate, PreviewedMail, TemplateReport } from '../../domain/copy-report.js';
import { BlockedTemplate, InvalidSetup, VendorFault } from '../../domain/errors.js';
import type { TestOutcome } from '../../domain/test-send.js';
import type { ApiDeps } from '../deps.js';
import { Problem } from '../http/problem.js';
import { judge } from './asked.js';
import { controlBodies } from './control-bodies.js';
import { requireAddress } from './read-contact.js';

/** All templates, with what is to be said of each. */
export interface TemplatesReply {
  /** Whether a template has something that must be mended. */
  hasFaults: boolean;
  templates: TemplateReport[];
}

/** One email as its reader would get it. */
export interface PreviewReply extends PreviewedMail {
  template: string;
  /** Whose names it shows; missing where it is the campaign's example. */
  contact?: string;
  /** Of the HTML. */
  bytes: number;
}

/** What became of a test. */
export interface TestSendReply {
  status: 'sent';
  /** Its key at Resend. */
  id: string;
  resendId: string;
  subject: string;
  to: string;
}

/** @throws {Problem} 503 when Notion cannot be asked. */
export async function readTemplates(deps: Pick<ApiDeps, 'findTemplates'>): Promise<TemplatesReply> {
  const templates = await orNotTold(deps.findTemplates());
  const hasFaults = templates.some(({ findings }) =>
    findings.some(({ level }) => level === 'fault'),
  );
  return { hasFaults, templates };
}

/** @throws {Problem} 404, or 503 when Notion cannot be asked. */
async function requireTemplate(
  deps: Pick<ApiDeps, 'findTemplate'>,
  name: string,
): Promise<FoundTemplate> {
  const template = await orNotTold(deps.findTemplate(name));
  if (template) return template;
  throw new Problem(404, `Notion has no template "${name}".`);
}

/**
 * @throws {Problem} 404 for a template or a contact that Notion has not, 409 when it cannot be made into a
 *   mail, 422 for what is no address, 503 when Notion cannot be asked.
 */
export async function previewTemplate(
  deps: Pick<ApiDeps, 'findTemplate' | 'findContact' | 'renderPreview'>,
  name: string,
  address: string | undefined,
): Promise<PreviewReply> {
  const contact = address === undefined ? undefined : requireAddress(address, 'contact');
  const template = await requireTemplate(deps, name);
  const found = contact === undefined ? undefined : await orNotTold(deps.findContact(contact));
  if (contact !== undefined && !found)
    throw new Problem(404, 'Notion has no contact of this address.');
  try {
    const reader = contact && found ? { email: contact, fields: found.fields } : undefined;
    const mail = await deps.renderPreview(template, reader);
    const bytes = Buffer.byteLength(mail.html);
    return { template: name, ...(contact !== undefined && { contact }), ...mail, bytes };
  } catch (error) {
    if (!(error instanceof BlockedTemplate)) throw error;
    throw new Problem(409, `It cannot be made into a mail: ${error.message}.`);
  }
}

/**
 * Sends one email of a template to somebody of our own.
 * @throws {Problem} 422, 409 when nothing was sent, 503 when nobody knows.
 * @throws {TemporalAway}
 */
export async function testSend(
  { runs, isTestRecipient }: Pick<ApiDeps, 'runs' | 'isTestRecipient'>,
  template: string,
  asked: unknown,
): Promise<TestSendReply> {
  const { to, by, contact } = judge(controlBodies.testSend, asked);
  if (!isTestRecipient(to)) {
    const message = 'is none of those whom TESTING_RECIPIENTS names; tests go to nobody else';
    throw new Problem(422, 'Nothing was sent.', { errors: [{ path: 'to', message }] });
  }
  const outcome = await runs.sendTest({ template, to, by, ...(contact && { contact }) });
  if (outcome.kind === 'sent') {
    const { id, resendId, subject } = outcome;
    return { status: 'sent', id, resendId, subject, to };
  }
  throw toProblem(outcome);
}

function toProblem({ kind, reason, id }: Exclude<TestOutcome, { kind: 'sent' }> & { id: string }) {
  if (kind === 'refused') return new Problem(409, `Nothing was sent: ${reason}.`);
  return new Problem(503, `It may have been sent: ${reason}. Look for ${id} in Resend.`);
}

/** @throws {Problem} 503 saying what Notion said. */
async function orNotTold<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof VendorFault || error instanceof InvalidSetup)) throw error;
    const headers = { 'Retry-After': '10' };
    throw new Problem(503, `Notion could not be asked: ${error.message}.`, { headers });
  }
}
