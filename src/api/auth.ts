import { createHash, timingSafeEqual } from 'node:crypto';
import { Problem } from './problem.js';

/**
 * Checks a bearer key against those that open this route. Digests are compared, so that neither
 * content nor length shows in the time; missing and wrong get the same answer for the same work.
 * @throws {Problem} 401
 */
export function requireBearer(authorization: string | undefined, keys: readonly string[]): void {
  const [, given = ''] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
  const isRight = keys.map((key) => isSame(given, key)).some(Boolean);
  if (!isRight || !given) {
    throw new Problem(401, 'The key is missing or wrong; expected "Authorization: Bearer <key>".', {
      headers: { 'WWW-Authenticate': 'Bearer' },
    });
  }
}

function isSame(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
