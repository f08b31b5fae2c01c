/** Where a server is reached that listens as HOST and PORT say. */

/** Where a server that listens on every address of its machine is reached from there. */
const anyHost: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** The name or address to ask for, as a URL holds it: `[::1]` in brackets. */
export function reachedHost(host: string): string {
  const reached = anyHost[host] ?? host;
  return reached.includes(':') ? `[${reached}]` : reached;
}

/** Whether a host, as a URL holds it, is this very machine and nobody on the way can listen. */
export function isLoopbackHost(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(host);
}
