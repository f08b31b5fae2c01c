import type { RunInput, RunSummary } from '../domain/run.js';
import { runSequence } from './run-sequence.js';

/** The bundle: every function exported here can be started by its name, so there is nothing else. */

export function assessment(input: RunInput): Promise<RunSummary> {
  return runSequence(input);
}
