import { SECOND } from '../domain/duration.js';
import { orAway } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { describe } from './find.js';
import { oncePerEvent, startUnlessThere } from './start-unless-there.js';

/** A page waits no longer until it knows. */
const lookWithinMs = 2 * SECOND;

/**
 * Ends a session of the console for all API processes. That a workflow of its id was ever started says so, no
 * worker need be there; Temporal remembers it for longer than a session lasts.
 * @throws {TemporalAway}
 */
export async function endSession({ client }: RunsDeps, sessionId: string): Promise<void> {
  await orAway(client, () =>
    startUnlessThere(client, 'logOut', { ...oncePerEvent, workflowId: idOf(sessionId), args: [] }),
  );
}

/** @throws {TemporalAway} */
export function isSessionEnded({ client }: RunsDeps, sessionId: string): Promise<boolean> {
  const look = async () => (await describe(client, idOf(sessionId))) !== undefined;
  return orAway(client, look, lookWithinMs);
}

function idOf(sessionId: string): string {
  return `log-out/${sessionId}`;
}
