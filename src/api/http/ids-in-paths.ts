import { getPath } from 'hono/utils/url';

const contacts = '/contacts/';

/** How many parts ids of runs have that begin with this word; undefined where none do. */
type PartCount = (first: string) => number | undefined;

/**
 * A request's path as routes expect it: slashes of an id or an address as `%2F`, though a proxy on the way may
 * have decoded them.
 */
export function pathWithIdsEncoded(partCountOf: PartCount): (request: Request) => string {
  return (request) => encodeIdsIn(getPath(request), partCountOf);
}

export function encodeIdsIn(path: string, partCountOf: PartCount): string {
  const [, before = '', rest = ''] = /^((?:\/console)?\/runs\/)(.+)$/.exec(path) ?? [];
  if (rest) return before + encodeRunId(rest.split('/'), partCountOf);
  return path.startsWith(contacts) ? contacts + encodeAddress(path.slice(contacts.length)) : path;
}

function encodeRunId(parts: readonly string[], partCountOf: PartCount): string {
  const count = partCountOf(parts[0] ?? '') ?? 1;
  return [parts.slice(0, count).join('%2F'), ...parts.slice(count)].join('/');
}

/** A slash may stand before the `@`, never behind it. */
function encodeAddress(rest: string): string {
  const at = rest.lastIndexOf('@');
  return rest.slice(0, at + 1).replaceAll('/', '%2F') + rest.slice(at + 1);
}
