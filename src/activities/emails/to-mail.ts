import { deliveryAddress } from '../../domain/contact.js';
import type { Mail } from '../../domain/mail/mail.js';
import { oneClickHeaders } from '../../domain/mail/one-click.js';
import type { RenderedEmail } from '../../domain/mail/template.js';
import type { RunInput } from '../../domain/run/run.js';
import type { ActivityDeps } from '../deps.js';

/** One email of a run, as whoever sends it is asked to; its tags say in Resend whose it is. */
export function toMail(
  { from, replyTo }: ActivityDeps['sender'],
  { contact, sequence, occasion }: Pick<RunInput, 'contact' | 'sequence' | 'occasion'>,
  number: number,
  { subject, html, text, unsubscribeUrl }: RenderedEmail & { unsubscribeUrl: string },
): Mail {
  return {
    from,
    to: deliveryAddress(contact.email),
    replyTo,
    subject,
    html,
    text,
    headers: oneClickHeaders(sequence.kind, unsubscribeUrl),
    tags: [
      { name: 'contact', value: contact.key },
      { name: 'sequence', value: sequence.name },
      ...(occasion ? [{ name: 'event', value: occasion }] : []),
      { name: 'email', value: String(number) },
    ],
  };
}
