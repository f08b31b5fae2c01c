import type { Logger } from 'pino';
import { TemporalAway } from '../domain/errors.js';
import type { Runs } from '../runs/runs.js';

/** Has the whole watched. Where that is not to be had, all works the same, and the console still tells. */
export async function watchOver(
  runs: Pick<Runs, 'keepWatch'>,
  log: Logger,
  zone: string,
): Promise<void> {
  try {
    await runs.keepWatch(zone);
  } catch (error) {
    if (!(error instanceof TemporalAway)) throw error;
    const cause = error.cause instanceof Error ? error.cause.message : undefined;
    log.warn({ event: 'no schedule watches over the whole', cause });
  }
}
