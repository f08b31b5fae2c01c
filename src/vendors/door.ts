import { SECOND } from '../domain/duration.js';
import { VendorFault } from '../domain/errors.js';
import type { Gate } from './gate.js';

/** A gate with a door: while it is shut nothing passes, and whoever waits is sent away. */
export interface Door extends Gate {
  shut(): void;
  /** Opens it for as long as something is so. */
  open(isStill?: () => boolean): void;
}

/** Puts a door before a gate; it is open. */
export function withDoor(gate: Gate): Door {
  let isOpen = () => true;
  const waiting = new Set<() => void>();
  return {
    holdFor: (ms) => gate.holdFor(ms),
    waitMs: () => gate.waitMs(),
    pass: (request) =>
      new Promise((resolve, reject) => {
        if (!isOpen()) throw sentAway();
        const leave = () => reject(sentAway());
        waiting.add(leave);
        const ask = () => {
          if (!waiting.delete(leave) || !isOpen()) throw sentAway();
          return request();
        };
        gate
          .pass(ask)
          .finally(() => waiting.delete(leave))
          .then(resolve, reject);
      }),
    shut() {
      isOpen = () => false;
      for (const leave of waiting) leave();
      waiting.clear();
    },
    open(isStill = () => true) {
      isOpen = isStill;
    },
  };
}

/** Nothing was asked. Another process has the word by now, or will in a moment. */
function sentAway(): VendorFault {
  return new VendorFault('another process speaks to this vendor now', {
    kind: 'delay',
    retryAfterMs: SECOND / 2,
  });
}
