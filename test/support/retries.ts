const { setTimeout: ownSetTimeout } = globalThis;

/** Sees how Temporal's client waits before it tries a call once more, in all of this process. */
export function watchRetries() {
  let begun = 0;
  let over = 0;
  globalThis.setTimeout = new Proxy(ownSetTimeout, {
    apply(target, self, [work, ...rest]: Parameters<typeof ownSetTimeout>) {
      if (work.name !== 'retry') return Reflect.apply(target, self, [work, ...rest]); // its own name for it
      begun += 1;
      const seen = () => {
        over += 1;
        work();
      };
      return Reflect.apply(target, self, [seen, ...rest]);
    },
  });
  return {
    /** How often it has waited. */
    begun: () => begun,
    /** How many tries are still to come. */
    toCome: () => begun - over,
    restore() {
      globalThis.setTimeout = ownSetTimeout;
    },
  };
}
