import { TemporalAway } from '../domain/errors.js';

/** What Temporal tells; undefined where it cannot, so that the page says so and shows the rest. */
export async function orUntold<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof TemporalAway) return undefined;
    throw error;
  }
}
