import { createHash } from 'node:crypto';
import { deliveryAddress } from '../domain/contact.js';
import type { Mail } from '../domain/mail/mail.js';

const words = [
  'This is a test: Evergreen can send mail from here.',
  'Nobody but you got it, and nothing else was started.',
];

/** The email that a new installation sends to whoever set it up: always the same bytes for the same people. */
export function testEmail(
  sender: { from: string; replyTo: string; name: string; address: string },
  to: string,
): { mail: Mail; idempotencyKey: string } {
  const { from, replyTo, name, address } = sender;
  const text = [...words, '', name, address].join('\n');
  const paragraphs = [...words, `${name}, ${address}`].map((line) => `<p>${escaped(line)}</p>`);
  const mail: Mail = {
    from,
    to: deliveryAddress(to),
    replyTo,
    subject: '[Test] Evergreen can send',
    html: `<!doctype html>\n<html lang="en"><body>${paragraphs.join('\n')}</body></html>`,
    text: `${text}\n`,
    headers: {},
    tags: [{ name: 'test', value: 'init' }],
  };
  const hash = createHash('sha256').update(JSON.stringify(mail)).digest('hex');
  return { mail, idempotencyKey: `init/${hash.slice(0, 32)}` };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
