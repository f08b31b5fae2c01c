import type { HttpBindings } from '@hono/node-server';
import type { PlannedFault } from './fault-plan.js';
import type { LoggedRequest } from './request-log.js';

/** What every request of a stand-in carries along. */
export interface StandInEnv {
  Bindings: HttpBindings;
  Variables: {
    /** When it arrived, on the stand-in's clock: the one time that all of it goes by. */
    at: Date;
    entry: LoggedRequest;
    fault: PlannedFault | undefined;
    /** What the vendor answered to a request that it carried out, whatever became of the answer. */
    answer: unknown;
  };
}
