import { text } from '../domain/event/fields.js';
import { defineEvent } from './define/define-event.js';

/** Someone signed up. The website mails them; we only record the contact. */
export const signup = {
  name: 'signup',
  event: defineEvent({
    what: 'Someone signed up. The contact is recorded, and no email is sent.',
    fields: { source: text },
    example: { source: 'sandbox' },
  }),
  sandbox: { button: 'signs up' },
  workflowType: 'trackSignup',
  notion: { status: 'Signed Up' },
} as const;
