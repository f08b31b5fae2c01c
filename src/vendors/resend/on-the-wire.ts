import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';

/** What was seen of one request where Resend's client tells nothing. */
export interface OnTheWire {
  /** Its first byte was written to an open connection: from then on it may have been taken. */
  hasLeft: boolean;
  /** HTTP status of the answer, however its body reads. */
  status?: number;
}

/** Messages of Node's own fetch. Source: undici's documentation of its diagnostics channels. */
interface Published {
  request: object;
  response?: { statusCode: number };
}

const watching = new AsyncLocalStorage<OnTheWire>();
const seenOf = new WeakMap<object, OnTheWire>();

listen('undici:request:create', ({ request }) => {
  const seen = watching.getStore();
  if (seen) seenOf.set(request, seen);
});
listen('undici:client:sendHeaders', ({ request }) => {
  const seen = seenOf.get(request);
  if (seen) seen.hasLeft = true;
});
listen('undici:request:headers', ({ request, response }) => {
  const seen = seenOf.get(request);
  if (seen && response) seen.status = response.statusCode;
});

/**
 * Watches the one request that this work makes by `fetch`, whatever else goes on at the same time. The
 * client swallows why a request failed, and an error's code would not do: a reset connection has the same
 * before the request has left and after.
 */
export async function watchRequest<T>(work: () => Promise<T>): Promise<T & { seen: OnTheWire }> {
  const seen: OnTheWire = { hasLeft: false };
  const answer = await watching.run(seen, work);
  return { ...answer, seen };
}

function listen(channel: string, hear: (message: Published) => void): void {
  subscribe(channel, (message) => hear(message as Published));
}
