/**
 * What an error's message is about, where its name leaves that open. Source: the messages that Resend's
 * API gives; it quotes the names of fields.
 */

const sender =
  /[`'"](from|reply_?to)[`'"]|\b(from|reply-to) (field|address|header|domain)|\bsend(ing)?( \w+)? from\b|\bsender\b|\bdomain is not verified|\bverify (a|your) domain|\bapi key\b/i;

const mail =
  /[`'"](to|subject|html|text|headers|tags)[`'"]|\b(to|recipient) (field|address)|\b(subject|html|headers|tags?)\b|\b(email|mail|html|text) body\b|\bone or more fields\b/i;

/** The sender's address, its domain or the key: whatever of it is wrong, the recipient cannot help. */
export function isOfSender(message: unknown): boolean {
  return typeof message === 'string' && sender.test(message);
}

/** This recipient, subject, body, these headers or tags, or a field that is not named. */
export function isOfMail(message: unknown): boolean {
  return typeof message === 'string' && mail.test(message);
}
