/**
 * Of an `LRUCache`: so many entries at most, and memory for those that are there. With its `max` it takes memory for
 * all of them when it is made.
 */
export function atMost(entries: number): { maxSize: number; sizeCalculation: () => number } {
  return { maxSize: entries, sizeCalculation: () => 1 };
}
