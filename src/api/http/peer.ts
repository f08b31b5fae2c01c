import { isIP } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';

/**
 * Who asks, by address: the right-most hop that is no trusted proxy. Without a socket, as in tests, it is ''.
 * A hop that is no address ends the walk: what stands before it was told by nobody whom we trust.
 */
export function peerAddress(c: Context, isTrustedProxy: (address: string) => boolean): string {
  const forwarded = c.req.header('X-Forwarded-For');
  let peer = plainAddress(c.env?.incoming ? (getConnInfo(c).remote.address ?? '') : '') ?? '';
  if (forwarded === undefined) return peer;
  const hops = forwarded.split(',');
  while (isTrustedProxy(peer)) {
    const hop = plainAddress(hops.pop() ?? '');
    if (hop === undefined) return peer;
    peer = hop;
  }
  return peer;
}

/** What one peer's requests are counted by: an IPv6 network has as many addresses as it likes. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [before = '', after] = canonical(address).split('::');
  const left = before.split(':').filter(Boolean);
  const right = (after ?? '').split(':').filter(Boolean);
  const zeros = Array<string>(8 - left.length - right.length).fill('0');
  return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`;
}

/** An address as proxies and sockets write it, without port, brackets and zone; IPv4 in IPv6 is IPv4. */
export function plainAddress(text: string): string | undefined {
  const [, inBrackets] = /^\s*\[([^\]]*)\](?::\d+)?\s*$/.exec(text) ?? [];
  const [bare = ''] = (inBrackets ?? text.trim().replace(/^([\d.]+):\d+$/, '$1')).split('%');
  if (isIP(bare) !== 6) return isIP(bare) === 4 ? bare : undefined;
  const [, high, low] = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(canonical(bare)) ?? [];
  if (high === undefined || low === undefined) return bare;
  return [high, low]
    .map((group) => Number.parseInt(group, 16))
    .flatMap((group) => [group >> 8, group & 0xff])
    .join('.');
}

/** As short as it gets, in small letters, without IPv4's dots. */
function canonical(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}
