import { bareAddress } from './mail.js';
import type { AcceptedMail, Suppression } from './records.js';
import { wireTime } from './wire.js';

/** What a webhook carries. */
export interface WebhookPayload {
  type: string;
  created_at: string;
  data: Record<string, unknown>;
}

/** Where a kind of event keeps what only it tells; null for nothing. */
const detailFields = {
  'email.sent': null,
  'email.scheduled': null,
  'email.delivered': null,
  'email.delivery_delayed': null,
  'email.complained': null,
  'email.opened': null,
  'email.bounced': 'bounce',
  'email.clicked': 'click',
  'email.failed': 'failed',
  'email.suppressed': 'suppressed',
} as const;

export type MailEventType = keyof typeof detailFields;

export const mailEventTypes = Object.keys(detailFields);

export function isMailEventType(type: unknown): type is MailEventType {
  return mailEventTypes.includes(type as string);
}

/** What Resend tells of a mail by itself, in order, by what becomes of it. */
export const eventsOfFate: Readonly<Record<string, readonly MailEventType[]>> = {
  delivered: ['email.sent', 'email.delivered'],
  bounced: ['email.sent', 'email.bounced'],
  complained: ['email.sent', 'email.delivered', 'email.complained'],
  suppressed: ['email.suppressed'],
};

/** An event of a mail; `changes` replace parts of what this kind of event tells. */
export function mailEvent(
  type: MailEventType,
  mail: AcceptedMail,
  at: Date,
  changes: Record<string, unknown> = {},
): WebhookPayload {
  const { id, from, to, subject, tags, headers } = mail;
  const field = detailFields[type];
  const headerList = Object.entries(headers).map(([name, value]) => ({ name, value }));
  return {
    type,
    created_at: at.toISOString(),
    data: {
      created_at: wireTime(mail.at),
      email_id: id,
      message_id: `<${id}@resend.test>`,
      from,
      to,
      subject,
      ...(headerList.length > 0 && { headers: headerList }),
      ...(tags.length > 0 && { tags: Object.fromEntries(tags.map((t) => [t.name, t.value])) }),
      ...(field && { [field]: { ...details(field, at), ...changes } }),
    },
  };
}

/** An address went on the suppression list, or left it. */
export function suppressionEvent(
  type: 'suppression.added' | 'suppression.removed',
  { id, email, origin, source_id, at: addedAt }: Suppression,
  at: Date,
): WebhookPayload {
  return {
    type,
    created_at: at.toISOString(),
    data: { id, email, origin, source_id, created_at: wireTime(addedAt) },
  };
}

/** Whether an address is one of Resend's own for tests, which are never suppressed for real. */
export function isTestAddress(address: string): boolean {
  return bareAddress(address).endsWith('@resend.dev');
}

function details(field: 'bounce' | 'click' | 'failed' | 'suppressed', at: Date) {
  const told = {
    bounce: {
      type: 'Permanent',
      subType: 'General',
      message: 'The receiving server rejected the email for good.',
      diagnosticCode: ['smtp; 550 5.1.1 user unknown'],
    },
    click: {
      ipAddress: '127.0.0.1',
      link: 'https://studio.test/',
      timestamp: at.toISOString(),
      userAgent: 'Stand-in',
    },
    failed: { reason: 'reached_daily_quota' },
    suppressed: {
      type: 'OnAccountSuppressionList',
      reason: 'previous_bounce',
      message: 'The address is on the suppression list of the account.',
      diagnosticCode: [],
    },
  };
  return told[field];
}
