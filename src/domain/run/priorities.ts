/**
 * What goes before what within a task queue, a lower number first. What stands at the same number shares
 * the queue by its weights, so that a flood of one kind starves no other; a server without fairness serves
 * those in the order of their coming.
 */
export const priorities = {
  /** Whatever ends a person's mail, in every queue. */
  stop: { priorityKey: 1 },
  /** One look for all who wait. */
  look: { priorityKey: 1 },
  /** Somebody waits for it. */
  answer: { priorityKey: 2 },
  /** Before what prepares: nothing lies there prepared for long. */
  send: { priorityKey: 1 },
  prepare: { priorityKey: 3 },
  /** Somebody has just come, and waits for it: before what fell due by its time. */
  awaited: { priorityKey: 2 },
  /** A run cannot send before it. */
  enrol: { priorityKey: 3, fairnessKey: 'enrol', fairnessWeight: 2 },
  /** Whatever only keeps Notion in step. */
  record: { priorityKey: 3, fairnessKey: 'record', fairnessWeight: 1 },
  delivery: { priorityKey: 3, fairnessKey: 'delivery', fairnessWeight: 1 },
} as const;
