import { BlockedTemplate } from '../../../src/domain/errors.js';
import { renderEmail, type Template } from '../../../src/domain/mail/template.js';
import type { Clock } from '../../../src/domain/mail/template-dates.js';
import type { SequenceKind } from '../../../src/domain/plan/sequence.js';

/** A small email, and what each test changes of it. */

export const layout = {
  page: '<html><head><title><!-- title --></title><style>.note { color: red; }</style></head><body><!-- body --><!-- footer --></body></html>',
  footer:
    '{% if sender_address %}<p>{{ sender_name }}, {{ sender_address }}</p>{% endif %}{% if unsubscribe_url %}<p><a href="{{ unsubscribe_url }}">Unsubscribe</a></p>{% endif %}',
};
export const values = {
  first_name: 'Sarah',
  sender_name: 'Us',
  sender_address: '1 Street, Town',
  unsubscribe_url: 'https://us.example/u/1',
};
/** Two days after the spring forward in New York. */
export const clock: Clock = { now: new Date('2026-03-10T03:30:00Z'), zone: 'UTC' };
export const template: Template = {
  name: 'Greeting',
  subject: 'Hello {{ first_name }}',
  html: '<p class="note">Hello {{ first_name }}</p>',
};
export const render = (
  more: Partial<Template> = {},
  { kind = 'marketing', ...others }: Record<string, string> & { kind?: SequenceKind } = {},
) => renderEmail({ ...template, ...more }, layout, { ...values, ...others }, kind, clock);
export const blocked = (why: RegExp) => (error: unknown) =>
  error instanceof BlockedTemplate &&
  error.message.startsWith('template "Greeting"') &&
  why.test(error.message);
