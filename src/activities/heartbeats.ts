import { Context } from '@temporalio/activity';
import { SECOND } from '../domain/duration.js';

/** A quarter of what Temporal waits for one: three in a row may be late. */
const beatEveryMs = 5 * SECOND;

/** What attempts under way have remembered last. */
const remembered = new WeakMap<Context, unknown>();

/** Tells the next attempt of this activity something, should this one die; it replaces what was told before. */
export function remember(details: unknown): void {
  const context = Context.current();
  remembered.set(context, details);
  context.heartbeat(details);
}

/**
 * The activity with a sign of life every few seconds, so that Temporal misses it soon where its process
 * has died. Each repeats what was remembered last, by this attempt or an earlier one.
 */
export function withHeartbeats<A extends unknown[], R>(activity: (...args: A) => Promise<R>) {
  return async (...args: A): Promise<R> => {
    const context = Context.current();
    const before: unknown = context.info.heartbeatDetails;
    const beat = () =>
      context.heartbeat(remembered.has(context) ? remembered.get(context) : before);
    const beating = setInterval(beat, beatEveryMs);
    try {
      return await activity(...args);
    } finally {
      clearInterval(beating);
    }
  };
}

/** Whether Temporal waits for this attempt no more, so that another may be under way beside it. */
export function isGivenUp(): boolean {
  const { cancellationDetails: details } = Context.current();
  return details !== undefined && (details.notFound || details.timedOut);
}
