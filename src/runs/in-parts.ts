/** Does work for many things, a part of them at a time; results are in their order. */
export async function inParts<T, R>(
  size: number,
  things: readonly T[],
  work: (thing: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < things.length; at += size) {
    results.push(...(await Promise.all(things.slice(at, at + size).map(work))));
  }
  return results;
}
