import { randomBytes } from 'node:crypto';

/** The secrets that nobody but this installation need ever have known; the last is the database's password. */
export const ownSecrets = [
  'CONTACT_KEY_SECRET',
  'UNSUBSCRIBE_SECRET',
  'ENCRYPTION_KEY',
  'ADMIN_TOKEN',
  'WEBHOOK_KEY',
  'POSTGRES_PASSWORD',
] as const;

/** 256 bits at random: letters and digits that stand in any file and address, or a first key with its id. */
export function drawSecret(name: string): string {
  const bytes = randomBytes(32);
  return name === 'ENCRYPTION_KEY' ? `key1:${bytes.toString('base64')}` : bytes.toString('hex');
}
