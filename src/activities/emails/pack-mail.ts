import { gunzipSync, gzipSync } from 'node:zlib';
import type { Mail, PackedMail } from '../../domain/mail/mail.js';

/** The mail as history keeps it: a fraction of its size. */
export function packMail(mail: Mail): PackedMail {
  return { subject: mail.subject, gzip: gzipSync(JSON.stringify(mail)).toString('base64') };
}

/** The same mail, byte for byte. */
export function unpackMail({ gzip }: PackedMail): Mail {
  return JSON.parse(gunzipSync(Buffer.from(gzip, 'base64')).toString()) as Mail;
}
