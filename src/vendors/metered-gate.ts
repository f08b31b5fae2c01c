import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { Gate } from './gate.js';

/** Hears how the requests of one vendor fare. */
export interface GateMeter {
  /** A request has waited so long for its turn, in ms. */
  waited(ms: number): void;
  /** A request was answered with this HTTP status, or had no answer at all. */
  answered(status: number | undefined): void;
}

/** Messages of undici, and of Node's `fetch`, which is made of it. Source: its documentation of diagnostics channels. */
interface Published {
  request: object;
  response?: { statusCode: number };
}

const asking = new AsyncLocalStorage<GateMeter>();
const meterOf = new WeakMap<object, GateMeter>();

subscribe('undici:request:create', (message) => {
  const meter = asking.getStore();
  if (meter) meterOf.set((message as Published).request, meter);
});
subscribe('undici:request:headers', (message) => tell(message as Published));
subscribe('undici:request:error', (message) => tell(message as Published));

/** A request is told of once: its answer's body may still fail after its head. */
function tell({ request, response }: Published): void {
  meterOf.get(request)?.answered(response?.statusCode);
  meterOf.delete(request);
}

/** The same gate, with whatever is asked through it by HTTP told to a meter. */
export function withMeter(gate: Gate, meter: GateMeter): Gate {
  return {
    holdFor: (ms) => gate.holdFor(ms),
    waitMs: () => gate.waitMs(),
    pass: (request) => {
      const sinceMs = performance.now();
      return gate.pass(() => {
        meter.waited(performance.now() - sinceMs);
        return asking.run(meter, request);
      });
    },
  };
}
