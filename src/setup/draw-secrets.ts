import { randomBytes } from 'node:crypto';

/** The secrets that nobody but this installation need ever have known; the last is the database's password. */
export const ownSecrets = [
  'CONTACT_KEY_SECRET',
  'UNSUBSCRIBE_SECRET',
  'ADMIN_TOKEN',
  'WEBHOOK_KEY',
  'POSTGRES_PASSWORD',
] as const;

/** 256 bits at random, as letters and digits that stand in any file and address. */
export function drawSecret(): string {
  return randomBytes(32).toString('hex');
}
