import { Context } from '@temporalio/activity';
import { SECOND } from '../domain/duration.js';

/** A quarter of what Temporal waits for one: three in a row may be late. */
const usualBeatMs = 5 * SECOND;

/** Of what sends, which is missed sooner. */
export const sendingBeatMs = SECOND;

/** What attempts under way would tell the next one. */
const remembered = new WeakMap<Context, unknown>();

/** What this attempt remembered last, or else what an earlier one has told. */
export function recall(context = Context.current()): unknown {
  return remembered.has(context) ? remembered.get(context) : context.info.heartbeatDetails;
}

/** Keeps what the next attempt should know, in place of what was kept before, for the next sign of life. */
export function remember(details: unknown): void {
  remembered.set(Context.current(), details);
}

/** Tells what the next attempt should know at once. */
export function tell(details: unknown): void {
  remember(details);
  Context.current().heartbeat(details);
}

/**
 * The activity with a sign of life every few seconds, so that Temporal misses it soon where its process
 * has died.
 */
export function withHeartbeats<A extends unknown[], R>(
  activity: (...args: A) => Promise<R>,
  beatEveryMs = usualBeatMs,
) {
  return async (...args: A): Promise<R> => {
    const context = Context.current();
    const beating = setInterval(() => context.heartbeat(recall(context)), beatEveryMs);
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
