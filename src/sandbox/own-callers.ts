import { networkInterfaces } from 'node:os';
import { isLoopbackHost, reachedHost } from '../config/reach.js';
import type { Fetchable } from './standin/listen.js';

/**
 * Lets nobody in but programs of this machine and the sandbox's own pages. A page from elsewhere that is open
 * in a developer's browser reaches 127.0.0.1 too: by a form or a script, which tell where they come from, or
 * by a name of its own that points here (DNS rebinding), which then is the Host.
 */
export function ownCallersOnly(
  app: Fetchable,
  host = '127.0.0.1',
  { path, origins }: Guests = { path: '/', origins: [] },
): Fetchable {
  const isOwn = ownHosts(host);
  const isGuest = ({ url, headers }: Request) =>
    origins.includes(headers.get('Origin') ?? '') && new URL(url).pathname.startsWith(path);
  return {
    fetch: (request, ...rest) =>
      refusalOf(request, isOwn, isGuest(request)) ?? app.fetch(request, ...rest),
  };
}

/** Pages of another address that may ask under one path, which has a lock of its own. */
export interface Guests {
  /** With a `/` at both ends. */
  path: string;
  origins: readonly string[];
}

type IsOwn = (hostname: string) => boolean;

/** Names of this machine; where we listen on every address of it, each of them is one. */
function ownHosts(host: string): IsOwn {
  const addresses =
    host === '0.0.0.0' || host === '::'
      ? Object.values(networkInterfaces()).flatMap((all) => all ?? [])
      : [];
  const named = new Set([host, ...addresses.map(({ address }) => address)].map(reachedHost));
  return (hostname) => isLoopbackHost(hostname) || named.has(hostname);
}

function refusalOf(
  { method, headers }: Request,
  isOwn: IsOwn,
  isGuest: boolean,
): Response | undefined {
  const host = urlOf(`http://${headers.get('Host') ?? ''}`);
  if (!host || !isOwn(host.hostname)) return refuse(421, 'Misdirected Request');
  if (isGuest) return undefined;
  const origin = headers.get('Origin');
  const site = headers.get('Sec-Fetch-Site');
  // Where a page sends no referrer its own posts come from "null": then the browser's word counts.
  const isForeignOrigin =
    origin !== null &&
    (origin === 'null' ? site !== 'same-origin' : !isOwnOrigin(origin, host, isOwn));
  // Only a link may lead here from elsewhere, as a mail's do: what it opens, its own page cannot read.
  const isLink = method === 'GET' && headers.get('Sec-Fetch-Dest') === 'document';
  const isForeignSite = site !== null && !['same-origin', 'none'].includes(site) && !isLink;
  return isForeignOrigin || isForeignSite ? refuse(403, 'Forbidden') : undefined;
}

/** The port tells another program's pages on this machine from ours. */
function isOwnOrigin(origin: string, host: URL, isOwn: IsOwn): boolean {
  const url = urlOf(origin);
  return url?.protocol === 'http:' && isOwn(url.hostname) && url.port === host.port;
}

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function refuse(status: 403 | 421, title: string): Response {
  const detail = 'A sandbox answers only its own machine and its own pages.';
  return Response.json(
    { type: 'about:blank', title, status, detail },
    { status, headers: { 'Content-Type': 'application/problem+json' } },
  );
}
