import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from 'node:crypto';

/**
 * Who may be unsubscribed by a link: the address, sealed with AES-256-GCM, so that the token needs no
 * store, tells nobody anything and works years later. Bytes: key id (4), nonce (12), sealed address, tag (16).
 */

const keyIdLength = 4;
const nonceLength = 12;
const tagLength = 16;

/** A token for an address; `secret` is the newest one. */
export function makeUnsubscribeToken(secret: string, email: string): string {
  const nonce = nonceOf(secret, email);
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), nonce, { authTagLength: tagLength });
  const sealed = Buffer.concat([cipher.update(email, 'utf8'), cipher.final()]);
  return Buffer.concat([keyIdOf(secret), nonce, sealed, cipher.getAuthTag()]).toString('base64url');
}

/** The address of a token made with any of the secrets; undefined for anything else. */
export function readUnsubscribeToken(
  secrets: readonly string[],
  token: string,
): string | undefined {
  const bytes = Buffer.from(token, 'base64url');
  // Decoding forgives stray characters; one token has one spelling.
  if (bytes.toString('base64url') !== token) return undefined;
  if (bytes.length <= keyIdLength + nonceLength + tagLength) return undefined;
  const keyId = bytes.subarray(0, keyIdLength);
  const secret = secrets.find((candidate) => keyIdOf(candidate).equals(keyId));
  if (secret === undefined) return undefined;
  const nonce = bytes.subarray(keyIdLength, keyIdLength + nonceLength);
  const decipher = createDecipheriv('aes-256-gcm', keyOf(secret), nonce, {
    authTagLength: tagLength,
  });
  decipher.setAuthTag(bytes.subarray(-tagLength));
  try {
    const sealed = bytes.subarray(keyIdLength + nonceLength, -tagLength);
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
  } catch {
    return undefined; // forged or damaged
  }
}

/**
 * Of the address, so that one email made twice is the same to the byte: a run that was restored from a back-up
 * then sends what Resend knows already. No two addresses share one.
 */
function nonceOf(secret: string, email: string): Buffer {
  const key = deriveKey(secret, 'evergreen unsubscribe nonce');
  return createHmac('sha256', key).update(email).digest().subarray(0, nonceLength);
}

function keyOf(secret: string): Buffer {
  return deriveKey(secret, 'evergreen unsubscribe token');
}

function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
}

function keyIdOf(secret: string): Buffer {
  return createHash('sha256').update(`key id ${secret}`).digest().subarray(0, keyIdLength);
}
