import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { TemporalAway } from '../domain/errors.js';
import type { Runs } from '../runs/runs.js';

/**
 * Looks whether this process can read what is open in Temporal. Where nobody can tell, it goes on: what it cannot
 * read waits, and is not lost.
 * @throws {InvalidSetup} naming each key that is missing.
 */
export async function checkKeys(
  runs: Pick<Runs, 'requireKeys'>,
  { encryptionKeys }: Pick<Config, 'encryptionKeys'>,
  log: Pick<Logger, 'warn'>,
): Promise<void> {
  try {
    await runs.requireKeys(encryptionKeys.map(({ id }) => id));
  } catch (error) {
    if (!(error instanceof TemporalAway)) throw error;
    const cause = error.cause instanceof Error ? error.cause.message : undefined;
    log.warn({ event: 'nobody can tell whether open runs can be read', cause });
  }
}
