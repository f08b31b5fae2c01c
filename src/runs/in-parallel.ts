/**
 * Does work for many things, so many at once; results are in their order. After a failure nothing more is begun.
 */
export async function inParallel<T, R>(
  atOnce: number,
  things: readonly T[],
  work: (thing: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const waiting = [...things.entries()];
  const walk = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [at, thing] = next;
      results[at] = await work(thing);
    }
  };
  const stopping = async () => {
    try {
      await walk();
    } catch (error) {
      waiting.length = 0;
      throw error;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, stopping));
  return results;
}
