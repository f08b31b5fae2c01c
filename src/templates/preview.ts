import type { FoundTemplate, PreviewedMail } from '../domain/copy-report.js';
import { BlockedTemplate } from '../domain/errors.js';
import { oneClickHeaders } from '../domain/mail/one-click.js';
import { exampleVariables, kindOf, type Reader } from './example.js';
import { type LintTools, toTemplate } from './lint-template.js';

/** What an email is made with, beside copy. */
export interface MailTools extends Omit<LintTools, 'sender'> {
  sender: { from: string; replyTo: string; name: string; address: string };
}

/**
 * The email that a reader would get of a template, with the campaign's example for what the event tells.
 * @throws {BlockedTemplate} naming what holds it.
 */
export async function renderPreview(
  found: FoundTemplate,
  { reader, unsubscribeUrl }: { reader: Reader; unsubscribeUrl: string },
  { renderer, layout, ...copy }: MailTools,
  now: Date,
): Promise<PreviewedMail> {
  const { name, pageFault } = found;
  if (pageFault !== undefined) throw new BlockedTemplate(`template "${name}": ${pageFault}`);
  const kind = kindOf(name);
  const values = exampleVariables(name, { reader, unsubscribeUrl, now }, copy);
  const clock = { now, zone: copy.settings.zone };
  const rendered = await renderer.render(toTemplate(found), layout, values, kind, clock);
  const { from, replyTo } = copy.sender;
  return { from, replyTo, ...rendered, headers: oneClickHeaders(kind, unsubscribeUrl) };
}
