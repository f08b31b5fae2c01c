import { getPath } from 'hono/utils/url';
import { sequenceOf } from '../../campaign/sequences/index.js';

const contacts = '/contacts/';

/**
 * A request's path as routes expect it: slashes of an id or an address as `%2F`, though a proxy on the way may
 * have decoded them.
 */
export function pathWithIdsEncoded(request: Request): string {
  return encodeIdsIn(getPath(request));
}

export function encodeIdsIn(path: string): string {
  const [, before = '', rest = ''] = /^((?:\/console)?\/runs\/)(.+)$/.exec(path) ?? [];
  if (rest) return before + encodeRunId(rest.split('/'));
  return path.startsWith(contacts) ? contacts + encodeAddress(path.slice(contacts.length)) : path;
}

/** A slash may stand before the `@`, never behind it. */
function encodeAddress(rest: string): string {
  const at = rest.lastIndexOf('@');
  return rest.slice(0, at + 1).replaceAll('/', '%2F') + rest.slice(at + 1);
}

/** How many parts an id has its sequence tells. */
function encodeRunId(parts: readonly string[]): string {
  const sequence = sequenceOf(parts[0] ?? '');
  const count = sequence === undefined ? 1 : sequence.event.hasOccasion ? 3 : 2;
  return [parts.slice(0, count).join('%2F'), ...parts.slice(count)].join('/');
}
