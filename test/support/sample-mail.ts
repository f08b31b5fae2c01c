import type { Mail } from '../../src/domain/mail/mail.js';

/** A mail as Resend is asked to send it, where it does not matter what it says. */
export const sampleMail: Mail = {
  from: 'Ava <ava@studio.test>',
  to: 'sarah@inbox.test',
  replyTo: 'ava@studio.test',
  subject: 'Hello',
  html: '<p>Hi</p>',
  text: 'Hi',
  headers: {},
  tags: [{ name: 'sequence', value: 'assessment' }],
};
