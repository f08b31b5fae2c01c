import { setImmediate } from 'node:timers/promises';
import { type Clock, install } from '@sinonjs/fake-timers';

export type { Clock };

/** A clock that stands at 0 and goes only when it is told to, while some work is done. */
export async function withFakeClock<T>(work: (clock: Clock) => Promise<T>): Promise<T> {
  const clock = install({
    now: 0,
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
    shouldClearNativeTimers: true, // what began before goes on, and may end meanwhile
  });
  try {
    return await work(clock);
  } finally {
    clock.uninstall();
  }
}

/** Goes from one timer to the next, and lets all follow that comes of it, until something is so. */
export async function untilDone(clock: Clock, isDone: () => boolean): Promise<void> {
  while (!isDone()) {
    clock.next();
    await setImmediate();
  }
}
